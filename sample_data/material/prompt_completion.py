"""Customer-service prompts and completions of an imaginary shop for home and garden goods, with unclean categories.

The categories are skewed on purpose; two are misspelt, and five rows have none (no key, null or an empty text).
"""

from __future__ import annotations

import random

# category: situations, each with prompts and completions that all fit each other
SITUATIONS: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "customer support": [
        (
            (
                "I can't log in to my account although my password worked on {date}.",
                "Since {date} the shop says my password is wrong.",
                "My login stopped working on {date}. How do I get back in?",
            ),
            (
                'Please use "Forgotten password" on the login page and open the link in the e-mail within 60 minutes. If nothing arrives, look in the spam folder and check that you used the address you registered with.',
                'After five failed attempts an account is locked for 30 minutes. Once that time is over you can set a new password with "Forgotten password"; your orders and addresses stay as they are.',
            ),
        ),
        (
            (
                "The password e-mail never arrives. I requested it {count} times on {date}.",
                "I have asked for a new password {count} times since {date} and got no e-mail.",
            ),
            (
                "Only the link in the newest e-mail is valid, and delivery can take ten minutes. Please add our sender address to your contacts, check the spam folder and request the link once more.",
                "I am sorry for the trouble. Please check whether your account uses another e-mail address; if not, tell us your customer number and we will send the link again by hand.",
            ),
        ),
        (
            (
                "My {device} no longer switches on after {months} months. What can I try?",
                "The {device} I bought {months} months ago is completely dead.",
                "There is no sign of life from my {device}, which I have had for {months} months.",
            ),
            (
                "Please try another socket without an extension lead and check that the plug and any removable parts sit firmly. If the {device} stays dead, send us the order number and the serial number from the type plate, and we will arrange a repair or replacement.",
                "Sorry to hear that. Leave the {device} unplugged for ten minutes, then connect it to a different socket. If that does not help, do not open it yourself; reply with your order number and we will take it from there.",
            ),
        ),
        (
            (
                "My {panel} shows error {error} and stops.",
                "What does error {error} on the {panel} mean?",
                "Error {error} has been appearing on my {panel} since {date}.",
            ),
            (
                "Please switch the {panel} off, unplug it for five minutes and start it again. If {error} comes back, note what the {panel} was doing at the time and send us the serial number so that a technician can look up the code.",
                "Codes beginning with E report a fault found in the self-test. A restart after five minutes without power clears {error} in many cases; if not, we will check the {panel} in our workshop.",
            ),
        ),
        (
            (
                "How do I change the e-mail address of my account? The old one ends on {date}.",
                "I need to move my account to a new e-mail address before {date}.",
            ),
            (
                'Log in, open "My account", then "Personal details", and enter the new address. The change takes effect when you click the link we send to the new address, so please do this while you can still log in.',
            ),
        ),
        (
            (
                "Please delete the {device} from order {order}, I clicked it by mistake.",
                "Can I still remove the {device} from order {order}?",
                "I ordered a {device} too many in {order}. Can you take one off?",
            ),
            (
                'As long as the order shows "received", you can remove items under "My orders". Once {order} shows "being packed" we can no longer change it, but you may send the {device} back within 30 days.',
                "We have passed the wish on to the warehouse. If order {order} has not been packed yet, you will get a corrected confirmation today; otherwise please return the {device} free of charge.",
            ),
        ),
        (
            (
                "Where do I find the manual for the {device}?",
                "The manual of my {device} is missing from the box.",
                "Is there a manual for the {device} as a PDF? I bought it on {date}.",
            ),
            (
                'Manuals are at the bottom of each product page under "Downloads". Search for {device} and compare the model number with the type plate before downloading.',
                'You can download it from the product page of the {device} under "Downloads". If you prefer paper, send us your address and order number and we will post a copy free of charge.',
            ),
        ),
        (
            (
                "A part is missing from my {device}, order {order}.",
                "I unpacked the {device} from order {order} and one accessory is missing.",
                "Order {order} came without the power cable for the {device}.",
            ),
            (
                "I am sorry that the delivery was incomplete. Please tell us the part number from the parts list in the manual of the {device}, and we will send the missing part free of charge within three working days.",
                "Please check the inner cardboard layers first, since small parts are often fixed there. If the part is not there, reply with a photo of what you received and we will send it for order {order} at no cost.",
            ),
        ),
        (
            (
                "I'd like to speak to someone about order {order}. When can I call?",
                "Can you call me back about my {device} after {hour}?",
                "What are your phone hours? It is about order {order}.",
            ),
            (
                'Our phone line is open Monday to Friday from 8:00 to 18:00 and Saturday from 9:00 to 13:00. You can also choose a call-back time under "Contact" in the shop.',
            ),
        ),
        (
            (
                "My {device} does not connect to the Wi-Fi.",
                "Since the new router came on {date}, my {device} is offline.",
                "The app cannot find my {device}, I have tried {count} times.",
            ),
            (
                "The {device} uses the 2.4 GHz band only. Please check that this band is switched on in your router, hold the Wi-Fi button for five seconds until the light flashes, and start the pairing again in the app.",
                "Please remove the {device} in the app, restart the router and pair the {device} again near it. The phone must be in the 2.4 GHz network during the set-up, and location access must be allowed for the app.",
            ),
        ),
        (
            (
                "I get your newsletter {count} times a week. How do I stop it?",
                "Please take me off the newsletter, I already unsubscribed on {date}.",
            ),
            (
                'Every newsletter has an "Unsubscribe" link at the bottom, which takes effect within 48 hours. If you registered with two addresses, please unsubscribe both; messages about your orders will still reach you.',
            ),
        ),
        (
            (
                "My voucher code {code} is rejected at the checkout.",
                "The code {code} does not work for the {device}.",
                "Why can't I redeem {code}? It was sent to me on {date}.",
            ),
            (
                "Please check the minimum order value and the last valid day, which are stated in the e-mail with the code. {code} cannot be combined with other offers, and reduced items are excluded.",
                "Enter {code} without spaces and in capitals, and remove any other voucher first. If it still fails, send us a screenshot of the message and we will check the code.",
            ),
        ),
        (
            (
                "Do you have spare parts for a {device} that is {years} years old?",
                "I need a spare part for my {device}, bought {years} years ago.",
                "Can I still get parts for a {years}-year-old {device}?",
            ),
            (
                "We keep spare parts for at least seven years after a model is discontinued. Please send the model number from the type plate of the {device}, and we will tell you the price and the delivery time.",
            ),
        ),
        (
            (
                "My {device} is much louder than when I bought it {months} months ago.",
                "For {count} days my {device} has been rattling.",
                "My {device} has been vibrating strongly since {date}.",
            ),
            (
                "Please check that all removable parts of the {device} sit firmly and that nothing is caught in an opening. If the noise remains after cleaning it as described in the manual, send us a short recording and we will assess it.",
            ),
        ),
        (
            (
                "I cannot add a second delivery address to my account, I tried {count} times.",
                "How can I save my office as a delivery address before order {order} is repeated?",
            ),
            (
                'Open "My account", then "Addresses" and "Add address". You may save up to ten addresses and choose one at the checkout; for an order already placed the address stays as it was.',
            ),
        ),
        (
            (
                "The app closes as soon as I open order {order}.",
                "Your app has crashed {count} times since the update on {date}.",
                "The app freezes on the page of the {device}.",
            ),
            (
                "Please update the app to the newest version and restart the phone. If it still crashes, tell us the phone model and system version; until then you can see everything on the website.",
                "Sorry about that. Deleting the app's cache or reinstalling it usually helps, and your orders are kept in your account. Please send us the time of the last crash if the problem remains.",
            ),
        ),
        (
            (
                "I want to close my account after order {order} is done.",
                "Please delete my customer account, my last purchase was on {date}.",
            ),
            (
                'You can close the account under "My account", "Privacy", "Delete account" once no order is open. Invoices must be kept for the period required by law and are then erased.',
            ),
        ),
        (
            (
                "How do I descale the {water}?",
                "My {water} has a lot of limescale after {months} months. What do I use?",
                "Can I descale the {water} with vinegar?",
            ),
            (
                "Please use the descaler named in the manual, as vinegar can attack the seals of the {water}. Follow the descaling steps in the manual and rinse with two fillings of fresh water.",
            ),
        ),
        (
            (
                "I reviewed the {device} on {date}, but the review is not online.",
                "Where is my review of the {device}?",
            ),
            (
                "Reviews are read by a person before they appear, which takes up to three working days. If one breaks the rules, for instance by naming private data, you receive an e-mail with the reason.",
            ),
        ),
        (
            (
                "Nobody answered my message of {date} about order {order}.",
                "This is my message number {count} about order {order}. Is anyone reading this?",
                "I have been waiting for an answer about my {device} since {date}.",
            ),
            (
                "I apologise for the long wait. Your case is now marked as a priority, and a colleague will reply by the end of the next working day; please do not open a new ticket, as that moves it back in the queue.",
                "I am sorry that you had to ask again. Please reply with the ticket number from our automatic e-mail, so that we can join the messages and answer today.",
            ),
        ),
    ],
    "billing": [
        (
            (
                "I was charged twice for order {order}.",
                "My statement shows {amount} euros twice for order {order}.",
                "Why was {amount} euros taken two times on {date}?",
            ),
            (
                "One of the two entries is often a card reservation that disappears within seven days. If both amounts have actually been booked, send us the two booking dates and we will refund one within five working days.",
                'Sorry for the scare. Please check whether one entry is marked "pending"; such reservations expire on their own. If both are booked, we will return the surplus to the same card.',
            ),
        ),
        (
            (
                "I need an invoice for order {order} with our company's name.",
                "Can the invoice for order {order} be changed to my company's address?",
                "The invoice of {date} over {amount} euros lacks our VAT number.",
            ),
            (
                "We can issue a corrected invoice. Please send the exact company name, the address and the VAT number; the old invoice is cancelled and the new one reaches you as a PDF within two working days.",
            ),
        ),
        (
            (
                "Where can I download the invoice for order {order}?",
                "I never received the invoice for {order}.",
                "I need the invoice for the {device} I bought on {date}.",
            ),
            (
                'Invoices are available as PDF files under "My orders" as soon as the parcel has left the warehouse. If you ordered as a guest, use the link in the dispatch e-mail.',
            ),
        ),
        (
            (
                "My credit card was declined for order {order}.",
                "I tried to pay {amount} euros {count} times and the card is refused.",
            ),
            (
                "Please check the card's expiry date and limit and confirm the payment in your bank's app. The bank does not tell us the reason, so it is best to ask there or to choose another payment method.",
            ),
        ),
        (
            (
                "When will I get my refund of {amount} euros?",
                "I sent the {device} back on {date} and have no refund yet.",
                "The refund for order {order} is still missing.",
            ),
            (
                'We refund within five working days of the parcel\'s arrival in our warehouse, to the method you paid with. The bank may need two to three more days; "My orders" shows when we released the amount.',
            ),
        ),
        (
            (
                "Can I pay the {amount} euros for the {device} in instalments?",
                "Is payment by instalments possible for order {order}?",
            ),
            (
                "Instalments are offered from 150 euros at the checkout, over 6, 12 or 24 months and subject to a credit check. The total cost and the annual rate are shown before you confirm; an order already placed cannot be changed to instalments.",
            ),
        ),
        (
            (
                "I got a reminder for order {order}, but I paid on {date}.",
                "Why a payment reminder? I transferred {amount} euros on {date}.",
            ),
            (
                "Your transfer may have crossed with our letter, in which case you can ignore the reminder. If it is more than five working days old, please send proof of payment with the reference used, and we will assign it and cancel any fee.",
            ),
        ),
        (
            (
                "I paid {amount} euros, but the price of the {device} is lower now.",
                "The {device} got cheaper after my order of {date}. Do I get the difference?",
            ),
            (
                "If the price drops within 14 days of your purchase, we credit the difference as a voucher. Please send the order number; short clearance sales and marketplace offers are excluded.",
            ),
        ),
        (
            (
                "How do I change the card for my {plan} subscription before {date}?",
                "My card for the {plan} plan expires on {date}.",
                "I want to pay the {plan} subscription by direct debit from now on.",
            ),
            (
                'Open "My account", "Subscriptions", "Payment" and store the new payment method for the {plan} plan. It is used from the next billing day, provided that you change it at least one day before.',
            ),
        ),
        (
            (
                "I cancelled the {plan} plan on {date} and was charged again.",
                "Why is {amount} euros still being taken for my cancelled {plan} plan?",
            ),
            (
                "A cancellation takes effect at the end of the paid month, so one last charge is possible if it came after the billing day. If your confirmation shows an earlier end date, reply with it and we will refund the amount.",
            ),
        ),
        (
            (
                "There is a fee of 4.90 euros on the invoice for {order}. What is it for?",
                "Which fee did you add to order {order}?",
            ),
            (
                "That is the delivery charge for orders below 49 euros. It is shown in the basket before you confirm and is not charged for collection in a shop.",
            ),
        ),
        (
            (
                "Can I split the {amount} euros between a gift card and my bank card?",
                "My gift card does not cover the {device}. Can I pay the rest by card?",
            ),
            (
                "Yes. Enter the gift card number in the payment step first, and the remaining sum can be paid by card or transfer. In case of a return, the gift card amount goes back to the gift card.",
            ),
        ),
    ],
    "shipping": [
        (
            (
                "Where is my parcel with the {device}? It was sent on {date}.",
                "Order {order} has not moved in tracking for {count} days.",
            ),
            (
                "Scans can be missing for up to three working days while a parcel is between depots. If nothing changes after that, tell us and we will open a search with the carrier; a replacement or refund follows if it is not found.",
            ),
        ),
        (
            (
                "Tracking says order {order} was delivered, but I have nothing.",
                "My {device} is shown as delivered on {date}, but nobody was here.",
            ),
            (
                "Please look for a card in the letterbox and ask neighbours and the household. If it does not turn up by tomorrow, reply to us and we will ask the carrier for the proof of delivery and look for a solution.",
            ),
        ),
        (
            (
                "Can order {order} go to another address?",
                "I moved on {date}. Can you redirect order {order}?",
            ),
            (
                'We can change the address until the order shows "being packed". After that, the carrier\'s tracking page often lets you choose a parcel shop or a neighbour.',
            ),
        ),
        (
            (
                "Do you deliver the {device} to {country}?",
                "What does delivery of a {device} to {country} cost?",
            ),
            (
                "We do deliver there: parcels to {country} take four to seven working days and cost 12.90 euros up to 20 kg. Please check that the plug of the {device} fits there, as we supply the type F plug.",
            ),
        ),
        (
            (
                "The box of order {order} arrived crushed.",
                "My {device} was damaged in transit on {date}.",
            ),
            (
                "I am sorry about that. Please keep the packaging, take photos of the box and the item and send them within seven days if possible; your legal rights remain in any case. We will then send a replacement or refund the price.",
            ),
        ),
        (
            (
                "How fast is express delivery for the {device}?",
                "Will the {device} arrive by {date} with express?",
            ),
            (
                "Express orders placed before 12:00 on a working day arrive on the next working day; Saturdays are possible at extra cost. The checkout shows the expected day for your postcode before you pay.",
            ),
        ),
        (
            (
                "I only got one of {parcels} parcels of order {order}.",
                "Order {order} seems incomplete, the {device} was not in the box.",
            ),
            (
                'Larger orders are sent in several parcels, which may arrive on different days. Each has its own tracking number under "My orders"; if one has had no scan for three working days, we will look for it.',
            ),
        ),
    ],
    "returns": [
        (
            (
                "How do I send back the {device} from order {order}?",
                "I'd like to return the {device} I received on {date}.",
            ),
            (
                'Choose "Return" next to the item under "My orders", print the label or show the QR code at the parcel shop, and hand in the parcel within 30 days of delivery. Returns within the country are free.',
            ),
        ),
        (
            (
                "Can I return the {device} without the original box?",
                "I threw away the box of the {device}. Is a return still possible?",
            ),
            (
                "Yes, the original box is not required. Please protect the {device} well in a sturdy carton and include all accessories, as missing parts can reduce the refund.",
            ),
        ),
        (
            (
                "I used the {device} {count} times. Can it still go back?",
                "Is a return possible for a {device} that I tried out once?",
            ),
            (
                "You may try the {device} as you would in a shop and return it within 30 days. Signs of use beyond that can lead to a deduction, so please clean it before packing.",
            ),
        ),
        (
            (
                "I would like to exchange the {device} from order {order} for another colour.",
                "Can I swap the {device} of {date} for the white one?",
            ),
            (
                "Please return the {device} for a refund and order the colour you want anew, since this is quicker than an exchange. If the price has risen in the meantime, we will honour the old one.",
            ),
        ),
        (
            (
                "Today is day {late} since delivery of order {order}. Can I still return it?",
                "I missed the return period for order {order} by {count} days.",
            ),
            (
                "The voluntary return period ends 30 days after delivery, so we can no longer accept an item simply because it is not liked. If it is faulty, your statutory rights continue to apply, and we will gladly look at the fault.",
            ),
        ),
    ],
    "product advice": [
        (
            ("Which vacuum cleaner suits a flat with two cats and mostly parquet?",),
            (
                "A cylinder vacuum with a hard-floor brush and a HEPA filter is a good match for parquet and cat hair. Add a small motorised brush for sofas, and look for a washable filter.",
            ),
        ),
        (
            ("I drink one espresso a day. Capsule, portafilter or fully automatic machine?",),
            (
                "For a single espresso a small portafilter machine gives the best taste if you enjoy the handling, and a capsule machine is the quickest. A fully automatic machine pays off from about three cups a day.",
            ),
        ),
        (
            ("What size of air purifier do I need for a bedroom of 18 square metres?",),
            (
                "With a ceiling of 2.5 metres the room holds 45 cubic metres. For about four air changes an hour choose a clean air delivery rate of at least 180 cubic metres an hour, and check the noise at the low setting.",
            ),
        ),
        (
            ("Is a 1.7 litre kettle better than a 1 litre one for two people?",),
            (
                "For two people a 1 litre kettle is usually enough and is lighter to lift. The larger one makes sense if you also boil water for cooking; check the minimum fill, since boiling too much wastes energy.",
            ),
        ),
        (
            ("Cordless or corded electric lawn mower for a 250 square metre lawn?",),
            (
                "Both manage 250 square metres. A 36 V cordless mower with a 4 Ah battery is more convenient around trees, while a corded one is cheaper and lighter if a socket is close.",
            ),
        ),
        (
            ("Which blender can crush ice as well as make soups?",),
            (
                "Look for at least 1,000 watts, a steel blade and a jug that is approved for hot liquids. Glass jugs suit soups better, whereas plastic ones made of Tritan are lighter and tougher with ice.",
            ),
        ),
        (
            ("Does an induction hob work with my old aluminium pans?",),
            (
                "Pure aluminium pans do not heat on induction. Hold a magnet to the base: if it sticks firmly, the pan is suitable; otherwise you need pans with a magnetic base.",
            ),
        ),
        (
            ("Which dehumidifier fits a cellar of 30 square metres at about 12 degrees?",),
            (
                "At 12 degrees an adsorption (desiccant) dehumidifier works more reliably than a small compressor model. Choose one with a drain hose and a hygrostat, and set it to about 55 per cent.",
            ),
        ),
    ],
    "legal": [
        (
            ("Which personal data do you store about me, and how do I get a copy?",),
            (
                'Under the GDPR you can request access to your data free of charge, and we answer within one month. Use "Privacy" in your account or write to our data protection officer; we may ask you to confirm your identity.',
            ),
        ),
        (
            ("Can I withdraw from the purchase of a {device} if I ordered it online?",),
            (
                "Consumers in the EU can withdraw from most online purchases within 14 days of delivery without giving a reason. A clear statement to us is enough, for example by e-mail; exceptions such as custom-made goods are listed in our terms.",
            ),
        ),
        (
            ("May I use the photo of the {device} from your shop in my blog?",),
            (
                "Our product photos are protected by copyright, so please ask for permission before using one. Write to the press office with the address of your blog and the picture concerned; linking to the product page is always fine.",
            ),
        ),
    ],
    "warranty": [
        (
            ("How long is the warranty on the {device}, and what does it cover?",),
            (
                "The manufacturer's warranty on the {device} is 24 months from delivery and covers defects in material and workmanship. Wear parts and damage from improper use are excluded, and your statutory rights against us remain unaffected.",
            ),
        ),
        (
            ("Does the warranty of my {device} start again after the repair of {date}?",),
            (
                "A repair under the manufacturer's warranty does not restart the period; the original end date of the {device} remains. The parts replaced carry their own warranty of six months, and the law of your country may give you more.",
            ),
        ),
    ],
}
DEVICES = (
    "coffee machine",
    "toaster",
    "blender",
    "kettle",
    "vacuum cleaner",
    "fan heater",
    "air purifier",
    "hand mixer",
    "dehumidifier",
    "sewing machine",
    "food processor",
    "pedestal fan",
)
CONNECTED = (
    "robot vacuum",
    "smart plug",
    "robot mower",
    "smart thermostat",
    "video doorbell",
    "smart air purifier",
)
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "September",
    "October",
    "November",
)
BEFORE = ("", "", "Hello, ", "Hi there. ", "Good morning. ", "Good evening, ")
AFTER = ("", "", "", " Thanks in advance.", " Many thanks.", " Please advise.")
CLOSINGS: dict[str, tuple[str, ...]] = {  # for all situations of a topic
    "customer support": (
        "If you get stuck, just reply and we will look at it together.",
        "Your message stays open with us until you tell us that it is solved.",
        "Colleagues on the phone can see this conversation, so you need not explain it twice.",
        "Should that not be what you meant, just describe it again in your own words.",
        "Please let us know briefly whether this helps; other customers benefit as well.",
        "You can answer this e-mail directly, also at the weekend.",
        "The help section of the shop collects answers to similar questions.",
        "Is there anything else we can do for you?",
        "",
    ),
    "billing": (
        "For your security, please never send us full card numbers by e-mail.",
        "You will find the current state of all payments in your account at any time.",
        "Our accounts team is there on weekdays from 9:00 to 16:00 if you prefer to talk.",
        "If anything about the amount remains unclear, simply reply to this e-mail.",
        "Please quote the order number whenever you write to us about a payment.",
        "We hope that settles the matter.",
        "",
    ),
    "shipping": (
        "At busy times, such as before Christmas, please allow one more day.",
        "Our shipping team reads replies to this e-mail on working days until 17:00.",
        "All our parcels are insured up to 500 euros.",
        "Feel free to write again if anything is unclear.",
        "",
    ),
    "returns": (
        "One parcel may hold several items of the same order.",
        "If you have further questions about returns, just reply.",
        "All the rules are also listed on our returns page.",
        "",
    ),
}
PLAIN_STARTS = ("Sorry", "I am sorry", "I apologise", "Yes", "One of")
WANTED: tuple[
    tuple[str, str | None, int], ...
] = (  # the situations, the category as written, how many
    ("customer support", "customer support", 120),
    ("billing", "billing", 60),
    ("shipping", "shipping", 30),
    ("returns", "returns", 15),
    ("product advice", "product advice", 8),
    ("legal", "legal", 3),
    ("customer support", "Customer support", 4),
    ("billing", "billing ", 3),
    ("warranty", "warranty", 2),
    ("shipping", None, 2),
    ("returns", "", 1),
)
UNLABELLED = ("customer support", "billing")  # the two rows without the key


def draft(chance: random.Random, topic: str, number: int) -> tuple[str, str]:
    """A prompt and its completion on one situation of the topic."""
    situations = SITUATIONS[topic]
    prompts, completions = situations[number % len(situations)]
    connected = "Wi-Fi" in completions[0] or "app cannot" in prompts[-1]
    slots: dict[str, object] = {
        "device": chance.choice(CONNECTED if connected else DEVICES),
        "panel": chance.choice(
            (
                "coffee machine",
                "robot vacuum",
                "air purifier",
                "dehumidifier",
                "sewing machine",
                "bread maker",
            )
        ),
        "water": chance.choice(("coffee machine", "kettle", "steam iron", "espresso machine")),
        "order": f"{chance.choice('ABCDEK')}{chance.randint(10000, 99999)}",
        "date": f"{chance.randint(2, 28)} {chance.choice(MONTHS)}",
        "amount": f"{chance.randint(19, 389)}.{chance.choice(('00', '50', '90', '95'))}",
        "months": chance.randint(3, 22),
        "years": chance.randint(3, 9),
        "count": chance.randint(3, 6),
        "parcels": chance.choice(("two", "three", "four")),
        "late": chance.randint(32, 44),
        "hour": f"{chance.randint(14, 16)}:30",
        "error": f"E{chance.randint(11, 48)}",
        "plan": chance.choice(("coffee", "filter", "premium", "care")),
        "code": f"{chance.choice(('SPRING', 'THANKS', 'HOME', 'GARDEN'))}{chance.choice((5, 10, 15))}",
        "country": chance.choice(("Austria", "Denmark", "Sweden", "Spain", "Poland")),
    }
    before, after = chance.choice(BEFORE), chance.choice(AFTER)
    body = chance.choice(prompts).format(**slots)
    if before.endswith(", ") and not body.startswith(("I ", "I'", "Error", "Express", "Wi-Fi")):
        body = body[0].lower() + body[1:]
    completion = chance.choice(completions).format(**slots)
    if not completion.startswith(PLAIN_STARTS):
        order = f"order {slots['order']}" if str(slots["order"]) in body else ""
        thanks = (
            f"Thank you for your message about {order}."
            if order
            else chance.choice(("Thank you for your message.", "Thanks for getting in touch.", ""))
        )
        completion = f"{thanks} {completion}".strip()
    closing = chance.choice(CLOSINGS.get(topic, ("",)))
    return before + body + after, f"{completion} {closing}".strip()


def rows(chance: random.Random) -> list[dict[str, object]]:
    """All 250 rows, category by category, no prompt twice."""
    made: list[dict[str, object]] = []
    seen: set[str] = set()
    used: dict[str, int] = {}

    def fresh(topic: str) -> dict[str, object]:
        number = used.get(topic, 0)
        used[topic] = number + 1
        for _ in range(200):
            prompt, completion = draft(chance, topic, number)
            if prompt not in seen:
                seen.add(prompt)
                return {"prompt": prompt, "completion": completion}
        raise AssertionError(f"no new prompt on {topic}")

    for topic, category, count in WANTED:
        made.extend({**fresh(topic), "category": category} for _ in range(count))
    made.extend(fresh(topic) for topic in UNLABELLED)
    return made
