"""Hand-made conversations in the ShareGPT layout, skewed by topic, with three exact repeats."""

from __future__ import annotations

import copy
import random

TOPIC_COUNTS: dict[str, int] = {
    "cooking": 110,
    "gardening": 75,
    "travel": 50,
    "home repair": 32,
    "bicycles": 18,
    "music theory": 9,
    "astronomy": 4,
    "beekeeping": 2,
}
REPEATED_TOPICS: tuple[str, ...] = ("cooking", "gardening", "travel")
SOURCES: tuple[str, ...] = ("forum", "support desk", "workshop")
SOURCE_WEIGHTS: tuple[int, ...] = (5, 3, 2)

# name, recipe, complaint, remedy, missing ingredient, substitute, keeping
DISHES: list[tuple[str, str, str, str, str, str, str]] = [
    (
        "red lentil soup",
        "Soften a chopped onion and two carrots in oil, stir in a teaspoon of cumin, add 250 g red lentils and 1.2 litres of stock, and simmer for 20 minutes. Blend half of it and finish with lemon juice. Serves four.",
        "My red lentil soup set into a paste overnight.",
        "Nothing went wrong: the lentils keep swelling as they stand. Thin it with hot stock or water while reheating and salt it again at the end.",
        "stock",
        "Yes. Use water, fry a spoonful of tomato purée with the onion and add a bay leaf; that gives enough depth.",
        "Three to four days in the fridge, or three months in the freezer. Freeze it slightly thick and thin it later.",
    ),
    (
        "mushroom risotto",
        "Fry 300 g mushrooms until browned and set them aside. Sweat a shallot, toast 320 g arborio rice for two minutes, add a glass of white wine, then hot stock one ladle at a time for about 18 minutes. Stir in the mushrooms, butter and Parmesan off the heat.",
        "My mushroom risotto turned gluey instead of creamy.",
        "It was probably cooked too long, or all the stock went in at once. Add it in ladles, taste from minute 15 and stop while the grains still have a little bite.",
        "wine",
        "Certainly. Replace the wine with stock and add a teaspoon of lemon juice or white wine vinegar for the missing acidity.",
        "Cool it quickly, chill it within an hour and eat it the next day. Leftovers are best shaped into small cakes and fried.",
    ),
    (
        "shakshuka",
        "Cook an onion and a red pepper gently for ten minutes, add garlic, cumin and paprika, then a tin of chopped tomatoes. Simmer for 15 minutes, make four hollows, crack in eggs, cover and cook for 5 to 7 minutes.",
        "The yolks in my shakshuka were hard before the whites had set.",
        "The heat was too high under too thick a sauce. Turn it to low, spoon some hot sauce over the whites and put a lid on so steam cooks the top.",
        "fresh peppers",
        "Yes, roasted peppers from a jar work well. Drain them and add them together with the tomatoes.",
        "Keep the sauce alone for up to four days and add fresh eggs when you reheat it; cooked eggs turn rubbery.",
    ),
    (
        "banana bread",
        "Mash three very ripe bananas with 100 g melted butter, 120 g sugar and two eggs. Fold in 250 g flour, two teaspoons of baking powder and a pinch of salt. Bake in a loaf tin at 175 °C for 55 to 60 minutes.",
        "My banana bread stayed wet in the middle.",
        "It needed more time at a gentler heat. Cover the top with foil after 40 minutes, and bake until a skewer in the centre comes out with dry crumbs only.",
        "eggs",
        "Yes. Use 60 g of plain yoghurt or applesauce for each egg; the loaf becomes a bit denser but stays moist.",
        "Wrapped at room temperature it stays good for three days. Sliced and frozen it keeps two months and can go straight into the toaster.",
    ),
    (
        "potato gratin",
        "Slice 1 kg waxy potatoes 3 mm thin. Heat 300 ml cream and 200 ml milk with garlic, nutmeg and salt, layer everything in a buttered dish and bake at 170 °C for about 75 minutes.",
        "The cream in my potato gratin curdled.",
        "Low-fat cream and a hot oven cause that. Use cream with at least 30 % fat and stay at 160 to 170 °C.",
        "cream",
        "You can use whole milk thickened with a tablespoon of flour; whisk it over low heat before pouring it over the potatoes.",
        "Two to three days in the fridge. Reheat it covered at 150 °C with a splash of milk.",
    ),
    (
        "focaccia",
        "Mix 500 g bread flour, 400 ml water, 10 g salt and 5 g dry yeast, fold the dough three times over an hour and rest it overnight in the fridge. Stretch it in an oiled tin, let it rise for two hours, dimple, oil, salt and bake at 230 °C for 20 to 25 minutes.",
        "My focaccia came out flat and tough.",
        "The dough was most likely under-proofed. Wait until it wobbles and shows bubbles on top, and press the dimples only just before baking.",
        "bread flour",
        "Yes, plain flour works. Reduce the water to about 360 ml because it absorbs less.",
        "It is best the same day. After that, freeze it in pieces and crisp them at 200 °C for six minutes.",
    ),
    (
        "chickpea curry",
        "Fry an onion until golden, add garlic, ginger and a tablespoon of curry powder, then a tin of tomatoes and two drained tins of chickpeas. Simmer for 20 minutes, stir in 200 ml coconut milk and cook for 5 more.",
        "My chickpea curry tasted flat.",
        "The spices were probably added to liquid. Toast them in the oil for a minute first, and finish with salt and a squeeze of lime.",
        "coconut milk",
        "Stir in 150 g of full-fat yoghurt off the heat instead, or two tablespoons of peanut butter for a richer sauce.",
        "Four days in the fridge, and the flavour improves on the second day. It freezes well for three months.",
    ),
    (
        "tomato sauce for pasta",
        "Warm four tablespoons of olive oil with two sliced garlic cloves, add 800 g tinned plum tomatoes crushed by hand, salt and basil, and simmer uncovered for 30 minutes.",
        "My tomato sauce for pasta is too sour.",
        "Cook it longer with a grated carrot or a piece of butter. A pinch of sugar helps too, but add it last and taste.",
        "tinned tomatoes",
        "Yes, use 1.2 kg ripe fresh ones. Scald and peel them, and give the sauce 15 minutes more to thicken.",
        "Five days in a closed jar in the fridge or six months frozen in portions.",
    ),
    (
        "chicken stew",
        "Brown 800 g chicken thighs, remove them, and soften onion, celery and carrots in the fat. Stir in a tablespoon of flour, 700 ml stock, thyme and the chicken, then simmer covered for 45 minutes.",
        "The meat in my chicken stew was dry and stringy.",
        "That happens with breast meat or a hard boil. Choose thighs and keep the liquid at a bare simmer.",
        "flour for thickening",
        "Mash a few of the cooked carrots and a potato into the liquid, or stir in cornflour mixed with cold water at the end.",
        "Up to three days in the fridge. Reheat it until it is steaming all the way through, and only once.",
    ),
    (
        "vegetable fried rice",
        "Use 400 g cold cooked rice. Fry carrots, peas and spring onions over high heat, push them aside, scramble two eggs, add the rice and toss with two tablespoons of soy sauce for four minutes.",
        "My vegetable fried rice clumps together.",
        "The rice was too fresh and moist. Spread it on a tray, chill it for some hours and fry in small batches in a very hot pan.",
        "soy sauce",
        "Tamari is the closest. Otherwise use salt, a little stock powder and a few drops of vinegar.",
        "Rice must be cooled fast: refrigerate it within an hour and eat it within a day.",
    ),
    (
        "apple crumble",
        "Cut 900 g tart apples into chunks and toss with 50 g sugar and cinnamon. Rub 120 g cold butter into 180 g flour and 90 g sugar, scatter on top and bake at 180 °C for 40 minutes.",
        "The topping of my apple crumble turned soft and greasy.",
        "The butter was too warm. Use it straight from the fridge, stop rubbing while there are still lumps, and chill the topping for 20 minutes.",
        "butter",
        "Yes, with 90 ml of neutral oil and 40 g of rolled oats in the topping. It becomes sandier but browns nicely.",
        "Three days in the fridge. Crisp it again at 170 °C for 15 minutes; the microwave makes it soggy.",
    ),
    (
        "beef chilli",
        "Brown 600 g minced beef well, add onions, garlic, cumin, smoked paprika and chilli, then two tins of tomatoes. Simmer for 90 minutes, adding a tin of kidney beans for the last 20.",
        "My beef chilli is far too hot.",
        "Stretch it with another tin of tomatoes and beans, and serve it with sour cream: dairy takes the edge off better than water.",
        "beans",
        "Of course, Texan cooks leave them out anyway. Use cubes of sweet pepper or a little more meat.",
        "Four days in the fridge or three months in the freezer, and it is better on day two.",
    ),
    (
        "pumpkin soup",
        "Roast 1 kg Hokkaido pumpkin with an onion at 200 °C for 35 minutes, then blend with 900 ml stock, ginger and 100 ml cream. The skin of Hokkaido can stay on.",
        "My pumpkin soup is thin and watery.",
        "Let it boil down uncovered for ten minutes, or blend in a cooked potato. Next time, roast the pumpkin instead of boiling it.",
        "cream",
        "Coconut milk suits it very well; a spoonful of cashew butter also gives body.",
        "Three days chilled. If you mean to freeze it, leave out the cream and add it when reheating.",
    ),
    (
        "Spanish tortilla",
        "Cook 600 g thinly sliced potatoes and an onion slowly in plenty of olive oil for 20 minutes, drain, mix with six beaten eggs and rest for ten minutes. Set in a small pan over medium heat for four minutes, turn with a plate and cook for three more.",
        "My Spanish tortilla broke apart when I flipped it.",
        "The pan was sticking or the edge was not yet set. Use a non-stick pan, loosen the rim and shake: it should slide freely before you turn it.",
        "onion",
        "Yes, plenty of Spaniards insist on exactly that. Just use a little more potato and salt.",
        "Two days in the fridge if the eggs are fully set. Take it out half an hour before eating.",
    ),
    (
        "sourdough bread",
        "Mix 450 g flour, 320 ml water and 90 g active starter, rest 30 minutes, add 9 g salt, fold four times over three hours, shape, chill overnight and bake in a hot pot at 240 °C: 25 minutes covered, 20 uncovered.",
        "My sourdough bread is dense with a few big holes.",
        "That points to under-fermentation. Use the starter at its peak and let the dough grow by about half before shaping.",
        "cast-iron cookware",
        "Yes. Bake on a preheated tray and pour a cup of hot water into a second tray below for steam.",
        "Cut side down on a board for three to four days. Do not refrigerate it, since cold makes bread stale faster.",
    ),
    (
        "hummus",
        "Cook 200 g soaked chickpeas with half a teaspoon of baking soda until very soft. Blend them warm with 120 g tahini, lemon juice, a garlic clove, salt and a few ice cubes until smooth.",
        "My hummus is grainy.",
        "The chickpeas were not soft enough. Simmer even tinned ones for 20 minutes with baking soda and blend for a full four minutes.",
        "tahini",
        "You can use 80 g of almond butter or thick yoghurt. The taste is milder, so add a little toasted sesame oil.",
        "Five days in the fridge under a thin film of oil.",
    ),
    (
        "fish pie",
        "Poach 600 g mixed fish in 500 ml milk for six minutes. Make a white sauce from the milk with 50 g butter and 50 g flour, add peas and fish, top with mashed potato and bake at 200 °C for 30 minutes.",
        "The filling of my fish pie was runny.",
        "Raw fish and frozen peas release water. Drain the fish well, thaw the peas, and let the sauce become quite thick before you assemble it.",
        "milk",
        "Use fish stock with a splash of oat drink; the sauce thickens in the same way.",
        "Two days in the fridge. Reheat it thoroughly in the oven, covered at first.",
    ),
    (
        "leek quiche",
        "Blind-bake a shortcrust case for 15 minutes at 190 °C. Fill it with two leeks softened in butter, 3 eggs, 200 ml cream and 80 g Gruyère, and bake for 30 minutes at 170 °C.",
        "The base of my leek quiche was soggy.",
        "Brush the blind-baked case with egg white, return it for two minutes, and let the leeks cool and drain before filling.",
        "Gruyère",
        "Emmental, Comté or a mature cheddar all melt well; use the same weight.",
        "Three days in the fridge; good cold, or warmed for 12 minutes at 160 °C.",
    ),
    (
        "ratatouille",
        "Fry one aubergine, two courgettes and two peppers separately in olive oil. Cook an onion with garlic, thyme and 500 g tomatoes for 15 minutes, combine and simmer gently for another 20.",
        "My ratatouille turned to mush.",
        "Everything went into the pot together. Brown the vegetables in batches and stir as little as possible at the end.",
        "aubergine",
        "Yes, add another courgette and a few mushrooms, which give a similar savoury note.",
        "Four days, and it tastes even better cold the next day.",
    ),
    (
        "macaroni cheese",
        "Boil 350 g macaroni two minutes short. Make a sauce of 40 g butter, 40 g flour and 600 ml milk, melt in 250 g cheddar off the heat, combine and bake at 200 °C for 20 minutes.",
        "The sauce of my macaroni cheese was grainy.",
        "The cheese got too hot. Take the pot off the heat, wait a minute and add the cheese in handfuls.",
        "cheddar",
        "Gouda with a little Parmesan works; avoid mozzarella alone because it pulls strings and tastes of little.",
        "Three days. Stir in some milk before reheating, since the pasta drinks the sauce.",
    ),
    (
        "borscht",
        "Simmer 500 g grated beetroot, two carrots and an onion in 1.5 litres of stock for 25 minutes, add 300 g shredded cabbage and two potatoes for 15 more, and finish with a spoon of vinegar and dill.",
        "My borscht lost its red colour.",
        "Long boiling without acid turns it brown. Add the vinegar to the beetroot early, and keep the pot below a rolling boil.",
        "cabbage",
        "Yes, use sliced chard or kale, added ten minutes before the end.",
        "Four days in the fridge; serve it with fresh sour cream each time.",
    ),
    (
        "rice pudding",
        "Bring 1 litre of whole milk with 40 g sugar, a pinch of salt and vanilla to a simmer, add 180 g short-grain rice and cook on the lowest heat for 30 to 35 minutes, stirring often.",
        "My rice pudding burnt at the bottom.",
        "The heat was too high or the pot too thin. Rinse the pot with cold water before the milk goes in, and use a heat diffuser if you have one.",
        "whole milk",
        "Oat drink gives the creamiest result. Take ten percent less, as it thickens strongly.",
        "Two days in the fridge; loosen it with cold milk before serving.",
    ),
    (
        "pesto",
        "Blend 60 g basil leaves, 30 g pine nuts, half a garlic clove, 50 g Parmesan and 120 ml olive oil in short pulses, and salt to taste.",
        "My pesto turned brown and bitter.",
        "The blender warmed the leaves. Chill the bowl, pulse briefly and stir in part of the oil by hand.",
        "pine nuts",
        "Yes, walnuts, cashews or sunflower seeds are fine. Toast them lightly first.",
        "A week in the fridge, covered with oil, or half a year frozen as ice cubes without the cheese.",
    ),
    (
        "goulash",
        "Brown 1 kg beef shin in batches. Cook 800 g onions until golden, stir in three tablespoons of sweet paprika off the heat, add the meat, caraway and 500 ml water, and braise for two and a half hours.",
        "My goulash tastes bitter.",
        "The paprika burnt. Always take the pot from the heat before adding it and pour in liquid within seconds.",
        "beef shin",
        "Pork shoulder works and is tender after 90 minutes. Avoid lean cuts such as fillet.",
        "Four days in the fridge, six months in the freezer.",
    ),
    (
        "coleslaw",
        "Shred half a white cabbage and two carrots, knead with a teaspoon of salt, rest 20 minutes and drain. Dress with 100 g mayonnaise, 80 g yoghurt, mustard and a tablespoon of cider vinegar.",
        "My coleslaw stands in a puddle after an hour.",
        "Salt pulls water out of the cabbage. Salt it first, squeeze it out and only then add the dressing.",
        "mayonnaise",
        "Use thick yoghurt with a tablespoon of oil and a teaspoon of mustard for a lighter version.",
        "Two days, chilled. Take it out of the sun at a barbecue after an hour at most.",
    ),
    (
        "cheesecake",
        "Press 200 g crushed biscuits with 90 g butter into a tin. Beat 750 g cream cheese, 180 g sugar, 3 eggs and vanilla just until smooth, and bake at 150 °C for 55 minutes; cool in the switched-off oven.",
        "My cheesecake cracked on top.",
        "It was over-baked or cooled too fast. Take it out of the heat while the middle still trembles and leave the oven door ajar.",
        "biscuits for the base",
        "You can bake it without a base in a lined tin, or press in a mix of oats, butter and honey.",
        "Four days covered in the fridge, and it slices best after one night.",
    ),
    (
        "dal",
        "Simmer 250 g yellow lentils with turmeric in 1 litre of water for 35 minutes. Fry cumin seeds, garlic, chilli and a chopped tomato in ghee and pour it sizzling over the lentils.",
        "My dal is bland although I followed the recipe.",
        "It probably lacks salt and a proper tempering. Let the cumin seeds crackle in hot fat before the garlic goes in, then salt boldly.",
        "ghee",
        "A neutral oil with a knob of butter comes close; for a vegan version use coconut oil.",
        "Three days in the fridge. Add water while reheating, because it thickens a lot.",
    ),
    (
        "gazpacho",
        "Blend 1 kg ripe tomatoes, half a cucumber, a green pepper, a slice of stale bread, a small garlic clove, 80 ml olive oil and two tablespoons of sherry vinegar. Chill for at least two hours.",
        "The garlic in my gazpacho is overpowering.",
        "Raw garlic grows stronger as it stands. Use half a clove without the green germ, and dilute this batch with more tomato.",
        "bread",
        "Yes. Blend in a few almonds instead, or simply accept a thinner soup.",
        "Two to three days in a closed bottle; shake it before pouring.",
    ),
]

# name, sowing, care, complaint, remedy, harvest
PLANTS: list[tuple[str, str, str, str, str, str]] = [
    (
        "tomatoes",
        "Sow indoors from mid-March at 20 to 24 °C, 5 mm deep, prick out once the first true leaves show, and plant out after the last frost in mid-May.",
        "Water at the base, never over the leaves, tie the main stem to a stake and pinch out side shoots on cordon varieties weekly.",
        "The bottoms of my tomatoes have sunken black patches.",
        "That is blossom-end rot, a calcium shortage in the fruit caused by irregular watering. Water evenly, mulch, and remove the affected fruit; later ones are usually fine.",
        "Pick when fully coloured and slightly soft. Store at room temperature; the fridge ruins the flavour.",
    ),
    (
        "carrots",
        "Sow outdoors from March to July, 1 cm deep in rows 25 cm apart, in loose soil without stones. Germination takes two to three weeks.",
        "Thin to 4 cm, keep the row weed-free while young, and water deeply once a week rather than a little every day.",
        "My carrots are forked and twisted.",
        "They hit stones, fresh manure or compacted soil. Loosen the bed to 30 cm, use only mature compost and never transplant seedlings.",
        "Ready after 12 to 16 weeks. Twist off the leaves and store the roots in damp sand at 2 to 5 °C.",
    ),
    (
        "radishes",
        "Sow every two weeks from March to September, 1 cm deep and 3 to 5 cm apart.",
        "Keep the soil evenly moist; they need no feeding, only light and space.",
        "My radishes grow big leaves but no bulbs.",
        "They stand too close, too shady or have too much nitrogen. Thin them early and skip the fertiliser.",
        "Harvest after four to six weeks, before they turn woody. Without leaves they last ten days in the fridge.",
    ),
    (
        "runner beans",
        "Sow outdoors from mid-May, 5 cm deep, two seeds at each pole, when the soil is at least 12 °C.",
        "Give them poles of two metres or more and water generously during flowering.",
        "The flowers on my runner beans fall off without pods.",
        "Heat and dry roots are the usual reason. Water in the evening, mulch the base and keep bees coming with flowers nearby.",
        "Pick every two or three days while pods are tender. Cook them always, since raw beans are poisonous.",
    ),
    (
        "garden peas",
        "Sow directly from mid-March to May, 4 cm deep and 5 cm apart; young plants tolerate light frost.",
        "Offer twigs or netting at 10 cm height, earth up the stems slightly and do not feed nitrogen.",
        "Something white and floury covers my garden peas.",
        "That is powdery mildew, typical in dry, warm weather. Remove the worst parts, water the soil well and sow earlier next year.",
        "Pick when pods are plump but still bright green, and eat or freeze them within hours because the sugar turns to starch.",
    ),
    (
        "courgettes",
        "Start indoors in late April, one seed on its edge per pot, or sow outdoors after mid-May.",
        "Allow one square metre per plant, work in plenty of compost and water two or three times a week.",
        "The small fruits on my courgettes rot at the tip.",
        "They were not pollinated, often because of rain. Remove them and dab pollen from a male flower into the female ones by hand.",
        "Cut at 15 to 20 cm. Regular picking keeps the plant producing.",
    ),
    (
        "pumpkins",
        "Sow indoors in mid to late April at 20 °C and plant out after mid-May, 1.5 m apart.",
        "Feed with compost, water deeply, and pinch the shoots after two or three fruits have set.",
        "The leaves of my pumpkins droop every afternoon.",
        "Large leaves wilt in the sun to save water. If they recover by evening all is well; if not, check for dry soil or rot at the stem base.",
        "Harvest before frost when the stalk is corky. Leave a few centimetres of stalk on; cured fruits keep for months at 12 to 15 °C.",
    ),
    (
        "onions",
        "Plant sets in March or April, 10 cm apart with the tip just showing.",
        "Weed carefully because the roots are shallow, and stop watering when the leaves begin to fall over.",
        "My onions are sending up flower stalks.",
        "They bolted after a cold spell. Use those bulbs first, as they do not store, and choose heat-treated sets next time.",
        "Lift when two thirds of the leaves have fallen, dry for two weeks in an airy place and hang in braids.",
    ),
    (
        "leeks",
        "Sow indoors in February or March and transplant in May or June into 15 cm deep holes, 15 cm apart.",
        "Earth up twice for long white shafts and water in dry weeks.",
        "There are brown tunnels in the leaves of my leeks.",
        "Leek moth larvae or leaf miners are likely. Cut back damaged leaves and cover the row with a fine net during flight times.",
        "Winter varieties stay in the bed and are dug when needed, as long as the ground is not frozen.",
    ),
    (
        "potatoes",
        "Let seed tubers sprout in the light for four weeks, then plant from mid-April 10 cm deep and 35 cm apart.",
        "Earth up when the shoots are 15 cm tall and again three weeks later, and water at flowering.",
        "Some of my potatoes are green.",
        "They were exposed to light and contain solanine. Discard strongly green ones and earth up higher next season.",
        "Earlies are dug at flowering; maincrops two weeks after the tops die. Store dark, dry and at 4 to 8 °C.",
    ),
    (
        "beetroot",
        "Sow from late April to early July, 2 to 3 cm deep; each seed cluster yields several seedlings.",
        "Thin to 8 to 10 cm and keep moisture steady to avoid woody rings.",
        "My beetroot cracked open.",
        "A heavy watering after drought does that. The roots are edible; mulch so the soil dries less.",
        "Lift at the size of a tennis ball and twist the leaves off so the root does not bleed.",
    ),
    (
        "lettuce",
        "Sow thinly from March to August and barely cover the seed, which needs light and germinates poorly above 20 °C.",
        "Keep 25 cm between heads, water in the morning and give midday shade in high summer.",
        "My lettuce shot up and tastes bitter.",
        "Heat and long days make it bolt. Choose summer varieties and sow small batches every two weeks.",
        "Cut in the early morning when leaves are crisp; pick-and-come-again types regrow several times.",
    ),
    (
        "basil",
        "Sow indoors from April at 20 °C, press the seeds in without covering them, and plant out only when nights stay above 10 °C.",
        "Give a sunny, sheltered place, water the soil in the morning and feed lightly every few weeks.",
        "My supermarket basil dies after a week every time.",
        "Those pots hold far too many plants. Divide the clump into three or four pots with fresh soil and stop keeping it wet.",
        "Always cut whole shoot tips above a pair of leaves so it branches; never strip single leaves.",
    ),
    (
        "strawberries",
        "Plant in July or August, 30 cm apart, with the crown exactly at soil level.",
        "Lay straw beneath the fruit, remove runners you do not need and feed after harvest.",
        "Grey fuzz covers the ripe fruit on my strawberries.",
        "This is grey mould. Remove infected fruit at once, widen the spacing and put straw down so the berries stay dry.",
        "Pick fully red with the green cap, early in the day, and eat within two days.",
    ),
    (
        "raspberries",
        "Plant canes between October and March, 40 to 50 cm apart, along a wire frame.",
        "Mulch thickly; cut autumn types to the ground in February and remove only the fruited canes of summer types.",
        "I find small white maggots in my raspberries.",
        "In summer types it is often the raspberry beetle, in soft late fruit spotted wing drosophila. Harvest daily, remove overripe fruit, and consider autumn varieties or fine nets.",
        "Ripe fruit comes off its core without pulling. Freeze it on a tray first so it stays separate.",
    ),
    (
        "garlic",
        "Plant cloves in October, tip up, 5 cm deep and 15 cm apart.",
        "Feed once in spring, keep weeds down and stop watering in June.",
        "The leaves of my garlic carry orange spots.",
        "That is rust. It spreads in damp, crowded beds; harvest a little early and change the bed for three years or more.",
        "Lift in July when about half the leaves are yellow and dry it in an airy shade for three weeks.",
    ),
    (
        "lavender",
        "Buy young plants in spring, or take cuttings in summer; seed is slow and variable.",
        "Full sun, poor and well-drained soil, and hardly any water once established. Prune after flowering without cutting into bare wood.",
        "My lavender is woody and bare at the base.",
        "It was not pruned often enough. Shorten the green part by a third every year; very old plants are best replaced.",
        "Cut the stems when the lowest flowers open and hang them upside down in small bundles.",
    ),
    (
        "sunflowers",
        "Sow outdoors from late April, 2 to 3 cm deep, 40 cm apart in full sun.",
        "Protect seedlings from slugs, stake tall types and water well while buds form.",
        "Something eats my young sunflowers overnight.",
        "Slugs are the usual culprits. Start plants in pots, set them out at 20 cm height and collect slugs in the evening.",
        "For seed, cut the head when its back is yellow-brown and cover it with gauze beforehand against birds.",
    ),
    (
        "sweet peppers",
        "Sow indoors in February or early March at 25 °C; they need a long season.",
        "Keep them warm and sheltered, remove the first flower and feed fortnightly once fruits set.",
        "My sweet peppers stay green.",
        "They simply need more time and warmth: three to four weeks from full size to red. Move pots to a south wall.",
        "Green ones are edible, red ones sweeter. Cut them with scissors, since the branches break easily.",
    ),
]

# city, sights, transport, season, food
CITIES: list[tuple[str, str, str, str, str]] = [
    (
        "Lisbon",
        "Walk Alfama up to the São Jorge castle on the first day; on the second see the Jerónimos Monastery and the tower in Belém.",
        "The metro runs from the airport, and trams and funiculars cover the hills. Tram 28 is pretty but crowded, so ride it early.",
        "April to June and September to October are warm without the crowds of August.",
        "Try grilled sardines in June, bacalhau in its many forms, and a warm pastel de nata.",
    ),
    (
        "Rome",
        "Give the Colosseum and the Forum one morning, the Pantheon and Piazza Navona the evening, and the Vatican Museums a booked slot on day two.",
        "The centre is best on foot; metro lines A and B help for longer stretches, and the train to Fiumicino takes about half an hour.",
        "April, May and October are ideal. In August it is very hot and some small restaurants close.",
        "Order cacio e pepe, carbonara or artichokes, and drink your coffee standing at the bar.",
    ),
    (
        "Vienna",
        "See the Hofburg and St Stephen's on day one, Schönbrunn and the Belvedere with Klimt's Kiss on day two.",
        "The U-Bahn is quick and a day or week ticket covers trams and buses; the S-Bahn from the airport is the cheap option.",
        "May, June and September are pleasant; December brings the Christmas markets.",
        "Besides schnitzel, try tafelspitz, and stay in a coffee house over a melange and a slice of cake.",
    ),
    (
        "Prague",
        "Cross Charles Bridge before eight, visit the castle and St Vitus, and keep the Old Town and Jewish Quarter for the second day.",
        "Trams go almost everywhere; validate paper tickets when boarding. From the airport, take a bus to the metro.",
        "May and September are mild; at weekends in summer the Old Town is packed.",
        "Have svíčková with dumplings, goulash and a Czech lager; look for lunch menus away from the main square.",
    ),
    (
        "Barcelona",
        "Book the Sagrada Família, add Park Güell the same day, and spend the second one in the Gothic Quarter and at the beach.",
        "A multi-trip card works on metro and buses; the Aerobús or train connects the airport.",
        "May, June and late September are best; July and August are hot and full.",
        "Eat pa amb tomàquet, small plates in a bodega and seafood rice in Barceloneta, rarely before two at lunch.",
    ),
    (
        "Edinburgh",
        "Walk the Royal Mile from the castle to Holyrood, climb Arthur's Seat, and see the National Museum, which is free.",
        "The centre is walkable though steep; trams link the airport with Princes Street.",
        "May, June and September have long, mild days. August means festivals and high room prices.",
        "Try haggis with neeps and tatties, Cullen skink and shortbread.",
    ),
    (
        "Copenhagen",
        "See Nyhavn and Rosenborg, go up the Round Tower, and leave an evening for Tivoli.",
        "Rent a bike, as locals do, or use the driverless metro that also reaches the airport.",
        "May to August gives long light evenings; winter is dark but cosy.",
        "Smørrebrød at lunch, a cinnamon bun from a bakery and hot dogs from a stand keep the costs sensible.",
    ),
    (
        "Istanbul",
        "Visit Hagia Sophia and the Blue Mosque early, then the Basilica Cistern; on day two take a ferry up the Bosphorus.",
        "Load an Istanbulkart and use trams, metro and ferries; road traffic is slow.",
        "April to early June and September to October are comfortable.",
        "Have a long Turkish breakfast, a fish sandwich by the water, and meze with friends.",
    ),
    (
        "Kyoto",
        "Be at Fushimi Inari at dawn and Kinkaku-ji at opening time; walk the Philosopher's Path in the afternoon.",
        "Trains and the two subway lines are faster than the crowded buses; a rechargeable IC card works on all of them.",
        "Early April for cherry blossom and mid to late November for maples, both busy; May is calmer.",
        "Try tofu dishes, soba, and matcha sweets; stroll through Nishiki Market before noon.",
    ),
    (
        "Amsterdam",
        "Reserve the Anne Frank House weeks ahead, combine it with the Jordaan, and take the Rijksmuseum and Vondelpark on day two.",
        "Trams and bikes do everything; the train from Schiphol takes about a quarter of an hour.",
        "Mid-April to May for tulips, September for calm weather.",
        "Go for an Indonesian rijsttafel, raw herring with onion and a fresh stroopwafel.",
    ),
    (
        "Kraków",
        "Start at the Main Market Square and Wawel Castle, then see Kazimierz; a day trip to the Wieliczka salt mine is worthwhile.",
        "The old town is small enough to walk; a train links the airport with the main station.",
        "May, June and September suit most people; winters are cold.",
        "Eat pierogi, żurek in a bread bowl and an obwarzanek from a street cart.",
    ),
    (
        "Athens",
        "Climb the Acropolis right at opening, continue to its museum, and keep the Agora and Plaka for the next day.",
        "Metro line 3 runs from the airport to Syntagma; most sights lie within a half-hour walk.",
        "April, May and October; on summer afternoons the heat may even close the Acropolis.",
        "Share grilled octopus, Greek salad and souvlaki, and have loukoumades for dessert.",
    ),
    (
        "Montreal",
        "See Old Montreal and Notre-Dame Basilica, climb Mount Royal, and browse Jean-Talon Market.",
        "The metro is clean and frequent; bus 747 serves the airport day and night.",
        "June to September for festivals, early October for autumn colours.",
        "Poutine, wood-fired bagels and smoked-meat sandwiches are the classics.",
    ),
]

# job, things needed, steps, what to watch
REPAIRS: list[tuple[str, str, str, str]] = [
    (
        "fix a dripping mixer tap",
        "An Allen key, a spanner, a cloth to protect the chrome and a cartridge of the same model.",
        "Shut off the water, take the cap and screw from the lever, undo the retaining ring, swap the cartridge and reassemble.",
        "Clean the seat of limescale before fitting the new part, and tighten the ring only firmly, or the lever becomes stiff.",
    ),
    (
        "unclog a kitchen sink",
        "A plunger, a bucket, rubber gloves and perhaps a drain snake.",
        "Cover the overflow, plunge hard with some water in the sink, then place the bucket and clean the trap; use the snake last.",
        "Do not mix chemical drain cleaners, and never plunge after pouring one in.",
    ),
    (
        "patch a hole in drywall",
        "A mesh patch, filler, a wide knife, fine sandpaper and primer.",
        "Cut loose paper away, stick on the mesh, spread filler in two thin coats, sand, prime and paint.",
        "Thick filler cracks as it dries, so keep coats thin; check for cables before cutting.",
    ),
    (
        "bleed a radiator",
        "A radiator key, a cloth and a small cup.",
        "Turn the heating off and wait, open the valve a half turn until the hissing stops and water comes, close it and check the boiler pressure.",
        "Begin on the lowest floor, and top up the system if the pressure falls below about 1 bar.",
    ),
    (
        "stop a door from squeaking",
        "Silicone spray or grease, a cloth, a hammer and a nail as a punch.",
        "Lift the hinge pin out, wipe it clean, grease it and put it back; move the door a few times.",
        "Cooking oil goes sticky after a while, so use a proper lubricant.",
    ),
    (
        "replace silicone around a bathtub",
        "A scraper, silicone remover, sanitary silicone, a gun and masking tape.",
        "Cut out the old bead, degrease and dry the joint, tape both sides, apply in one go, smooth it with soapy water and pull off the tape at once.",
        "Fill the tub with water before sealing so that the joint does not tear later, and let it cure for 24 hours.",
    ),
    (
        "repair a running toilet",
        "A new flush valve seal, a sponge and some vinegar.",
        "Close the stop valve, flush, take out the valve, descale it, change the rubber seal and check the float's height.",
        "Put dye in the cistern: if colour appears in the bowl without flushing, the seal still leaks.",
    ),
    (
        "hang a heavy shelf on a brick wall",
        "A hammer drill, wall plugs and screws of matching size, a spirit level and a detector.",
        "Check for pipes and cables, mark with the level, drill, clean out the dust, insert plugs and screw on the brackets.",
        "Never drill straight above or beside sockets and switches, where cables usually run.",
    ),
    (
        "mend a scratched wooden floor",
        "A hard-wax repair kit in a matching shade, a plastic scraper and a soft cloth.",
        "Clean the scratch, melt the wax in slightly too high, shave it level and polish; seal with a little varnish or oil.",
        "Try the colour in a corner first; mixing two shades usually looks more natural than one.",
    ),
    (
        "seal a draughty window",
        "Self-adhesive rubber seal, scissors, and alcohol for cleaning.",
        "Find the leak with a strip of paper, remove old foam, clean the rebate, measure the gap and stick the seal without stretching it.",
        "Too thick a profile strains the hinges; the paper strip should be held, yet the handle should turn easily.",
    ),
    (
        "stop a washing machine from shaking",
        "A spirit level, a spanner and a torch.",
        "Level it crosswise with the feet, tighten the lock nuts, check that transport bolts are out and spread the load.",
        "If the drum knocks by hand, worn dampers or bearings are likely, which is a job for a technician.",
    ),
]

BIKE_JOBS: list[tuple[str, str, str, str]] = [
    (
        "fix a puncture",
        "Two tyre levers, a patch kit, a pump and some chalk.",
        "Remove the wheel, lever off one side of the tyre, find the hole, roughen it, wait for the glue to go matt and press on the patch.",
        "Feel inside the tyre for the thorn or glass first, or the new patch will not last the day.",
    ),
    (
        "adjust a rear derailleur",
        "A screwdriver, an Allen key and a repair stand if you have one.",
        "Set the high limit screw on the smallest sprocket, shift one click, add cable tension until the chain climbs cleanly, and finish with the low limit screw.",
        "Check that the hanger is straight; a bent one makes any adjustment useless.",
    ),
    (
        "replace a worn chain",
        "A chain tool or quick-link pliers, a wear gauge and the right chain for your number of gears.",
        "Open the old one, shorten the new chain to the same number of links, thread it through and close the quick link under load.",
        "Change it at 0.5 to 0.75 percent wear; wait longer and the cassette must go too.",
    ),
    (
        "change rim brake pads",
        "Allen keys, matching pads and fine sandpaper.",
        "Release the quick release, swap the pads, line them up with the rim, toe them in by a millimetre and tighten.",
        "The pads must touch neither tyre nor spokes, and rims with a deep hollow should be replaced.",
    ),
    (
        "clean and oil a drivetrain",
        "Rags, a brush, mild degreaser and chain oil.",
        "Wipe the chain, brush the cassette, rinse, let it dry, put a drop on each roller, turn the pedals and wipe off the excess.",
        "Keep oil off rims and discs, and do not use a pressure washer near bearings.",
    ),
    (
        "set the saddle height",
        "An Allen key, a tape measure and flat shoes.",
        "Put your heel on the pedal at its lowest point: the leg should be just straight. With the ball of the foot the knee then stays slightly bent.",
        "Never exceed the minimum insertion mark, and if your hips rock go a few millimetres lower.",
    ),
]

Talk = list[str]
MUSIC: list[Talk] = [
    [
        "What is the difference between a major and a minor triad?",
        "The third. A major triad has four semitones between root and third and three from third to fifth; a minor triad has three, then four. C major is C, E, G and C minor is C, E flat, G.",
    ],
    [
        "How does the circle of fifths help me?",
        "Each step clockwise goes up a fifth and adds one sharp; anticlockwise adds one flat. You can read key signatures from it, and neighbouring keys share six of seven notes.",
        "So how many sharps has A major?",
        "Three: F sharp, C sharp and G sharp, since A is three steps from C.",
    ],
    [
        "Why does 6/8 feel different from 3/4? Both have six quavers.",
        "The grouping differs. In 3/4 there are three beats of two quavers, in 6/8 two beats of three, so it sways in two.",
    ],
    [
        "What does a dominant seventh chord do?",
        "It creates tension that wants to resolve. In C major it is G, B, D, F: the B rises to C and the F falls to E.",
        "Is the tritone between B and F the reason?",
        "Yes, that interval is the restless part, and both notes move by a semitone when it resolves.",
    ],
    [
        "Can you explain the Dorian mode?",
        "Dorian is a natural minor scale with a raised sixth. On D it uses only white keys: D, E, F, G, A, B, C. 'Scarborough Fair' is a well-known tune in it.",
    ],
    [
        "How do I transpose a song from C to E flat?",
        "Raise every note and chord by a minor third, three semitones. C becomes E flat, F becomes A flat, G becomes B flat and A minor becomes C minor.",
    ],
    [
        "What is a plagal cadence?",
        "It is the step from the fourth degree to the first, in C major F to C. People know it as the 'Amen' at the end of hymns.",
    ],
    [
        "What do dots behind notes mean?",
        "A dot lengthens a note by half its value, so a dotted crotchet lasts one and a half beats in 4/4.",
        "And two dots?",
        "The second adds half of the first dot, so a double-dotted crotchet lasts one and three quarter beats.",
    ],
    [
        "Which interval is it from E to C above it?",
        "A minor sixth: eight semitones, and six letter names counting both ends, E, F, G, A, B, C.",
    ],
]
ASTRONOMY: list[Talk] = [
    [
        "Why do we always see the same side of the Moon?",
        "The Moon turns once on its axis in the time it takes to orbit the Earth, about 27.3 days. Tides braked its rotation until the two matched.",
        "So its far side is always dark?",
        "No, it has day and night like the near side; at new moon the far side is fully lit.",
    ],
    [
        "Which telescope should a beginner buy?",
        "A 150 mm Dobsonian is a good choice: simple, stable and bright enough for Saturn's rings and many nebulae. Try binoculars of 10x50 first if you are unsure.",
    ],
    [
        "How can I tell a planet from a star with the naked eye?",
        "Planets usually shine steadily, while stars twinkle, because a planet is a tiny disc rather than a point. Planets also stay close to the ecliptic, the path of Sun and Moon.",
    ],
    [
        "When are the Perseids best seen?",
        "Around 12 and 13 August, after midnight, when the radiant stands high. Find a dark place and lie down for half an hour so that your eyes adapt.",
        "Do I need binoculars?",
        "No, they would narrow your view; the naked eye is best for meteors.",
    ],
]
BEEKEEPING: list[Talk] = [
    [
        "When should I inspect my hive for swarming?",
        "From late April to early July, every seven to nine days, as a sealed queen cell appears about nine days after the egg is laid. Look at the lower edges of the brood frames.",
        "What if I find queen cells with eggs or larvae?",
        "Make a split: move the old queen with a few frames of brood and bees to a new box and leave one good cell behind.",
    ],
    [
        "How much food does a colony need for winter?",
        "In Central Europe about 15 to 20 kg of stores for a full colony. Feed sugar syrup in a ratio of 3:2 after the last harvest and finish by mid-September so the bees can cap it.",
    ],
]

LEADS: dict[str, list[str]] = {
    "cooking": [
        "I'm cooking for friends on Saturday.",
        "I am fairly new to cooking.",
        "My grandmother used to make this.",
        "We have guests this evening.",
        "I only have a small kitchen with two hobs.",
    ],
    "gardening": [
        "I took over an allotment this spring.",
        "We have heavy clay soil.",
        "This is my second year with a vegetable patch.",
        "Our garden faces south.",
        "I garden with my two children.",
    ],
    "travel": [
        "My sister and I want to go away for a long weekend.",
        "We travel with a toddler.",
        "It will be my first visit.",
        "I'm planning a trip with my parents.",
        "We have a modest budget.",
    ],
    "home repair": [
        "I rent a flat in an older building.",
        "I have basic tools and some patience.",
        "I'd rather not pay for a tradesman.",
    ],
    "bicycles": [
        "I ride to work every day.",
        "My touring bike is about ten years old.",
        "I'd like to learn this myself.",
    ],
}
QUESTIONS: dict[str, list[list[str]]] = {
    "cooking": [
        [
            "How do I make {x}?",
            "Could you give me a simple recipe for {x}?",
            "What goes into {x}, and how long does it take?",
            "Walk me through making {x}, please.",
        ],
        ["{c} What went wrong?", "{c} How can I avoid that?", "{c} Any idea why?"],
        [
            "Can I make {x} without {m}?",
            "I have no {m} at home. Is {x} still possible?",
            "Would {x} turn out well without {m}?",
        ],
        [
            "How long does {x} keep?",
            "What is the best way to store {x}?",
            "I'd like to make {x} ahead. How long can I keep it?",
        ],
    ],
    "gardening": [
        [
            "When and how do I start {x}?",
            "What is the right time to begin with {x}, and how is it done?",
            "I would like to grow {x}. How do I start?",
        ],
        [
            "How should I look after {x} through the season?",
            "What care is needed for {x}?",
            "Any advice on watering and tending {x}?",
        ],
        [
            "{c} What is it and what can I do?",
            "{c} How do I stop this?",
            "{c} Can I still save something?",
        ],
        [
            "How do I harvest {x} properly?",
            "What should I know about harvesting {x}?",
            "When is it time to cut or pick {x}?",
        ],
    ],
    "travel": [
        [
            "What should I see in {x} in two days?",
            "Can you suggest a two-day plan for {x}?",
            "Which sights in {x} are worth the time?",
        ],
        [
            "How do I get around in {x}?",
            "Do we need a car in {x}, or is public transport enough?",
            "What is the best way to travel within {x}?",
        ],
        [
            "When is the best time to visit {x}?",
            "Which months would you recommend for {x}?",
            "Is there a good season for {x}, with fewer people?",
        ],
        [
            "What should I eat in {x}?",
            "Which local dishes should I try in {x}?",
            "Food matters to us. What is typical in {x}?",
        ],
    ],
    "home repair": [
        ["What do I need to {x}?", "Which tools and parts should I get to {x}?"],
        ["How do I {x}?", "Can you list the steps to {x}?"],
        ["What should I watch out for when I {x}?", "What is your best tip before I {x}?"],
    ],
    "bicycles": [
        ["What do I need to {x}?", "Which tools should I lay out to {x}?"],
        ["How do I {x}?", "Please explain step by step how to {x}."],
        ["Is there anything to be careful about when I {x}?", "What should I check when I {x}?"],
    ],
}
FOLLOW_UPS: dict[str, list[list[str]]] = {
    "cooking": [
        ["Could you also give me the full recipe?", "Thanks. And the recipe from the start?"],
        ["Another thing: {c}", "One more problem: {c}"],
        ["And what if I have no {m}?", "Would it also work without {m}?"],
        ["How long does it keep?", "Can I store what is left over?"],
    ],
    "gardening": [
        ["And when do I start next time?", "How is the start done properly?"],
        ["What about general care?", "And what do I do during the season?"],
        ["One more worry: {c}", "By the way: {c}"],
        ["And the harvest?", "How will I know it is harvest time?"],
    ],
    "travel": [
        ["Which sights would you choose for two days?", "And what should we see?"],
        ["How do we get around there?", "What about transport?"],
        ["Which season suits it best?", "And when should we go?"],
        ["What should we eat there?", "Any local food we should not miss?"],
    ],
    "home repair": [
        ["What do I need for it?"],
        ["And the steps themselves?", "How do I go about it?"],
        ["Anything I should be careful with?", "What can go wrong?"],
    ],
    "bicycles": [
        ["Which tools does it take?"],
        ["And how is it done?"],
        ["Any pitfalls?", "What should I be careful about?"],
    ],
}
ENDINGS: list[str] = [
    "",
    "",
    "",
    " Good luck!",
    " Ask again if something is unclear.",
    " Let me know how it turns out.",
]


def aspects(topic: str, record: tuple[str, ...]) -> tuple[list[str], dict[str, str]]:
    """The answers of one record, in the order of its topic's questions, and the words to fill in."""
    if topic == "cooking":
        return [record[1], record[3], record[5], record[6]], {
            "x": record[0],
            "c": record[2],
            "m": record[4],
        }
    if topic == "gardening":
        return [record[1], record[2], record[4], record[5]], {
            "x": record[0],
            "c": record[3],
            "m": "",
        }
    return list(record[1:]), {"x": record[0], "c": "", "m": ""}


def composed(chance: random.Random, topic: str, record: tuple[str, ...], main: int) -> Talk:
    """One conversation whose first question is about the aspect `main` of a record."""
    answers, words = aspects(topic, record)
    question = chance.choice(QUESTIONS[topic][main]).format(**words)
    if chance.random() < 0.35:
        question = f"{chance.choice(LEADS[topic])} {question}"
    talk = [question, answers[main]]
    others = [index for index in range(len(answers)) if index != main]
    chance.shuffle(others)
    for other in others[: chance.choice((0, 0, 0, 1, 1, 2))]:
        talk += [chance.choice(FOLLOW_UPS[topic][other]).format(**words), answers[other]]
    talk[-1] += chance.choice(ENDINGS)
    return talk


def row(chance: random.Random, topic: str, talk: Talk) -> dict[str, object]:
    """A talk in the ShareGPT layout."""
    turns = [
        {"from": "gpt" if place % 2 else "human", "value": text} for place, text in enumerate(talk)
    ]
    return {
        "conversations": turns,
        "source": chance.choices(SOURCES, SOURCE_WEIGHTS)[0],
        "topic": topic,
    }


def rows(chance: random.Random) -> list[dict[str, object]]:
    """300 conversations, the last three of them exact copies of earlier ones."""
    records: dict[str, list[tuple[str, ...]]] = {
        "cooking": [*DISHES],
        "gardening": [*PLANTS],
        "travel": [*CITIES],
        "home repair": [*REPAIRS],
        "bicycles": [*BIKE_JOBS],
    }
    written: dict[str, list[Talk]] = {
        "music theory": MUSIC,
        "astronomy": ASTRONOMY,
        "beekeeping": BEEKEEPING,
    }
    made: list[dict[str, object]] = []
    for topic, count in TOPIC_COUNTS.items():
        wanted = count - (1 if topic in REPEATED_TOPICS else 0)
        if topic in written:
            talks = written[topic][:wanted]
        else:
            pairs = [
                (record, main) for record in records[topic] for main in range(len(QUESTIONS[topic]))
            ]
            talks = [
                composed(chance, topic, record, main)
                for record, main in chance.sample(pairs, wanted)
            ]
        made += [row(chance, topic, talk) for talk in talks]
    for topic in REPEATED_TOPICS:
        made.append(copy.deepcopy(chance.choice([item for item in made if item["topic"] == topic])))
    return made
