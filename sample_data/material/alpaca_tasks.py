"""Instructions in Alpaca shape, from questions (many) to dialogues (hardly any)."""

from collections.abc import Iterator
from itertools import product
from random import Random

from .tables import CAPITALS, ELEMENTS, EVENTS, PHRASES, PROGRAMS, WORKS, program

Text = tuple[str, str, str]  # instruction, input, output


def rows(chance: Random) -> list[dict[str, object]]:
    """900 rows in ten skewed categories."""
    plan = {
        "question answering": (330, questions()), "summarisation": (200, summaries(chance)),
        "code": (130, programs()), "creative writing": (90, stories(chance)),
        "translation": (60, translations()), "classification": (40, classifications()),
        "rewriting": (25, rewritings()), "maths": (14, sums(chance)),
        "data extraction": (8, extractions(chance)), "dialogue": (3, dialogues()),
    }  # fmt: skip
    made: list[dict[str, object]] = []
    for category, (count, texts) in plan.items():
        chosen = list(texts)
        chance.shuffle(chosen)
        chosen = chosen[:count]
        assert len(chosen) == count, category
        made += [
            {"instruction": task, "input": given, "output": answer, "category": category}
            for task, given, answer in chosen
        ]
    return made


def questions() -> Iterator[Text]:
    for country, city in CAPITALS.items():
        yield f"What is the capital of {country}?", "", f"The capital of {country} is {city}."
        yield f"Of which country is {city} the capital?", "", f"{city} is the capital of {country}."
        yield (f"A friend is flying to the capital of {country}. Which city is that?", "",
               f"Your friend is flying to {city}.")  # fmt: skip
        yield ("Name the capital of the country.", country, f"{city}.")
    for title, author, year, kind in WORKS:
        made = {"novel": "wrote"}.get(kind, "composed")
        yield (
            f"Who {made} {title}?",
            "",
            f"{author} {made} the {kind} {title}, which dates from {year}.",
        )
        yield f"From which year is the {kind} {title}?", "", f"It is from {year}."
        yield "Name the author or composer, and the year.", title, f"{author}, {year}."
    for name, symbol, number, use in ELEMENTS:
        yield f"What is the chemical symbol of {name}?", "", f"The symbol of {name} is {symbol}."
        yield (f"Which element has the atomic number {number}?", "",
               f"{name.capitalize()} has the atomic number {number}; its symbol is {symbol}.")  # fmt: skip
        yield f"What is {name} used for?", "", f"Among other things for {use}."
    for event, year, about in EVENTS:
        yield f"When was {event}, and why is it remembered?", "", f"In {year}. {about}"
        yield (
            "In which year did this happen? Answer with the year only.",
            event[0].upper() + event[1:],
            f"{year}",
        )


TOWNS = ["Ashford Bridge", "Millbrook", "Harlow Sands", "Eastmere", "Northgate", "Silver Hollow",
         "Kingsferry", "Oakhampton"]  # fmt: skip
PROJECTS = [
    ("a covered bicycle station beside the railway", "commuters had asked for it for years"),
    ("a new roof for the public library", "rain had been coming into the reading room"),
    ("a wooden footbridge over the river", "the old one was washed away in spring"),
    ("a playground on the former market square", "families in the centre had nowhere to go"),
    ("solar panels on the swimming hall", "its heating bill had doubled in two years"),
    ("a covered bus stop at the hospital", "nurses had to wait in the rain after the late shift"),
]
STUDIES = [
    (
        "house plants in offices",
        "whether plants change how rested people feel",
        "people beside a plant took fewer sick days, but typed no faster",
    ),
    (
        "short naps",
        "whether a nap of twenty minutes helps memory",
        "those who had slept remembered a fifth more words in the evening",
    ),
    (
        "walking meetings",
        "whether talking while walking brings more ideas",
        "pairs who walked listed more ideas, though the ideas were rated alike",
    ),
    (
        "city bees",
        "whether bees find enough food between houses",
        "hives in gardens gathered more honey than those beside maize fields",
    ),
    (
        "learning vocabulary",
        "whether cards beat lists",
        "both groups knew as many words after a week, but the cards were liked better",
    ),
]
PLACES = ["Leeds", "Utrecht", "Porto", "Graz", "Bergen"]


RECOVERIES = [  # an animal, what had made it rare, what brought it back
    ("otters", "traffic", "dry ledges under the road bridges"),
    ("otters", "fish traps", "grids that keep larger animals out of the traps"),
    ("storks", "power lines", "insulated pylons"),
    ("storks", "drained meadows", "flooding the hay fields in spring"),
    ("beavers", "poaching", "regular patrols"),
    ("beavers", "straightened streams", "letting the streams meander again"),
    ("bats", "sealed attics", "new openings under the eaves"),
    ("bats", "felled old trees", "nesting boxes"),
    ("tree frogs", "dry summers", "new ponds"),
    ("tree frogs", "fertiliser in the water", "unploughed strips beside the ditches"),
    ("barn owls", "converted barns", "nesting boxes in church towers"),
    ("barn owls", "rat poison", "a ban on the strongest poisons"),
    ("hares", "early mowing", "a later first cut of the meadows"),
    ("hares", "ever larger fields", "hedges and flowering strips"),
    ("toads", "traffic", "tunnels under the road"),
    ("toads", "silted ponds", "dredging the ponds"),
    ("kingfishers", "concrete banks", "bare banks of loam"),
    ("kingfishers", "hard winters", "keeping a stretch of water open"),
    ("hedgehogs", "closed fences", "gaps cut into the garden fences"),
    ("hedgehogs", "robot mowers", "a ban on mowing at night"),
    ("lapwings", "foxes", "fences around the nests"),
    ("lapwings", "drained fields", "blocking the drains"),
]
REGIONS = ["the river delta", "the eastern hills", "the Alder valley", "the country round Eastmere"]


def summaries(chance: Random) -> Iterator[Text]:
    tasks = ["Summarise the text in one sentence.", "What is the main point of this passage?",
             "Give a one-sentence summary.", "Shorten the following text to a single sentence."]  # fmt: skip
    for town, (project, reason) in product(TOWNS, PROJECTS):
        cost, votes = chance.randrange(40, 900) * 1000, chance.randrange(9, 15)
        against = votes - chance.randrange(2, 6)
        month = chance.choice(["March", "May", "August", "October"])
        yield (
            chance.choice(tasks),
            chance.choice(
                [
                    (
                        f"The council of {town} met on Monday evening to decide about {project}. Several speakers"
                        f" reminded the meeting that {reason}. Opponents pointed to the price of {cost:,} euros,"
                        f" which is more than last year's estimate. In the end {votes} members voted in favour and"
                        f" {against} against. Work is to begin in {month}."
                    ),
                    (
                        f'It took until midnight, but {town} now has a decision on {project}. "We have put this off'
                        f' long enough: {reason}," said the mayor after a vote of {votes} to {against}. The builders'
                        f" come in {month}. At {cost:,} euros the plan is the most expensive of this year, and two"
                        " smaller repairs have to wait for it."
                    ),
                    (
                        f"Residents filled the public seats when the councillors of {town} turned to {project}. An"
                        f" engineer explained the {cost:,} euros line by line; a petition recalled that {reason}. A"
                        f" motion to adjourn failed. The proposal then passed with {votes} votes, {against} members"
                        f" opposing it, and the site is to be fenced off in {month}."
                    ),
                ]
            ),
            chance.choice(
                [
                    (
                        f"The council of {town} has agreed to pay {cost:,} euros for {project}, with work starting"
                        f" in {month}."
                    ),
                    f"By {votes} votes to {against}, {town} has approved {project} for {cost:,} euros.",
                ]
            ),
        )
    for place, (topic, question, result) in product(PLACES, STUDIES):
        people, weeks = chance.randrange(60, 400), chance.randrange(3, 16)
        yield (
            chance.choice(tasks),
            chance.choice(
                [
                    (
                        f"Researchers in {place} wanted to know {question}. For {weeks} weeks they followed {people}"
                        " volunteers, half of whom changed nothing about their days. It turned out that"
                        f" {result}. The authors warn that the volunteers knew what was being tested, so that a"
                        " larger study should follow."
                    ),
                    (
                        f"Few people would expect a university to spend {weeks} weeks on {topic}. A team in {place}"
                        f" did, with {people} people drawn by lot into two groups. Asked {question}, the head of the"
                        f" team now has a cautious answer: {result}. She would not draw rules for everyday life"
                        " from it yet."
                    ),
                ]
            ),
            f"A {weeks}-week study on {topic} with {people} people in {place} found that {result}.",
        )
    for shop, (month, change) in product(
        ["a bakery", "a bookshop", "a bicycle workshop", "a flower shop", "a tailor's", "a toy shop",
         "a cheese counter", "a music shop"],
        [("January", "opening at seven, not at nine"), ("April", "delivering by cargo bike"),
         ("June", "closing on Mondays"), ("September", "taking orders by message"),
         ("November", "sharing its room with a café")],
    ):  # fmt: skip
        before = chance.randrange(20, 90)
        after = before + chance.randrange(5, 60)
        owner, town = (
            chance.choice(["Mara", "Yusuf", "Helene", "Piotr", "Rosa"]),
            chance.choice(TOWNS),
        )
        yield (
            chance.choice(tasks),
            chance.choice(
                [
                    (
                        f"When {owner} took over {shop} in {town}, about {before} customers came on a normal day. In"
                        f" {month} the new owner tried something: {change}. At first regulars complained, and the"
                        " two employees were doubtful. By the end of the year the daily average had risen to"
                        f" {after}, and nobody plans to go back."
                    ),
                    (
                        f'"I thought I had made a mistake," says {owner}, who runs {shop} in {town} and surprised'
                        f" everyone in {month} by {change}. For two weeks the till stayed quiet. Then word got"
                        f" round. Where {before} people a day used to come in, there are {after} today, and a third"
                        " employee starts next month."
                    ),
                    (
                        f"Running {shop} in {town} was never going to make {owner} rich. With {before} customers a"
                        f" day the rent was barely covered. The bank advised a sale of stock; {owner} chose {change}"
                        f" instead, beginning in {month}. The accounts have been in the black since, because"
                        f" {after} customers a day buy something."
                    ),
                ]
            ),
            (
                f"Since {change}, {shop} run by {owner} in {town} has gone from {before} to {after} customers a"
                " day."
            ),
        )
    for (animal, threat, remedy), place in product(RECOVERIES, REGIONS):
        then, now = chance.randrange(4, 30), chance.randrange(40, 160)
        helpers = chance.choice(
            ["a school", "the anglers' club", "two farmers", "retired foresters"]
        )
        yield (
            chance.choice(tasks),
            chance.choice(
                [
                    (
                        f"Ten years ago only {then} {animal} were counted in {place}. The main reason was {threat}."
                        f" Volunteers and the forestry office then agreed on {remedy}, paid for by a small"
                        f" foundation. The latest count, finished this autumn, found {now}. Biologists call the"
                        " recovery remarkable but ask for the work to go on."
                    ),
                    (
                        f"Anyone walking through {place} at dusk has a fair chance of meeting {animal} again. A"
                        f" decade back that would have been luck: {threat} had left just {then} of them. What turned"
                        f" the tide was {remedy}, proposed by {helpers} and at first refused by the district. This year's"
                        f" count came to {now}."
                    ),
                    (
                        f"{now} {animal}: the figure from {place} made the counters start over, because ten years"
                        f" earlier there had been {then}. No single cause explains such a rise, says the nature"
                        f" office, but {remedy} did the most. Before, {threat} had driven the animals out. The help"
                        f" of {helpers} kept the costs low."
                    ),
                ]
            ),
            chance.choice(
                [
                    (
                        f"Thanks to {remedy}, the number of {animal} in {place} has grown from {then} to {now} in"
                        " ten years."
                    ),
                    (
                        f"Within a decade {animal} have recovered from {then} to {now} in {place}, mainly through"
                        f" {remedy}."
                    ),
                ]
            ),
        )


def programs() -> Iterator[Text]:
    for does, signature, body in PROGRAMS:
        name = signature.partition("(")[0]
        sentence = does[0].upper() + does[1:] + "."
        yield f"Write a Python function that {does}.", "", program(signature, body)
        yield (f"Implement `{signature}` in Python with a docstring. It {does}.", "",
               program(signature, body, sentence))  # fmt: skip
        yield (f"Complete the Python function that {does}.", f"def {signature}:",
               program(signature, body) + f"\n\nCall it as `{name}(...)`; it {does}.")  # fmt: skip
        yield ("Explain in a sentence what this function does.", program(signature, body),
               f"The function `{name}` {does}.")  # fmt: skip


PEOPLE = {  # who: a name, sentences about the person
    "a lighthouse keeper": ("Oda", [
        "{} had kept the lamp for nineteen years and trusted no calendar but the tides.",
        "Since the lamp was automated, {} had been paid to watch a machine do the job.",
        "{} talked to the lamp, never to the radio, and only the lamp had ever failed."]),
    "a retired clockmaker": ("Anselm", [
        "{} had sold the shop but kept the one clock that ran backwards.",
        "Forty years of other people's minutes had left {} with little patience for hours.",
        "{} still woke at five, to be in time for customers who no longer came."]),
    "a night-shift nurse": ("Imke", [
        "{} came home when the bakers went out and slept while the neighbours quarrelled.",
        "After eleven nights on the ward, {} could tell worry from pain by the footsteps.",
        "{} ate supper at dawn and had stopped explaining why."]),
    "a young beekeeper": ("Tomas", [
        "{} had inherited nine hives, a torn veil and a notebook in an unreadable hand.",
        "The bees had accepted {} before the neighbours did.",
        "{} counted everything: frames, stings, days until the lime trees flowered."]),
    "a ferry captain": ("Ragna", [
        "{} had crossed the same two miles thirty thousand times without arriving anywhere new.",
        "Nobody had been on the last crossing for weeks, but {} sailed it by the timetable.",
        "{} knew every passenger by their luggage."]),
    "a piano tuner": ("Leander", [
        "{} heard the fridge as a flat B and the neighbours as a long discord.",
        "There were four pianos left within a day's walk, and {} tuned them all in turn.",
        "{} carried one fork, two hammers and the habit of listening before knocking."]),
}  # fmt: skip
SCENES = {  # where: first sentences
    "on an island that maps forget": [
        "Ships saw the island only in good weather and left it off their charts out of caution.",
        "The post came to the island twice a year, both times by mistake."],
    "in a village between two glaciers": [
        "In the village the ice groaned at night, once from the east and once from the west.",
        "Summer lasted eleven days between the glaciers, and this was the ninth."],
    "at the last stop of the tram": [
        "Beyond the last stop there was a field, a signpost and a great deal of sky.",
        "The tram turned round at the end of the line with a sigh that everyone there mistook for rain."],
    "in a city under a glass roof": [
        "It never rained in the city, but on Sundays the roof was washed and children brought umbrellas.",
        "Pigeons walked on the glass above the streets, so people lived under a sky of small feet."],
    "beside a drained lake": [
        "Since the lake had been drained, jetties led out over a meadow and boats lay in the clover.",
        "On still evenings the dry lake sounded of water, and the old people closed their windows."],
}  # fmt: skip
FINDS = {  # what: how it turns up, what follows
    "a letter without a sender": (
        ["That morning a letter lay on the mat, stamped, sealed and from nobody.",
         "The letter was under the door before the frost had been stepped on."],
        ["It held a single line: \"You were right about the window.\" There were four windows in the house.",
         "Only after the third cup of tea was it opened. The handwriting was familiar; it was the reader's own."]),
    "a key that fitted no door": (
        ["The key turned up in a loaf of bread, warm and unharmed.",
         "Somebody had hung a brass key on the gate, at the height of a child's hand."],
        ["It was tried in every lock for a mile, out of politeness. On the way home a new door was standing in the wall.",
         "A key without a door, said the neighbours, is only a spoon. That night something knocked from inside the wardrobe."]),
    "a dog that answered in questions": (
        ["The dog sat on the step as if it had an appointment.",
         "\"Are you coming in or am I?\" said the dog, when the door was opened."],
        ["\"Whose dog are you?\" was met with \"Whose house is it?\", and neither could prove anything.",
         "By evening they had agreed on soup, and on nothing else."]),
    "a map of the coming year": (
        ["Between two bills there was a map, and its roads were named after months.",
         "A pedlar left a map as payment for a glass of water and would not wait for the change."],
        ["March was a ford, July a plain. Across October somebody had drawn a small, neat bridge in red.",
         "Every path on it began at the front door, and one of them had already been walked."]),
    "a violin in the snow": (
        ["After the first snow a violin stood upright in it, and no tracks led there.",
         "The violin was found by its sound: the wind was trying out the open strings."],
        ["Its varnish was warm. Whoever had played it could not have been gone for longer than a song.",
         "Three strings were in tune. The fourth, it seemed, was waiting to be asked."]),
}  # fmt: skip


def stories(chance: Random) -> Iterator[Text]:
    tasks = ["Write the opening of a short story about {}.", "Begin a story: {}.",
             "Write a first paragraph. The main figure is {}."]  # fmt: skip
    for (who, (name, about)), (where, scenes), (what, (arrivals, ends)) in product(
        PEOPLE.items(), SCENES.items(), FINDS.items()
    ):
        scene, person = chance.choice(scenes), chance.choice(about).format(name)
        opening = f"{scene} {person}" if chance.random() < 0.5 else f"{person} {scene}"
        yield (
            chance.choice(tasks).format(f"{who} {where} who finds {what}"), "",
            f"{opening} {chance.choice(arrivals)} {chance.choice(ends)}",
        )  # fmt: skip


def translations() -> Iterator[Text]:
    for english, *others in PHRASES:
        for language, there in zip(["German", "French", "Spanish"], others, strict=True):
            yield f"Translate the sentence into {language}.", english, there


def classifications() -> Iterator[Text]:
    things = ["kettle", "headphones", "rucksack", "desk lamp", "umbrella"]
    views = {
        "positive": [
            "The {} does exactly what I hoped for; I would buy it again.",
            "Two years on, my {} still looks new. Very happy with it.",
        ],
        "negative": [
            "The {} broke in its second week and nobody answered my messages.",
            "I sent the {} back: it looks nothing like the picture.",
        ],
    }
    for thing, (view, texts) in product(things, views.items()):
        for text in texts:
            yield (
                "Is the review positive or negative? Answer with one word.",
                text.format(thing),
                view,
            )
    topics = {
        "sport": [
            "The home side won after extra time.",
            "She ran the marathon in under three hours.",
            "The final was moved because of the frozen pitch.",
            "A substitute scored twice in four minutes.",
            "The rowers missed the record by a second.",
        ],
        "economy": [
            "The central bank left its rate unchanged.",
            "Exports fell for the third month.",
            "The brewery wants to hire forty people.",
            "Bread prices rose by six per cent.",
            "Two insurers are talking about a merger.",
        ],
        "science": [
            "A new moon of Saturn has been confirmed.",
            "The vaccine kept its effect for ten years.",
            "Fossils of a tiny whale were found in a quarry.",
            "Engineers tested a battery without cobalt.",
            "The telescope saw light from the first stars.",
        ],
        "culture": [
            "The festival opens with a silent film.",
            "The choir sang in seven languages.",
            "Her second novel was shortlisted for the prize.",
            "The museum shows forgotten woodcuts.",
            "The theatre plays Chekhov without a stage.",
        ],
    }
    for topic, texts in topics.items():
        for text in texts:
            yield "Choose the topic: sport, economy, science or culture.", text, topic


def rewritings() -> Iterator[Text]:
    pairs = [
        ("gimme the report by friday", "Could you please send me the report by Friday?"),
        (
            "we can't come, kids are sick",
            "Unfortunately we are unable to attend, as our children are ill.",
        ),
        ("your invoice is wrong again", "I believe there is once more an error in your invoice."),
        ("call me asap", "I would be grateful if you could call me at your earliest convenience."),
        (
            "no idea where the package is",
            "I am afraid I do not know the whereabouts of the parcel.",
        ),
        (
            "that meeting was a waste of time",
            "I did not find the meeting as productive as I had hoped.",
        ),
        ("can u fix the printer", "Would you be able to repair the printer?"),
        (
            "sorry im late, traffic",
            "I apologise for my late arrival, which was due to heavy traffic.",
        ),
        ("we need more money for this", "Additional funds will be required for this project."),
        ("the new guy knows his stuff", "Our new colleague is very knowledgeable."),
        ("don't park here", "Kindly refrain from parking in this area."),
        ("thanks a lot, you saved me", "Thank you very much; your help was invaluable."),
        (
            "got your mail, will look later",
            "I have received your message and will read it shortly.",
        ),
    ]
    for plain, formal in pairs:
        yield "Rewrite the sentence in a formal tone.", plain, formal
        yield "Rewrite the sentence as a short, casual message.", formal, plain


def sums(chance: Random) -> Iterator[Text]:
    for thing in ["notebooks", "apples", "tickets", "tiles", "bottles", "candles", "postcards"]:
        count, price = chance.randrange(3, 40), chance.randrange(2, 15)
        paid = (count * price // 50 + 1) * 50
        yield (f"{count} {thing} cost {price} euros each. How much change is there from {paid} euros?", "",
               (f"{count} × {price} = {count * price}, and {paid} − {count * price} = {paid - count * price}."
               f" There are {paid - count * price} euros of change."))  # fmt: skip
        speed, hours = chance.randrange(40, 120, 5), chance.randrange(2, 9)
        yield (f"A lorry with {thing} drives for {hours} hours at {speed} km/h. How far does it get?", "",
               f"{hours} × {speed} = {hours * speed}, so it drives {hours * speed} km.")  # fmt: skip


def extractions(chance: Random) -> Iterator[Text]:
    for thing, day in product(
        ["a desk", "two chairs", "a bookshelf", "a mirror"], ["Tuesday", "Saturday"]
    ):
        price, number = chance.randrange(30, 400), chance.randrange(1000, 9999)
        yield (
            "Extract the order number, the article, the price and the day as JSON.",
            f"Thank you for order {number}! We will bring {thing} on {day}; please have {price} euros ready.",
            f'{{"order": {number}, "article": "{thing}", "price": {price}, "day": "{day}"}}',
        )


def dialogues() -> Iterator[Text]:
    yield ("Write a short dialogue between a librarian and a pirate.", "",
           ("Librarian: This map is three hundred years overdue.\nPirate: I was held up by the wind."
           "\nLibrarian: For three hundred years?\nPirate: It was a very strong wind."))  # fmt: skip
    yield ("Write a dialogue in which two neighbours make up after a quarrel about a hedge.", "",
           ("Ida: I cut it too short. I am sorry.\nPaul: I shouted. I am sorry, too.\nIda: Tea?"
           "\nPaul: In the sun? We have some now, thanks to you."))  # fmt: skip
    yield ("Write four lines in which a child explains the internet to a grandmother.", "",
           ("Child: It is like your village, but everyone lives in it.\nGrandmother: And who does the gossip?"
           "\nChild: Everyone, all the time.\nGrandmother: Then I know how it works."))  # fmt: skip
