"""Illustrative medical questions and answers, heavily skewed by condition (no medical advice).

Each sheet below holds one condition: a head line (name @ specialty @ rows @ names in a sentence @ ages
@ how long people have had it @ aspects that deserve attention soon), then one entry per aspect (`` ;; ``
between entries that share a line) with sentences that can stand in any order after the first.  ``work kinds``
and ``exercise kinds`` hold a sentence for each kind of job or activity, and ``flags`` holds situations as
``urgency => sign => answer``.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

SHEETS = """
# common cold @ general practice @ 190 @ a cold/a common cold/a head cold @ 18-78 @ two days/three days/four days/five days/a week/nine days @ -
symptoms: A cold usually starts with a scratchy throat and sneezing, followed by a runny or blocked nose. | A mild cough and a slightly raised temperature are common in the first days. | Thick yellow or green mucus can occur in an ordinary cold and does not by itself mean a bacterial infection. | High fever and severe aching that come on suddenly point more towards influenza.
causes: Colds are caused by viruses, most often rhinoviruses, of which there are well over a hundred types. | The viruses spread through droplets and by hands that touch a contaminated surface and then the nose or eyes. | Being chilled does not cause a cold without a virus, although crowded indoor spaces in winter help viruses spread. | Because so many viruses are involved, immunity to one offers little protection against the next.
diagnosis: A cold is recognised from its symptoms, and tests are normally not needed. | A rapid test for COVID-19 or influenza can be useful when the result would change what you do, for instance around vulnerable people. | Blood tests and X-rays are reserved for signs of a complication such as pneumonia. | A clinician will usually look at the throat and ears and listen to the chest if the picture is unclear.
treatment options: There is no cure for a cold, so treatment aims to ease symptoms while the body clears the virus. | Antibiotics do not work against cold viruses and can cause side effects. | Paracetamol or ibuprofen can reduce headache, sore throat and fever if they are suitable for you. | Saline nasal sprays or rinses loosen mucus and have few side effects.
self-care: Rest, enough fluids and patience are the mainstays, because most colds settle on their own. | A warm drink with honey can soothe a sore throat or cough in adults and in children over one year. | Sleeping with the head slightly raised often makes a blocked nose less troublesome. | Smoke irritates the airways, so avoiding it helps the cough to settle.
prevention: Washing your hands often with soap and keeping them away from your face lowers the chance of catching a cold. | Airing rooms regularly reduces the amount of virus in the air. | Coughing into the elbow and throwing tissues away at once protects the people around you. | There is no vaccine against the common cold, but vaccination against influenza and COVID-19 prevents illnesses that can look similar.
when to seek care: Most colds need no doctor, but breathing difficulty, chest pain or a fever lasting more than about three days should be assessed. | Symptoms that improve and then clearly worsen can signal sinusitis or pneumonia. | People with a weakened immune system or chronic lung disease should ask for advice earlier. | Severe pain in one ear or around one eye is also a reason to be seen.
outlook: Most adults recover from a cold within seven to ten days. | A cough can linger for two to three weeks after the other symptoms have gone. | Complications such as sinusitis or a middle-ear infection are uncommon in healthy adults. | Adults commonly have two or three colds a year, so a new one soon after the last is not unusual.
children: Young children often have six to eight colds a year because they meet many viruses for the first time. | Cough and cold medicines are generally not recommended for small children, so ask a pharmacist or doctor before giving any. | Honey must not be given before the first birthday because of the risk of infant botulism. | Fast or laboured breathing, poor drinking or unusual drowsiness in a child needs prompt medical attention.
pregnancy: A cold in pregnancy is usually harmless for the baby, and rest, fluids and saline sprays are good first steps. | Paracetamol is generally the preferred pain reliever in pregnancy, at the lowest dose that helps. | Ibuprofen and similar medicines are usually avoided, particularly from about the 20th week. | Decongestant tablets are best avoided unless a doctor, midwife or pharmacist has agreed.
exercise: Light activity is usually fine if the symptoms are only above the neck, such as a runny nose. | Fever, chest symptoms or aching all over are reasons to stop training until you feel well. | After a cold, build up over several days rather than returning at full intensity at once. | Feeling clearly worse during a session is a signal to stop. ;; exercise kinds: endurance => For {activity}, a shorter and slower session is a sensible test on the first day back. || strength => For {activity}, reduce the load for the first sessions, because straining with a blocked nose and cough is unpleasant. || team => With {activity}, remember that you can pass the virus on to the others while you are sneezing and coughing.
work: Whether to work with a cold depends on how you feel and whether you can avoid infecting others. | People are most infectious in the first two to three days of symptoms. | Staying at home is sensible with a fever or when the job involves frail people. | Rules on sick notes differ between employers and countries, so check yours. ;; work kinds: desk => In office work as {job}, working from home for the first days is often the simplest solution. || physical => Physical work as {job} is better postponed while you have a fever or feel weak. || people => As {job} you have close contact with others, so a mask, frequent hand washing or a few days off protect them. || driving => As {job} you should check medicine labels, because some cold remedies cause drowsiness.
diet: No special diet cures a cold, but regular fluids and light meals are easy to tolerate. | Warm soup can ease congestion for a while and provides fluid. | Vitamin C taken after symptoms begin has shown little consistent effect. | Alcohol disturbs sleep and dehydrates, so it is better left out for a few days.
medicines: Read the labels of combination cold remedies, since many contain paracetamol and it is easy to take it twice. | Decongestant nasal sprays should not be used for more than about five to seven days, because the nose can become blocked again as a rebound. | People with high blood pressure or heart disease should ask before taking decongestant tablets. | Some antihistamines in night-time remedies cause drowsiness the next morning.
monitoring: With a cold it is enough to keep an eye on temperature, breathing and the general trend from day to day. | A temperature taken in the morning and in the evening shows the course well enough. | Steady improvement after the first week is what one would expect. | Anyone with asthma should watch for more wheezing and follow their action plan.
flags: urgent => I can hardly finish a sentence without gasping for air => Breathlessness like this is not part of a simple cold and needs emergency care. Call the emergency number and sit upright while you wait. || urgent => I have a stiff neck, a high fever and the light hurts my eyes => These signs can occur in meningitis and must be checked immediately. Call the emergency number instead of waiting for a routine appointment. || soon => my temperature has been above 38.5 °C for four days => A fever that lasts longer than about three days should be examined to look for another infection. Drink enough and arrange an appointment for today or tomorrow. || soon => I felt better and now have a new fever and pain over one cheek => Getting worse after an improvement can point to a bacterial sinusitis. A doctor can examine the sinuses and decide whether treatment is needed. || routine => my nose is still blocked but I feel fine otherwise => A blocked nose alone at this stage fits an ordinary cold. Saline rinses and time usually suffice, and an appointment is only needed if it persists beyond about three weeks. || routine => my mucus has turned green, without fever or pain => Green mucus contains white blood cells and is common in viral colds. Without fever, severe pain or breathlessness it can be watched at home. || urgent => I have sharp chest pain when I breathe in and I am coughing up rusty sputum => This combination can mean pneumonia or another serious problem in the chest. Seek medical care today, and call an ambulance if breathing becomes difficult. || soon => I have a throbbing earache and hear poorly on that side => A middle-ear infection can follow a cold. Pain relief is reasonable, and the ear should be looked at within a day or two.
# hypertension @ cardiology @ 150 @ high blood pressure/hypertension @ 34-82 @ six months/two years/four years/ten years/a few weeks @ pregnancy,children
symptoms: High blood pressure usually causes no symptoms, which is why it is often found by chance. | Headache, dizziness or nosebleeds are unreliable signs and are often due to something else. | Very high values can cause chest pain, breathlessness or disturbed vision, which is an emergency. | Feeling well does not mean that the vessels, heart and kidneys are protected.
causes: In most adults there is no single cause: age, family history, excess weight, salt, alcohol and inactivity act together. | A smaller group has a secondary form, for example from kidney disease, narrowed kidney arteries or excess aldosterone. | Sleep apnoea is a frequent and treatable contributor. | Some medicines raise the pressure, including anti-inflammatory painkillers and decongestants.
diagnosis: The diagnosis rests on repeated readings rather than on a single high value. | Many guidelines use 140/90 mmHg or more in the clinic, or an average of 135/85 mmHg or more at home; some use lower thresholds. | A 24-hour recording helps to recognise values that are high only in the surgery. | Blood and urine tests and an ECG look for causes and for effects on organs.
treatment options: Treatment combines changes in daily habits with one or more medicines, depending on the values and overall risk. | ACE inhibitors, angiotensin receptor blockers, calcium channel blockers and thiazide-type diuretics are common first choices. | Many people need two medicines in low doses, which can be combined in one tablet. | The target is agreed individually, taking age, other illnesses and tolerance into account.
self-care: Less salt, regular movement, moderate alcohol and a healthy weight can each lower blood pressure noticeably. | Stopping smoking has a large effect on the overall risk of heart attack and stroke. | A fixed time of day for tablets makes them easier to remember. | Enough sleep and treatment of sleep apnoea support the other measures.
prevention: A diet rich in vegetables and low in salt, combined with regular activity, reduces the risk of developing high blood pressure. | Having the pressure measured every few years, and more often from middle age, finds it early. | Weight loss is particularly effective in people with overweight. | A family history cannot be changed, but the other risk factors often can.
when to seek care: Readings that stay at or above about 135/85 mmHg at home should be discussed at an appointment. | A value around 180/120 mmHg or above should be repeated after a few minutes of rest and needs prompt advice. | Very high values together with chest pain, confusion or weakness are an emergency. | Dizziness after a change of tablets is a reason to call the practice.
outlook: With well-controlled pressure the risk of stroke, heart failure and kidney disease falls clearly. | Treatment is usually long-term, although doses can sometimes be lowered after weight loss. | Untreated high pressure damages vessels silently over many years. | A reduction of 10 mmHg in the upper value lowers cardiovascular risk by roughly a fifth.
children: High blood pressure in children is uncommon and is judged by age, sex and height, in adolescents partly by fixed values. | A kidney or vessel problem is looked for more often in younger children than in adults. | Overweight is an important cause in teenagers. | A cuff of the right size is essential, as one that is too small gives falsely high readings.
pregnancy: High blood pressure in pregnancy needs close supervision because of the risk of pre-eclampsia. | ACE inhibitors and angiotensin receptor blockers should not be used in pregnancy, so anyone taking one should call the doctor promptly. | Labetalol, nifedipine and methyldopa are among the medicines commonly used. | Severe headache, flickering vision or pain under the right ribs must be assessed immediately.
exercise: Regular endurance activity, about 150 minutes a week at moderate effort, lowers blood pressure. | Very high or uncontrolled values should be treated before hard training starts. | A check-up is sensible before intensive sport after a long break. | Chest pain or marked dizziness during exercise is a reason to stop and seek help. ;; exercise kinds: endurance => Activities such as {activity} suit the purpose well when you can still talk in short sentences. || strength => With {activity}, use moderate loads and breathe out during the effort, since holding the breath makes the pressure spike. || team => With {activity}, warm up well, because sudden sprints raise the pressure quickly.
work: Most people with treated high blood pressure can work without restrictions. | Long-term stress and shift work can push values up, so breaks and sleep deserve attention. | A reading taken at work can show whether the values rise there. | Tablets that cause dizziness at first should be mentioned if you work at heights or with machines. ;; work kinds: desk => As {job} you probably sit a lot, so short walks during the day are a useful counterweight. || physical => Heavy lifting as {job} is usually possible once the values are controlled. || people => Busy contact with people as {job} can be stressful, so plan a quiet moment for measuring and for meals. || driving => As {job}, make sure your values are stable and you have no dizziness, as driving licence rules may apply.
diet: Reducing salt to about five to six grams a day in total is one of the most effective changes in diet. | Most salt comes from bread, cheese, sausages and ready meals rather than from the salt cellar. | The DASH pattern, with vegetables, fruit, nuts and low-fat dairy products, lowers blood pressure. | Liquorice in large amounts can raise blood pressure and lower potassium.
medicines: Blood pressure tablets work only while they are taken regularly, so do not stop them without advice. | A dry cough is a typical side effect of ACE inhibitors and can be solved by switching. | Swollen ankles can occur with amlodipine and similar medicines. | Ibuprofen and diclofenac can weaken the effect and strain the kidneys.
monitoring: Measure at home with an upper-arm device, sitting, after five minutes of rest and with the arm at heart level. | Two readings in the morning and two in the evening over a week give a good average. | Kidney values and potassium are checked after starting certain medicines. | A log or app that keeps all values is more useful than remembering the highest one.
flags: urgent => my reading is 195/125 and I have chest pain => A very high value together with chest pain can mean damage to the heart or the aorta. Call the emergency number now and do not drive yourself. || urgent => one side of my face is drooping and I am slurring words => These are warning signs of a stroke, in which minutes count. Call the emergency number immediately and note when it began. || soon => my home readings have been around 160/100 all week => Values like these over several days mean that treatment needs to be started or adjusted. Take your log to an appointment within the next days and keep taking prescribed tablets. || soon => I feel dizzy whenever I stand up since my tablets were changed => The pressure may be falling too much when you stand. Rise slowly, measure sitting and standing, and call the practice so that the dose can be reviewed. || routine => my readings are about 128/78 and I feel well => These values are usually within target under treatment. Continue as agreed and bring the log to your next regular check. || urgent => my lips and tongue have swollen up since I took my ACE inhibitor => Swelling of the tongue or lips can be angio-oedema, which may block the airway. Call the emergency number and do not take another dose. || routine => my values are higher in the surgery than at home => This is often called the white-coat effect. Home readings or a 24-hour recording can show the usual level, and it is worth raising at the next visit. || soon => my ankles are swollen every evening since I started amlodipine => Ankle swelling is a known effect of this kind of medicine. Make an appointment so that the dose or the medicine can be reviewed, and do not stop it on your own.
# type 2 diabetes @ endocrinology @ 120 @ type 2 diabetes @ 42-80 @ three months/a year/three years/eight years/fifteen years @ pregnancy,children
symptoms: Type 2 diabetes often develops without clear symptoms for years. | Thirst, frequent urination, tiredness and blurred vision are typical once glucose is clearly raised. | Slow-healing wounds and repeated skin or urinary infections can be early hints. | Unplanned weight loss with strong thirst needs a prompt glucose test.
causes: In type 2 diabetes the body responds poorly to insulin and the pancreas gradually cannot keep up. | Family history, excess weight around the waist, inactivity and age are the main risk factors. | Diabetes in an earlier pregnancy increases the risk considerably. | Some medicines, such as long courses of cortisone-type drugs, can raise glucose.
diagnosis: Diagnosis is made with HbA1c, fasting glucose or a glucose tolerance test. | An HbA1c of 48 mmol/mol (6.5 %) or more, or fasting glucose of 7.0 mmol/l (126 mg/dl) or more, is in the diabetic range. | Without symptoms, an abnormal result is usually confirmed by a second test. | HbA1c can mislead in some forms of anaemia or after blood loss.
treatment options: Treatment builds on diet, movement and weight, with medicines chosen according to the heart, kidneys and weight. | Metformin is a frequent first medicine. | SGLT2 inhibitors and GLP-1 receptor agonists protect the heart or kidneys in many people at risk. | Insulin is added when glucose remains high or the body produces too little of its own.
self-care: Regular movement, a steady meal pattern and good foot care are the everyday pillars. | Look at your feet daily for blisters, cuts and pressure marks. | A structured education course helps many people to feel confident with their readings. | Not smoking is especially important because diabetes already strains the vessels.
prevention: Losing five to seven per cent of body weight and moving 150 minutes a week lowers the risk markedly in people with prediabetes. | Wholegrain products, vegetables and pulses in place of sugary drinks help to keep glucose stable. | A glucose or HbA1c check is sensible when close relatives are affected. | Women who had diabetes in pregnancy should be tested regularly afterwards.
when to seek care: Strong thirst, frequent urination and weight loss should lead to a glucose test within a day or so. | Vomiting, drowsiness or deep breathing with high glucose is an emergency. | A foot wound that does not improve within a day or two should be seen quickly. | Repeated low readings are a reason to have the medicines reviewed soon.
outlook: With good control of glucose, blood pressure and cholesterol many people avoid serious complications. | Remission is possible for some, particularly after substantial weight loss early on. | The eyes, kidneys, nerves and heart are the organs at risk over time. | Treatment usually has to be adapted over the years.
children: Type 2 diabetes is uncommon before puberty but is rising among teenagers with overweight. | Type 1 diabetes is far commoner in children and must be ruled out quickly. | Treatment involves the whole family's eating and activity habits, often together with metformin or insulin. | Thirst, bed-wetting and weight loss in a child need a glucose test the same day.
pregnancy: Good glucose control before and during pregnancy lowers the risk of complications for mother and child. | Many tablets are replaced by insulin, and statins and ACE inhibitors are usually stopped or changed. | A higher dose of folic acid is often advised before conception and in the first twelve weeks. | Eye checks are recommended during pregnancy, since retinopathy can worsen.
exercise: Movement makes the body more sensitive to insulin, and the effect lasts for a day or more. | A mixture of endurance and strength training works better than either alone. | Those using insulin or sulfonylureas should know how to prevent low glucose and carry fast sugar. | Well-fitting shoes matter when feeling in the feet is reduced. ;; exercise kinds: endurance => Before longer sessions of {activity}, a glucose check is useful if you take insulin or a sulfonylurea. || strength => For {activity}, ask first if you have eye disease from diabetes, as heavy straining may be unsuitable. || team => At {activity}, tell someone in the group about the diabetes and where your glucose tablets are.
work: Most jobs are possible with type 2 diabetes. | Breaks for meals, and for measuring if needed, should be planned. | Medicines with a risk of low glucose call for precautions at heights or with machines. | You do not always have to tell your employer, but a trusted colleague should know what a low looks like. ;; work kinds: desk => As {job}, standing up every half hour helps glucose after meals. || physical => Hard physical days as {job} can lower glucose, so doses and snacks may need planning. || people => As {job} with irregular breaks, keep a snack and your supplies within reach. || driving => As {job} on insulin or a sulfonylurea, check your glucose before driving and know the licence rules in your country.
diet: There is no single diabetes diet; vegetables, pulses, wholegrain foods and fewer sugary drinks are a sound basis. | The amount of carbohydrate in a meal has the greatest influence on glucose afterwards. | Whole fruit in normal portions is fine, while juice raises glucose quickly. | Alcohol can cause delayed low glucose in people using insulin or sulfonylureas.
medicines: Metformin is best taken with meals and started slowly, because stomach upset is its commonest side effect. | SGLT2 inhibitors can cause genital thrush and should be paused during serious illness or fasting. | Sulfonylureas and insulin can cause low glucose; metformin alone rarely does. | Long-term metformin can lower vitamin B12, so the level is checked when symptoms suggest it.
monitoring: HbA1c is usually checked every three to six months. | Once a year kidney values, urine albumin, feet and blood fats should be looked at, and the eyes at least every one to two years. | Not everyone on tablets needs daily finger-prick tests. | Blood pressure belongs to the routine checks as well.
flags: urgent => I have been vomiting since last night and my glucose is above 20 mmol/l => High glucose with vomiting can lead to a dangerous metabolic emergency. Go to an emergency department or call for help now, and take your medicines list along. || urgent => I am shaky, confused and my meter shows 2.6 mmol/l => This is a low glucose and needs fast sugar immediately, such as glucose tablets or juice. Measure again after 15 minutes, and have someone call the emergency number if you become drowsy or cannot swallow. || soon => I found a small open sore on the sole of my foot => Foot wounds in diabetes can worsen quickly, even without pain. Cover it, take the weight off and have it seen within a day. || soon => I have had three readings below 3.9 mmol/l this week => Repeated low values mean that the treatment should be reviewed. Note the times and meals, carry sugar and call your practice in the next days. || routine => my last HbA1c was 50 mmol/mol and I feel well => That is close to target for many people. Continue as agreed and plan the next regular check. || urgent => I have lost part of the vision in one eye since this morning => Sudden loss of vision can come from bleeding or a blocked vessel in the eye. Go to an eye emergency service today. || routine => my fasting readings are a little higher than those before dinner => Higher morning values are common, because the liver releases glucose overnight. Bring a few days of readings to the next visit to decide whether anything should change.
# back pain @ orthopaedics @ 90 @ low back pain/back pain @ 20-74 @ four days/two weeks/six weeks/three months/a year @ -
symptoms: Non-specific back pain is typically felt between the ribs and the buttocks and varies with posture and movement. | Stiffness in the morning that eases within half an hour is common. | Pain shooting below the knee with tingling suggests irritation of a nerve root. | Numbness around the groin or trouble passing urine is a warning sign.
causes: In about nine out of ten people no single damaged structure can be found, and muscles, joints and strain act together. | Long sitting, unaccustomed lifting, stress and poor sleep make episodes more likely. | A slipped disc can press on a nerve and cause leg pain. | Fractures, infections and tumours are rare causes that doctors keep in mind.
diagnosis: A conversation and a physical examination are usually enough. | X-rays or MRI are not recommended in the first weeks unless there are warning signs. | Scans often show worn discs in people without any pain. | Strength, reflexes and feeling in the legs are checked to look for nerve involvement.
treatment options: Staying active is the most important treatment for ordinary back pain. | Exercise therapy and physiotherapy help when pain lasts longer than a few weeks. | A short course of an anti-inflammatory medicine may help if it is suitable for you. | Surgery is considered only for particular problems, such as a disc causing progressive weakness.
self-care: Keep moving within what is tolerable, since prolonged bed rest delays recovery. | Warmth eases muscle tension for many people. | Changing position often is better than searching for one perfect posture. | Lying on the back with the lower legs raised can relieve acute pain for a while.
prevention: Regular exercise that trains the trunk and legs lowers the risk of new episodes. | Lift with the load close to the body and avoid twisting at the same time. | Back belts and special insoles have not been shown to prevent back pain. | Good sleep and less stress also make relapses less likely.
when to seek care: Back pain that does not improve within about four to six weeks should be assessed. | Weakness in a leg, numbness in the saddle area or loss of bladder control is an emergency. | Fever, unexplained weight loss or a history of cancer calls for an early appointment. | Pain after a fall in a person with osteoporosis should be checked for a fracture.
outlook: Most acute episodes improve considerably within four to six weeks. | Recurrences are common but are usually not a sign of damage. | Leg pain from a slipped disc settles without surgery in the majority of people. | Worry and avoidance of movement are associated with a slower recovery.
children: Back pain is common in teenagers and is usually harmless. | Pain at night, fever, or pain in a child under about ten should be examined. | Training load in sports such as gymnastics can cause stress injuries of the vertebrae. | Plenty of movement matters more than the exact weight of the school bag.
pregnancy: Back and pelvic pain affects about half of pregnant women. | Gentle exercise, swimming and a pillow between the knees at night often help. | Paracetamol is generally the preferred painkiller in pregnancy, while anti-inflammatory medicines are usually avoided. | Rhythmic pain that comes and goes can be contractions and should be checked at once.
exercise: Almost any activity you enjoy is suitable, and regularity matters more than the type. | Slight discomfort while moving is usually not a sign of harm. | Start with short sessions and increase them week by week. | Pain that spreads further down the leg during exercise is a reason to pause and seek advice. ;; exercise kinds: endurance => With {activity}, begin with ten to twenty minutes on level ground or at an easy pace. || strength => With {activity}, start with light loads and clean technique before adding weight. || team => With {activity}, wait until quick turns and stops are possible without sharp pain.
work: Continuing or returning early to work, if necessary with adapted tasks, helps recovery. | Complete freedom from pain is not required before going back. | An occupational physician can suggest changes to the workplace. | Job satisfaction and support from colleagues influence how long back pain lasts. ;; work kinds: desk => As {job}, alternate between sitting and standing and walk a little every half hour. || physical => As {job}, use lifting aids, split loads and ask for lighter tasks for a few weeks. || people => As {job} you may stand for hours, so vary your position and use a footrest or stool if you can. || driving => As {job}, set the seat so that your back is supported, and get out for a short walk at every stop.
diet: No particular diet cures back pain. | A balanced diet with enough calcium and vitamin D supports bone health. | Reducing excess weight lowers the load on the spine and makes movement easier. | Supplements advertised for joints have little convincing evidence in back pain.
medicines: Anti-inflammatory painkillers such as ibuprofen should be used at the lowest dose for the shortest time. | People with kidney disease, stomach ulcers or blood thinners should ask before taking them. | Paracetamol alone has shown little effect in acute low back pain. | Opioids are rarely useful here and carry a risk of dependence.
monitoring: What you can do again, such as walking distance or sleeping through, is a better yardstick than the pain score alone. | Repeat scans are not needed if things improve. | A review after about four weeks is sensible when pain still limits you. | New weakness or numbness should be reported without delay.
flags: urgent => I am numb around the groin and cannot pass urine => This can be cauda equina syndrome, a compression of nerves that needs surgery quickly. Go to an emergency department now. || urgent => my foot has become so weak that I cannot lift it => Fast-developing weakness means that a nerve is under serious pressure. It should be examined in hospital today. || soon => I have a fever and the pain is worst at night => Fever with night pain can point to an infection of the spine. See a doctor within the day so that blood tests and, if needed, a scan can be arranged. || soon => the pain runs down to my calf with tingling => This fits irritation of a nerve root. Keep moving gently and have strength and reflexes examined within the next days. || routine => it only hurts when I bend to tie my shoes => Pain with certain movements and no other complaints is typical of ordinary back pain. Stay active and expect gradual improvement over the coming weeks. || soon => the pain has been much worse since I fell down the stairs yesterday => Stronger pain after a real fall can come from a fracture. Arrange an examination within a day, and go at once if there is numbness or weakness. || routine => it cracks when I turn but does not hurt more => Cracking noises without pain or swelling are harmless. No examination is needed for this alone.
# migraine @ neurology @ 65 @ migraine @ 18-58 @ half a year/two years/five years/twelve years @ -
symptoms: Migraine attacks typically cause a throbbing, often one-sided headache that worsens with activity. | Nausea and sensitivity to light and noise are characteristic. | About a quarter to a third of people have an aura, such as zigzag lines, for up to an hour. | Untreated attacks last from four hours to three days.
causes: Migraine is a disorder of the brain's pain processing with a strong hereditary component. | Irregular sleep, skipped meals, hormonal changes and release from stress are frequent triggers. | A signalling substance called CGRP plays an important part in attacks. | Triggers differ from person to person, and some supposed triggers are early symptoms of the attack.
diagnosis: The diagnosis is made from the description of the attacks and a normal neurological examination. | A headache diary is the most useful aid. | A brain scan is only needed when something about the headache is unusual. | At least five typical attacks are required by the formal criteria for migraine without aura.
treatment options: Attacks are treated with painkillers or triptans, ideally early. | Preventive treatment is considered with about four or more headache days a month or very severe attacks. | Beta blockers, amitriptyline, topiramate and CGRP antibodies are examples of preventives. | Relaxation, endurance exercise and biofeedback are effective additions.
self-care: A quiet, dark room, a cool cloth and sleep help many people during an attack. | Regular times for sleep and meals make the brain less susceptible. | Drinking enough and not skipping breakfast are simple but useful habits. | A diary shows which suspected triggers really matter.
prevention: Regular sleep, meals and endurance exercise can reduce the number of attacks. | Preventive medicines need about eight to twelve weeks before their effect can be judged. | Keeping painkillers below ten to fifteen days a month prevents medication-overuse headache. | Relaxation training has an effect of its own.
when to seek care: A doctor should be consulted when attacks become more frequent or the usual medicine stops working. | A sudden, extremely severe headache must be treated as an emergency. | Weakness, speech problems or an aura lasting more than an hour needs immediate assessment. | A first migraine-like headache after about fifty should be examined.
outlook: Migraine often varies over life and eases in many people after the age of fifty. | Attacks do not damage the brain in the ordinary sense, although they are disabling. | With preventive treatment many people have half as many attacks. | After the menopause many women notice an improvement.
children: Migraine occurs in children too, often with shorter attacks and pain on both sides. | Stomach pain, pallor and vomiting can be more prominent than headache. | Ibuprofen in a dose for body weight is a usual first choice. | Sleep alone frequently ends an attack in a child.
pregnancy: Migraine improves in many women during pregnancy, especially in the second and third trimesters. | Paracetamol is generally the first choice, with other medicines only after advice. | Topiramate and valproate must not be used for migraine in pregnancy. | A new severe headache after the 20th week must be checked for pre-eclampsia.
exercise: Regular endurance exercise can lower the frequency of attacks. | During an attack movement usually makes the pain worse, so rest. | Enough fluid and a slow warm-up help those whose attacks are triggered by effort. | A sudden severe headache during exertion needs emergency assessment. ;; exercise kinds: endurance => Moderate {activity} three times a week is a good aim. || strength => With {activity}, avoid holding your breath, as pressure in the head can bring on pain. || team => With {activity}, eat and drink beforehand and take breaks in the shade on bright days.
work: Many people with migraine work without restrictions between attacks. | Regular breaks, non-flickering light and a quiet place help to prevent attacks. | Having the acute medicine at hand allows early treatment. | Frequent sick days are a good reason to talk about prevention. ;; work kinds: desk => As {job}, reduce screen glare and stick to your lunch break. || physical => As {job}, drink enough and protect yourself from heat and glare. || people => As {job}, a noisy day can be tiring, so plan a quiet break before symptoms build up. || driving => As {job}, do not drive during an attack or aura, because vision and attention may be impaired.
diet: Regular meals matter more than banning particular foods. | Alcohol, above all red wine, is a trigger for some people. | Large swings in caffeine intake, including its withdrawal at weekends, can provoke headache. | An elimination diet should be based on a diary and not on lists from the internet.
medicines: Triptans work best when taken early in the headache phase, and not during the aura itself. | People with coronary heart disease or after a stroke should not use triptans. | Acute painkillers on more than ten to fifteen days a month can themselves cause headache. | A medicine against nausea can also improve the uptake of painkillers.
monitoring: A diary with days, severity and medicines shows whether treatment works. | Count the days with acute medicine each month. | A review about three months after starting a preventive is usual. | Blood pressure should be checked from time to time, particularly with some medicines.
flags: urgent => the worst headache of my life started within seconds => A thunderclap headache can be caused by bleeding in the brain. Call the emergency number immediately, even if the pain eases. || urgent => my right arm is weak and I cannot find words, which I have never had before => New weakness and speech problems must be treated as a possible stroke. Call the emergency number now. || soon => I have taken painkillers on twenty days this month => This many days can lead to medication-overuse headache. Make an appointment soon to plan a withdrawal and a preventive treatment. || soon => my attacks have doubled in the last two months => A clear change in the pattern should be reviewed. Take your diary along so that prevention can be discussed. || routine => I see zigzag lines for twenty minutes, as in all my earlier attacks => A familiar aura lasting less than an hour is typical of migraine with aura. Mention it at your next visit, especially if you use a contraceptive with oestrogen.
# asthma @ pulmonology @ 50 @ asthma @ 30-66 @ a few months/three years/seven years/twenty years @ -
symptoms: Typical symptoms are wheezing, tightness in the chest, breathlessness and cough that vary over time. | Complaints are often worse at night or in the early morning. | Cold air, exercise, allergens and infections are common triggers. | A persistent dry cough can be the only sign.
causes: Asthma is a chronic inflammation of the airways that makes them react too strongly. | Allergies, family tendency and early viral infections contribute. | Tobacco smoke and substances at the workplace can trigger or worsen it. | Aspirin and similar painkillers provoke attacks in a small group.
diagnosis: Lung function testing before and after a bronchodilator is the central test. | A normal result between episodes does not rule asthma out, so tests may be repeated. | Exhaled nitric oxide and allergy tests help to describe the type. | Peak flow readings over two weeks can show typical variation.
treatment options: Inhaled corticosteroids treat the inflammation and are the basis of modern treatment. | Many adults use one inhaler with a corticosteroid and formoterol both regularly and as needed. | Biological medicines are available for certain kinds of severe asthma. | Treatment is stepped up or down according to control.
self-care: A written action plan tells you what to do when symptoms increase. | Have your inhaler technique checked regularly, since errors are very common. | Avoiding smoke makes the medicines more effective. | Rinsing the mouth after an inhaled corticosteroid prevents thrush.
prevention: Regular use of the preventer inhaler is the best way to avoid attacks. | Vaccination against influenza is recommended for many people with asthma. | Proven allergens should be reduced where this is practical. | A smoke-free home protects everyone in the household.
when to seek care: Needing the reliever more often than usual is a reason to see a doctor within days. | Difficulty speaking or a reliever that does not help is an emergency. | Waking at night because of asthma shows that control is insufficient. | A review is also due after any emergency treatment.
outlook: With suitable treatment most people with asthma lead an active life. | Childhood asthma eases in many teenagers but can return. | Poor control over years can reduce lung function. | Serious attacks are largely preventable with regular anti-inflammatory treatment.
children: In small children wheezing with infections is common and does not always become asthma. | A spacer makes inhaling easier at every age and is standard in small children. | Parents, school and sports coaches should all know the action plan. | Sucking in of the ribs or being too breathless to drink or speak is an emergency.
pregnancy: Asthma medicines should generally be continued in pregnancy, because uncontrolled asthma is the greater risk. | Inhaled corticosteroids and common relievers are considered suitable in pregnancy. | Asthma gets better, worse or stays the same in about a third of women each. | Regular checks during pregnancy are recommended.
exercise: Sport is encouraged when asthma is well controlled. | A slow warm-up reduces symptoms caused by exercise. | Symptoms on every effort suggest that the basic treatment should be reviewed. | The reliever belongs in the sports bag. ;; exercise kinds: endurance => With {activity}, breathing through the nose or a scarf helps on cold days. || strength => Training such as {activity} rarely provokes asthma, because ventilation rises less than in long runs. || team => For {activity}, the alternating effort is often well tolerated after a proper warm-up.
work: Most jobs are possible with asthma. | Symptoms that improve on days off suggest an occupational trigger and should be reported. | Flour dust, isocyanates and cleaning sprays are known causes. | An early change can prevent permanent occupational asthma. ;; work kinds: desk => As {job}, perfumes, dusty files and dry air are the likelier irritants. || physical => As {job}, dust, paint vapours and cold air deserve attention, so use suitable respiratory protection. || people => As {job} you meet many infections, so vaccination and hand hygiene are worthwhile. || driving => As {job}, keep the cabin filter clean and the reliever within reach.
diet: No diet replaces inhaled treatment. | A healthy weight improves asthma control noticeably. | Sulphites in wine or dried fruit trigger symptoms in some people. | Only proven food allergies justify leaving out whole food groups.
medicines: Relievers open the airways quickly, while preventers containing a corticosteroid calm the inflammation. | Using only a short-acting reliever is no longer recommended for adults. | Beta blockers, including some eye drops, can worsen asthma. | Hoarseness and oral thrush are the usual local side effects of inhaled corticosteroids.
monitoring: Control is judged by daytime symptoms, night waking, reliever use and limits in activity. | A peak flow meter helps people who notice changes late. | A review at least once a year is usual, and more often after changes. | An inhaler with a dose counter shows how much is really used.
flags: urgent => I have used my reliever several times and still cannot speak in full sentences => This is a severe attack. Call the emergency number now, sit upright and keep using the reliever as set out in your action plan. || soon => I have woken up coughing four nights this week => Night waking shows that the asthma is not controlled. Arrange a review in the next days and check that you use the preventer regularly. || soon => I need a new reliever inhaler every month => Heavy use of relievers is linked with a higher risk of serious attacks. Book an appointment soon to adjust the preventer. || routine => I only cough a little after running in the cold => Mild symptoms in cold air are common. Warm up slowly and raise it at your next review.
# seasonal allergy @ allergy and immunology @ 38 @ hay fever/a seasonal pollen allergy @ 18-60 @ three weeks/two springs/four years/ten years @ -
symptoms: Sneezing, a watery runny nose and itchy, red eyes at the same time each year are typical. | Itching distinguishes an allergy from a cold. | A fever does not belong to hay fever. | Tiredness and poor sleep from a blocked nose are common.
causes: The immune system reacts to harmless pollen from trees, grasses or weeds. | A family tendency to allergies, asthma or eczema raises the risk. | Proteins in apples or hazelnuts resemble birch pollen and can make the mouth itch. | Which months are bad depends on the plant concerned.
diagnosis: The timing of symptoms and a skin prick test or blood test for specific IgE lead to the diagnosis. | Antihistamines must be paused for several days before a skin test. | A positive test counts only if it fits the symptoms. | Lung function is checked when cough or wheeze occurs.
treatment options: Nasal corticosteroid sprays are the most effective medicines for a persistently affected nose. | Modern antihistamine tablets and eye drops relieve itching and sneezing. | Immunotherapy over about three years can change the course of the allergy. | Saline rinses are a harmless addition.
self-care: Rinse hair in the evening and keep clothes worn outdoors out of the bedroom. | Sunglasses protect the eyes from pollen. | Pollen forecasts help you to plan outdoor time. | Drying laundry indoors during the season avoids bringing pollen in.
prevention: Starting the nasal spray about two weeks before the season reduces symptoms. | Pollen filters in cars and ventilation lower exposure. | Holidays by the sea or in high mountains can bridge the worst weeks. | Smoke makes the mucous membranes more sensitive and should be avoided.
when to seek care: See a doctor if over-the-counter medicines do not control the symptoms. | Wheezing or a tight chest should be assessed soon because asthma may be developing. | Swelling of the throat or trouble breathing is an emergency. | One-sided blockage or bleeding from the nose is not typical and needs examination.
outlook: Hay fever often persists for many years, but it can usually be controlled well. | A proportion of people later develop asthma. | Immunotherapy can have a lasting effect after it ends. | Symptoms tend to become milder in later life.
children: Hay fever often begins at school age. | Some antihistamines and nasal sprays are approved for children, with dose and age limits on the pack. | Drowsy older antihistamines can impair learning and are best avoided. | Immunotherapy is usually considered from about five years of age.
pregnancy: Saline rinses and nasal sprays such as budesonide are commonly used in pregnancy. | Loratadine and cetirizine have been studied well, but ask before taking them. | Starting immunotherapy during pregnancy is not advised, although a well-tolerated course is often continued. | A blocked nose in pregnancy may also be due to hormones.
exercise: Sport is possible, and timing it for low-pollen hours makes it more pleasant. | Rain clears the air, so the time after a longer shower is often good. | A cough or wheeze during sport should be checked for asthma. | Taking the daily medicine beforehand helps. ;; exercise kinds: endurance => For {activity}, choose a route away from meadows or a session indoors on bad days. || strength => For {activity}, a room with closed windows is a simple solution in the season. || team => For {activity} on grass, wear sports glasses and shower afterwards.
work: Untreated hay fever can impair concentration, so good treatment pays off at work. | Sedating antihistamines are unsuitable before driving or using machines. | Closed windows in the morning or a filter may help indoors. | Symptoms only at work suggest another allergen. ;; work kinds: desk => As {job}, keep the window shut at peak times and wipe the desk with a damp cloth. || physical => As {job} outdoors or in dust, glasses and a mask reduce the contact with pollen. || people => As {job}, a non-drowsy tablet in the morning keeps sneezing at bay during conversations. || driving => As {job}, use a cabin pollen filter and only non-sedating medicines.
diet: Only people with a cross-reaction need to avoid certain foods. | Itching in the mouth after raw apple is typical with birch pollen, while cooked apple is often tolerated. | Local honey has not been shown to cure hay fever. | Alcohol can make a stuffy nose worse.
medicines: Nasal corticosteroids need several days to reach full effect, so use them daily. | Cetirizine and loratadine cause less drowsiness than older antihistamines. | Decongestant sprays should be used for only a few days. | Long-acting cortisone injections are not recommended for hay fever.
monitoring: Note symptoms and medicines for a season to see whether treatment suffices. | A yearly look at the plan before the season is enough for most. | People who also have asthma should watch their lung function. | Allergy tests need not be repeated without a reason.
flags: urgent => my throat is swelling and I am finding it hard to breathe => This may be a severe allergic reaction. Use an adrenaline auto-injector if you have one and call the emergency number. || soon => I have started to wheeze at night => Wheezing can mean that the allergy is affecting the lungs. Arrange lung function testing in the next days. || routine => my eyes itch although the tablets help my nose => Antihistamine eye drops can be added in this situation. A pharmacist can explain the choice.
# eczema @ dermatology @ 28 @ eczema/atopic eczema @ 18-62 @ two months/a year/six years/ten years @ -
symptoms: Eczema causes dry, itchy, inflamed skin, often in the creases of elbows and knees, on the hands or on the face. | Itching at night is particularly typical. | Weeping and yellow crusts suggest an additional infection. | On dark skin the patches may look brown, grey or violet instead of red. ;; causes: A weak skin barrier and an overactive immune response act together, often with a family tendency. | Soap, wool, sweat, stress and dry air commonly provoke flares. | Eczema is not contagious. | A food allergy plays a part mainly in some young children with severe eczema.
diagnosis: The diagnosis is made by looking at the skin and asking about itch, course and family. | A patch test helps when contact allergy is suspected. | Blood tests are rarely necessary. | A swab is useful when infection is likely. ;; treatment options: Daily moisturising is the basis, with corticosteroid creams for flares. | Calcineurin inhibitor creams are suitable for the face and skin folds. | Light therapy, biological medicines or JAK inhibitors are options for severe disease. | Wet wraps can calm a strong flare under guidance.
self-care: Apply a fragrance-free moisturiser at least once or twice a day, also on days without a flare. | Short lukewarm showers with a mild wash are better than long hot baths. | Cotton next to the skin is less irritating than wool. | Short fingernails limit damage from scratching. ;; prevention: Consistent moisturising and avoiding personal triggers reduce flares. | Using an anti-inflammatory cream twice a week on usual problem areas can keep them calm. | Gloves protect the hands during wet work. | Humid indoor air in winter makes the skin less dry.
when to seek care: See a doctor if itching disturbs sleep or the creams no longer help. | Painful clustered blisters with fever are an emergency. | Spreading redness, warmth and pus suggest infection and should be seen soon. | Eczema around the eyes deserves medical advice. ;; outlook: Eczema comes and goes, and in many children it eases before adulthood. | Dry, sensitive skin usually remains. | Good basic care lengthens the quiet phases. | Asthma and hay fever occur more often in people with eczema.
children: Eczema affects up to one child in five and often begins in the first year. | Mild corticosteroid creams are safe for children when used as advised. | Diets should not be restricted without proof of an allergy. | Cool bedrooms and cotton clothes help a child to sleep. ;; pregnancy: Eczema may get better or worse in pregnancy, and moisturisers can be used freely. | Mild to moderate corticosteroid creams are considered suitable in pregnancy. | Methotrexate must not be used in pregnancy. | A new itchy rash in late pregnancy should be shown to a doctor.
exercise: Sport is fine, though sweat can sting and itch. | Rinse off soon afterwards and moisturise. | Breathable clothes are kinder to the skin. | Pause if open areas rub or bleed. ;; exercise kinds: endurance => For {activity}, loose layers help to keep sweating down. || strength => For {activity}, wipe benches and grips and protect cracked hands. || team => For {activity}, cover open patches so that they do not become infected. ;; work: Wet work, solvents and frequent hand washing are the main problems at work. | Alcohol hand rub is usually gentler on the skin than repeated soap and water. | An occupational dermatologist can advise on gloves and creams. | Reporting hand eczema early may open up prevention programmes. ;; work kinds: desk => As {job}, dry office air is the main irritant, so keep a hand cream on the desk. || physical => As {job}, wear gloves suited to the materials, with cotton liners underneath. || people => As {job}, choose a mild cleanser and moisturise after each shift if you wash your hands often. || driving => As {job}, a breathable seat cover and cotton clothing reduce sweating.
diet: Most adults with eczema do not need a special diet. | Suspected foods should be tested with professional guidance. | Evening primrose oil has not been shown to help. | A balanced diet during treatment avoids deficiencies. ;; medicines: Corticosteroid creams are safe when strength and duration fit the body area. | One fingertip unit covers about two adult palms. | Fear of cortisone is a frequent reason why treatment fails. | Calcineurin inhibitors may burn in the first days.
monitoring: Photos and a short itch diary help to judge the course. | Regular reviews are needed with tablets or injections. | Skin thinning is looked for when strong creams are used for long. | Sleep is a good marker of control. ;; flags: urgent => painful little blisters are spreading over my face and I have a fever => This may be eczema herpeticum, a viral infection that needs rapid treatment. Go to an emergency department today. || soon => the patches on my arm are weeping with yellow crusts => This suggests a bacterial infection. Have it seen within a day or two. || routine => my hands are dry and slightly itchy after the winter => Frequent moisturising and gloves often settle this. Ask a pharmacist for a fragrance-free cream.
# gastro-oesophageal reflux @ gastroenterology @ 20 @ acid reflux/gastro-oesophageal reflux @ 24-72 @ two months/a year/five years @ -
symptoms: Heartburn and acid rising after meals or when lying down are typical. | Hoarseness, cough or a lump in the throat can occur as well. | Difficulty swallowing is a warning sign and not a usual symptom. ;; causes: The valve between gullet and stomach relaxes too often, so that acid flows back. | A hiatus hernia, overweight and pregnancy favour reflux. | Some medicines relax the valve or irritate the gullet.
diagnosis: Typical symptoms that respond to an acid blocker are often enough for a first diagnosis. | Endoscopy is done when there are warning signs or treatment fails. | A 24-hour pH measurement can clarify doubtful cases. ;; treatment options: Lifestyle measures and a proton pump inhibitor for some weeks are the usual treatment. | Alginates help with occasional symptoms. | Surgery is an option for selected people with proven reflux.
self-care: Raise the head of the bed and avoid meals in the two to three hours before lying down. | Lying on the left side reduces reflux at night. | Loose clothing around the waist helps some people. ;; outlook: Reflux is often chronic but can be controlled well. | Long-lasting inflammation can lead to Barrett's oesophagus in a minority. | Weight loss improves symptoms noticeably in people with overweight.
pregnancy: Heartburn affects more than half of pregnant women and usually disappears after birth. | Small meals and alginates are the first steps. | Omeprazole may be used in pregnancy when a doctor recommends it. ;; diet: Smaller meals and avoiding the foods that bother you personally are better than strict lists. | Fatty food, alcohol, chocolate and peppermint are frequent culprits. | Late dinners make symptoms at night more likely.
medicines: Proton pump inhibitors work best when taken about half an hour before a meal. | The need for long-term use should be reviewed every year. | Stopping abruptly can cause a rebound of acid for some weeks. ;; flags: urgent => I have vomited something that looks like coffee grounds => This may be blood from the upper digestive tract. Call the emergency number or go to an emergency department now. || soon => food has been getting stuck behind my breastbone => Trouble swallowing should always be examined. Ask for an appointment this week, as an endoscopy may be needed. || routine => I get heartburn only after late, heavy dinners => Occasional heartburn with a clear trigger can be handled with earlier and smaller meals. See a doctor if it occurs more than twice a week.
# iron-deficiency anaemia @ haematology @ 14 @ iron-deficiency anaemia @ 18-70 @ two months/half a year/a year @ diagnosis
symptoms: Tiredness, pallor, breathlessness on effort and brittle nails are typical. | Restless legs and a craving for ice can occur. | Slow blood loss may cause few complaints for a long time. ;; causes: Heavy periods, blood loss from the gut, low intake or poor absorption lead to a lack of iron. | Coeliac disease is a cause that is easily overlooked. | In men and after the menopause a source of bleeding must be looked for.
diagnosis: A blood count and ferritin show the deficiency. | Ferritin can appear normal during inflammation, so transferrin saturation is added. | The cause is part of the diagnosis and may require examination of stomach and bowel. ;; treatment options: Iron tablets and treatment of the cause are the standard. | Iron infusions are used when tablets are not tolerated or not absorbed. | Transfusions are needed only in severe cases.
pregnancy: The need for iron rises clearly in pregnancy, and blood counts are part of antenatal care. | Tablets are the usual treatment, with infusions from the second trimester if needed. | Untreated anaemia raises the risk of preterm birth. ;; children: Toddlers who drink a lot of cow's milk are prone to iron deficiency. | Pallor, tiredness and poor appetite should lead to a blood test. | Iron is dosed by weight and must be stored out of reach, as overdoses are dangerous.
diet: Meat, pulses, wholegrain products and green vegetables provide iron. | Vitamin C improves uptake from plants, while tea and coffee with meals reduce it. | Diet alone rarely corrects an established anaemia. ;; medicines: Iron taken once a day or every other day is often as effective as several doses and better tolerated. | Dark stools are harmless during treatment. | Antacids and some antibiotics should be taken several hours apart.
monitoring: The blood count is checked after about four weeks. | Tablets are continued for about three months after it has become normal, to fill the stores. | A failure to respond calls for a search for bleeding or poor absorption. ;; flags: urgent => my stools are black and I feel faint, and I do not take iron => Black stools without iron tablets can mean bleeding in the stomach. Go to an emergency department now. || soon => I get out of breath on a single flight of stairs => This may mean that the anaemia has worsened. Arrange a blood count within the next days.
# hypothyroidism @ endocrinology @ 10 @ an underactive thyroid/hypothyroidism @ 24-74 @ three months/two years/nine years @ pregnancy
symptoms: Tiredness, feeling cold, dry skin, constipation and slight weight gain are typical. | The symptoms develop slowly and are easily put down to stress. | A slow pulse and low mood can be part of it. ;; causes: Hashimoto's thyroiditis, an autoimmune inflammation, is the most frequent cause where iodine supply is sufficient. | Surgery or radioiodine can also leave too little thyroid tissue. | Lithium and amiodarone are medicines that can cause it.
diagnosis: A raised TSH with low free T4 in the blood confirms an underactive thyroid. | A slightly raised TSH should be repeated before treatment is decided. | Antibodies against TPO point to Hashimoto's thyroiditis. ;; treatment options: Levothyroxine replaces the missing hormone. | The dose is adjusted in small steps. | Mildly raised TSH alone does not always require treatment.
pregnancy: The need for levothyroxine rises early in pregnancy, so TSH should be checked as soon as a pregnancy is known. | Good control supports the development of the child. | Iron and levothyroxine must be taken several hours apart. ;; medicines: Levothyroxine is taken on an empty stomach, about half an hour before breakfast. | Calcium, iron and coffee reduce the uptake. | Palpitations or trembling can mean that the dose is too high.
monitoring: TSH is measured about six to eight weeks after each change of dose. | Once stable, a check every year is enough for most people. | Biotin supplements can distort the laboratory values.
# gout @ rheumatology @ 7 @ gout @ 38-74 @ four months/three years/eight years @ -
symptoms: A gout attack causes sudden severe pain, redness and swelling, often in the big toe. | Attacks frequently begin at night. | Even the touch of a blanket may be unbearable. ;; treatment options: Attacks are treated with anti-inflammatory medicines, colchicine or a short course of cortisone. | Allopurinol or febuxostat lower uric acid in the long term. | Cooling and raising the joint ease the pain.
diet: Beer, spirits, sugary drinks and large portions of meat or seafood raise uric acid. | Low-fat dairy products are favourable. | Diet alone usually lowers uric acid only a little. ;; medicines: Allopurinol is started at a low dose and increased step by step. | It should be continued during an attack once it is established. | A rash under allopurinol means stop and call the doctor at once.
monitoring: The usual target for uric acid is below 360 µmol/l (6 mg/dl). | The value is checked every few weeks until it is reached, then once or twice a year. | Kidney function is followed as well.
# coeliac disease @ gastroenterology @ 5 @ coeliac disease @ 20-60 @ two months/two years/six years @ -
symptoms: Diarrhoea, bloating and weight loss are classic, but many people only have tiredness or iron deficiency. | An itchy blistering rash called dermatitis herpetiformis belongs to the disease. | Some people have no complaints at all. ;; diagnosis: Blood is tested for tissue transglutaminase antibodies while gluten is still being eaten, and in adults a biopsy of the small bowel usually confirms the result. | A gluten-free diet before testing can make the results falsely normal. | Close relatives should be offered a test.
diet: A lifelong strict gluten-free diet is the treatment, which excludes wheat, rye and barley. | Rice, maize, potatoes and pulses are naturally free of gluten. | Crumbs from a shared toaster are enough to cause contact. ;; monitoring: Antibodies are checked after some months and then yearly. | Iron, vitamin D and thyroid values are often included. | Bone density is measured in people at risk.
# sarcoidosis @ pulmonology @ 3 @ sarcoidosis @ 28-58 @ three months/two years @ symptoms,diagnosis
symptoms: Dry cough, breathlessness, tiredness and painful red nodules on the shins are possible signs. | The lungs and lymph nodes are affected most often, but eyes, skin and heart can be too. | Palpitations or fainting should be reported promptly. ;; diagnosis: Imaging of the chest and usually a tissue sample showing granulomas without necrosis lead to the diagnosis. | Tuberculosis and other causes have to be ruled out. | An eye examination and an ECG are part of the first work-up.
outlook: In many people sarcoidosis subsides on its own within two to three years. | A minority develop scarring of the lungs. | Löfgren's syndrome has a particularly good outlook.
# myasthenia gravis @ neurology @ 2 @ myasthenia gravis @ 25-72 @ four months/three years @ symptoms
symptoms: Muscle weakness that increases with use and improves with rest is the hallmark. | Drooping eyelids and double vision are often the first signs. | Trouble swallowing or breathing is an emergency. ;; medicines: Pyridostigmine improves the signal between nerve and muscle, and immune-suppressing medicines treat the cause. | Some antibiotics and other common medicines can worsen weakness, so carry an emergency card. | New medicines should be checked with the treating team first.
# Wilson disease @ hepatology @ 2 @ Wilson disease @ 18-40 @ half a year/four years @ diagnosis
diagnosis: Low ceruloplasmin, raised copper in a 24-hour urine collection and Kayser-Fleischer rings in the eyes support the diagnosis. | Genetic testing of ATP7B can confirm it. | Brothers and sisters should be tested even when they feel well. ;; treatment options: Medicines that bind copper, such as penicillamine or trientine, or zinc are taken for life. | Stopping treatment can lead to sudden liver failure. | Foods very rich in copper, such as liver and shellfish, are limited at first.
# Fabry disease @ medical genetics @ 1 @ Fabry disease @ 20-50 @ a year @ symptoms
symptoms: Burning pain in hands and feet, reduced sweating and small dark red skin spots are typical early signs. | The kidneys, heart and brain can be affected over the years. | Women can be ill too, although the gene lies on the X chromosome. ;; treatment options: Enzyme replacement by infusion, or migalastat tablets for suitable gene variants, are the specific treatments. | Pain, kidneys and heart are treated in addition. | Early treatment aims to prevent damage to organs.
# Erdheim-Chester disease @ haematology @ 1 @ Erdheim-Chester disease @ 45-68 @ four months @ diagnosis
diagnosis: A biopsy with foamy histiocytes, together with typical changes in the long bones of the legs on imaging, leads to the diagnosis. | Tissue is tested for the BRAF V600E mutation because targeted treatment depends on it. | Heart, brain and kidneys are examined as they are often involved.
# stiff-person syndrome @ neurology @ 1 @ stiff-person syndrome @ 32-60 @ a year @ diagnosis
diagnosis: Stiffness of the trunk with painful spasms, high GAD65 antibodies in most people and a typical electromyogram support the diagnosis. | It is frequently mistaken for anxiety or ordinary back trouble at first. | A search for other autoimmune diseases, such as type 1 diabetes, is usual.
# Gaucher disease @ medical genetics @ 1 @ Gaucher disease @ 20-55 @ two years @ -
treatment options: Enzyme replacement by infusion every two weeks is the standard for type 1, and substrate reduction capsules are an alternative for some adults. | Spleen size, blood counts and bone pain usually improve. | Enzyme infusions do not reach the brain, which limits their effect in types 2 and 3.
# Pompe disease @ neuromuscular medicine @ 1 @ late-onset Pompe disease @ 24-60 @ three years @ monitoring
monitoring: Lung function sitting and lying, muscle strength and walking distance are checked about every six months. | Morning headaches and daytime sleepiness can signal weak breathing at night. | Early non-invasive ventilation at night relieves the breathing muscles.
# narcolepsy @ sleep medicine @ 1 @ narcolepsy @ 18-45 @ two years @ -
work: Planned short naps and regular hours help many people to stay alert at work. | Driving and dangerous machines are only allowed once sleepiness is controlled, and licence rules apply. | Colleagues who know about cataplexy react more calmly to it.
"""

CHILD_AGES = {
    "hypertension": (11, 16),
    "type 2 diabetes": (12, 17),
    "back pain": (11, 16),
    "migraine": (7, 15),
    "asthma": (4, 14),
    "seasonal allergy": (6, 15),
    "common cold": (2, 9),
    "eczema": (2, 10),
    "iron-deficiency anaemia": (2, 8),
}
JOBS = {
    "desk": (
        "an accountant",
        "a translator",
        "a software developer",
        "an office clerk",
        "an architect",
        "a web designer",
    ),
    "physical": (
        "a bricklayer",
        "a gardener",
        "a warehouse worker",
        "a carpenter",
        "a roofer",
        "a removal worker",
    ),
    "people": (
        "a primary school teacher",
        "a shop assistant",
        "a waiter",
        "a hairdresser",
        "a care assistant",
        "a receptionist",
    ),
    "driving": ("a bus driver", "a lorry driver", "a taxi driver", "a delivery driver"),
}
ACTIVITIES = {
    "endurance": ("jogging", "cycling", "brisk walking", "Nordic walking"),
    "strength": ("weight training", "training with kettlebells", "strength circuits"),
    "team": ("football", "hockey", "ultimate frisbee"),
}
RELATIVES = (
    ("mother", 46, 82),
    ("father", 46, 82),
    ("husband", 26, 75),
    ("wife", 26, 75),
    ("sister", 18, 66),
    ("brother", 18, 66),
    ("uncle", 40, 76),
    ("flatmate", 19, 34),
    ("neighbour", 30, 80),
)
SUSPECT = ("I am {age} and wonder whether I have {c}. ", "My {rel}, {relage}, may have {c}. ", "")
KNOWN = (
    "I am {age} and have had {c} for {dur}. ",
    "My {rel}, {relage}, has had {c} for {dur}. ",
    "I am {age}, work as {anyjob} and have {c}. ",
    "",
)
MINE = (
    "I am {age} and have had {c} for {dur}. ",
    "I am {age}, work as {anyjob} and have {c}. ",
    "I have had {c} for {dur}. ",
)
# aspect: openings that may come first, then wordings; without an opening the condition is named by "with {c}" and the like
WORDINGS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "symptoms": (
        SUSPECT,
        (
            "Which symptoms are typical of {c}?",
            "How does {c} usually show itself?",
            "What are the signs of {c}?",
            "How can {c} be recognised?",
        ),
    ),
    "causes": (
        KNOWN,
        (
            "What causes {c}?",
            "Where does {c} come from?",
            "Why do people get {c}?",
            "What lies behind {c}?",
        ),
    ),
    "diagnosis": (
        SUSPECT,
        (
            "How is {c} diagnosed?",
            "Which tests are used for {c}?",
            "What does a doctor check when {c} is suspected?",
        ),
    ),
    "treatment options": (
        KNOWN,
        (
            "Which treatments are there for {c}?",
            "How is {c} treated?",
            "What are the treatment options for {c}?",
        ),
    ),
    "self-care": (
        KNOWN,
        (
            "What can be done at home about {c}?",
            "Which everyday measures help with {c}?",
            "Are there simple things that make {c} easier to live with?",
        ),
    ),
    "prevention": (
        (
            "I am {age} and would like to plan ahead. ",
            "Several colleagues of mine have {c}, and I am {age}. ",
            "My {rel}, {relage}, asked me about this. ",
            "",
        ),
        (
            "How can trouble with {c} be prevented?",
            "What lowers the risk of problems with {c}?",
            "What helps to prevent {c} or keep it in check?",
        ),
    ),
    "when to seek care": (
        KNOWN,
        (
            "When does {c} need to be seen by a doctor?",
            "At what point should one seek medical help with {c}?",
            "Which warning signs matter with {c}?",
        ),
    ),
    "outlook": (
        KNOWN,
        (
            "What is the outlook with {c}?",
            "How does {c} usually develop over time?",
            "What can one expect from {c} in the long run?",
        ),
    ),
    "children": (
        (
            "My {child} is {childage}. ",
            "My {childage}-year-old {child} has {c}. ",
            "I look after my {childage}-year-old {niece}. ",
        ),
        (
            "What should parents and carers know about {c} at this age?",
            "Is {c} different in children?",
            "What is special about {c} in children?",
        ),
    ),
    "pregnancy": (
        (
            "I am {weeks} weeks pregnant and have {c}. ",
            "I am {preg}, {weeks} weeks pregnant, and have {c}. ",
            "My wife is {weeks} weeks pregnant and has {c}. ",
        ),
        (
            "What should be kept in mind?",
            "What matters with {c} in pregnancy?",
            "Which points should be raised with the doctor or midwife?",
        ),
    ),
    "exercise": (
        KNOWN[:1] + KNOWN[2:],
        (
            "Is {activity} a good idea with {c}?",
            "Does {activity} go together with {c}?",
            "What should I consider about {activity} with {c}?",
        ),
    ),
    "work": (
        (
            "I am {workage} and work as {job}. ",
            "I work as {job} and have had {c} for {dur}. ",
            "I am {job}, aged {workage}. ",
        ),
        (
            "Can I work with {c}?",
            "What should I consider at work with {c}?",
            "Does {c} limit me in my job?",
        ),
    ),
    "diet": (
        KNOWN,
        (
            "Does food make a difference with {c}?",
            "What should one eat or avoid with {c}?",
            "Is there a suitable diet for {c}?",
        ),
    ),
    "medicines": (
        KNOWN,
        (
            "What should be kept in mind about medicines for {c}?",
            "Which points about medicines matter with {c}?",
            "What is worth knowing before taking medicines for {c}?",
        ),
    ),
    "monitoring": (
        KNOWN,
        (
            "Which checks make sense with {c}?",
            "How should {c} be monitored?",
            "What should be kept an eye on with {c}?",
        ),
    ),
    "flags": (
        MINE,
        (
            "{sign}. What should I do?",
            "{sign}. How quickly do I need to act?",
            "{sign}. Should I see someone about it?",
        ),
    ),
}
NOTES = (
    "",
    "",
    "",
    " This is general information and does not replace an examination.",
    " A doctor or pharmacist can relate this to your own situation.",
)


@dataclass
class Sheet:
    """What is known about one condition."""

    name: str
    specialty: str
    rows: int
    names: list[str]
    ages: tuple[int, int]
    durations: list[str]
    soon: list[str]
    facts: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, dict[str, str]] = field(default_factory=dict)
    flags: list[list[str]] = field(default_factory=list)


def sheets() -> list[Sheet]:
    """The sheets in the order of the text above."""
    found: list[Sheet] = []
    for line in SHEETS.strip().splitlines():
        if line.startswith("# "):
            name, specialty, count, names, ages, durations, soon = line[2:].split(" @ ")
            low, high = map(int, ages.split("-"))
            found.append(
                Sheet(
                    name,
                    specialty,
                    int(count),
                    names.split("/"),
                    (low, high),
                    durations.split("/"),
                    soon.split(","),
                )
            )
            continue
        for label, text in (entry.split(": ", 1) for entry in line.split(" ;; ")):
            parts = [part.split(" => ") for part in text.split(" || ")]
            if label == "flags":
                found[-1].flags = parts
            elif label.endswith(" kinds"):
                found[-1].kinds[label.removesuffix(" kinds")] = dict(parts)
            else:
                found[-1].facts[label] = text.split(" | ")
    return found


def draft(chance: random.Random, sheet: Sheet, aspect: str) -> dict[str, object]:
    """One question with its answer."""
    low, high = sheet.ages
    relatives = [r for r in RELATIVES if max(r[1], low) + 5 <= min(r[2], high)]
    relative, first, last = chance.choice(relatives)
    kind = chance.choice(list(JOBS if aspect == "work" else ACTIVITIES))
    child_low, child_high = CHILD_AGES.get(sheet.name, (8, 15))
    workage = chance.randint(max(low, 20), min(high, 63))
    slots: dict[str, object] = {
        "c": chance.choice(sheet.names),
        "dur": chance.choice(sheet.durations),
        "age": chance.randint(low, min(high, 63)),
        "workage": workage,
        "rel": relative,
        "relage": chance.randint(max(first, low), min(last, high)),
        "anyjob": chance.choice(JOBS[chance.choice(list(JOBS))]),
        "child": chance.choice(("son", "daughter")),
        "niece": chance.choice(("nephew", "niece", "grandson", "granddaughter")),
        "childage": chance.randint(child_low, child_high),
        "weeks": chance.randint(8, 36),
        "preg": chance.randint(max(24, min(low, 36)), 39),
        "job": chance.choice(JOBS.get(kind, ("",))),
        "activity": chance.choice(ACTIVITIES.get(kind, ("",))),
        "sign": "",
    }
    urgency = "soon" if aspect in sheet.soon else "routine"
    openings, wordings = WORDINGS[aspect]
    name = slots["c"]
    opening = chance.choice(openings).format(**slots)
    if slots["c"] in opening:  # type: ignore[operator]
        slots["c"] = "it"
    if aspect == "flags":
        urgency, sign, answer = chance.choice(sheet.flags)
        slots["dur"] = chance.choice(sheet.durations[len(sheet.durations) // 2 :])
        opening = chance.choice(openings).format(**{**slots, "c": name})
        slots["sign"] = sign[0].upper() + sign[1:]
    else:
        facts = sheet.facts[aspect]
        extra = chance.sample(facts[1:], chance.randint(1, 2))
        if aspect in sheet.kinds:
            extra.append(sheet.kinds[aspect][kind].format(**slots))
        answer = " ".join([facts[0], *extra])
    answer += (
        chance.choice(NOTES)
        if urgency != "urgent" and aspect not in sheet.kinds and len(answer) < 330
        else ""
    )
    question = opening + chance.choice(wordings).format(**slots)
    return {
        "question": question,
        "answer": answer,
        "condition": sheet.name,
        "specialty": sheet.specialty,
        "urgency": urgency,
    }


def rows(chance: random.Random) -> list[dict[str, object]]:
    """All 800 rows, condition by condition, no question twice and few answers twice."""
    made: list[dict[str, object]] = []
    questions: set[object] = set()
    answers: set[object] = set()
    for sheet in sheets():
        aspects = [*sheet.facts, *(["flags"] * 2 if sheet.flags else [])]
        chance.shuffle(aspects)
        for number in range(sheet.rows):
            for attempt in range(200):
                row = draft(chance, sheet, aspects[number % len(aspects)])
                if row["question"] not in questions and (
                    row["answer"] not in answers or attempt > 30
                ):
                    break
            else:
                raise AssertionError(f"no new question on {sheet.name}")
            questions.add(row["question"])
            answers.add(row["answer"])
            made.append(row)
    return made
