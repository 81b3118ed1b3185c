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
    ("a night bus to the hospital", "nurses could not get home after the late shift"),
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


def summaries(chance: Random) -> Iterator[Text]:
    tasks = ["Summarise the text in one sentence.", "What is the main point of this passage?",
             "Give a one-sentence summary.", "Shorten the following text to a single sentence."]  # fmt: skip
    for town, (project, reason) in product(TOWNS, PROJECTS):
        cost, votes = chance.randrange(40, 900) * 1000, chance.randrange(9, 15)
        month = chance.choice(["March", "May", "August", "October"])
        yield (
            chance.choice(tasks),
            f"The council of {town} met on Monday evening to decide about {project}. Several speakers"
            f" reminded the meeting that {reason}. Opponents pointed to the price of {cost:,} euros,"
            f" which is more than last year's estimate. In the end {votes} members voted in favour and"
            f" {votes - chance.randrange(2, 6)} against. Work is to begin in {month}.",
            f"The council of {town} has agreed to pay {cost:,} euros for {project}, with work starting"
            f" in {month}.",
        )
    for place, (topic, question, result) in product(PLACES, STUDIES):
        people, weeks = chance.randrange(60, 400), chance.randrange(3, 16)
        yield (
            chance.choice(tasks),
            f"Researchers in {place} wanted to know {question}. For {weeks} weeks they followed {people}"
            f" volunteers, half of whom changed nothing about their days. It turned out that {result}."
            " The authors warn that the volunteers knew what was being tested, so that a larger study"
            " should follow.",
            f"A {weeks}-week study on {topic} with {people} volunteers in {place} found that {result}.",
        )
    for shop, (month, change) in product(
        ["a bakery", "a bookshop", "a bicycle workshop", "a flower shop", "a tailor's", "a toy shop",
         "a cheese counter", "a music shop"],
        [("January", "opening at seven instead of nine"), ("April", "delivering by cargo bike"),
         ("June", "closing on Mondays"), ("September", "taking orders by message"),
         ("November", "sharing its room with a café")],
    ):  # fmt: skip
        before = chance.randrange(20, 90)
        after = before + chance.randrange(5, 60)
        yield (
            chance.choice(tasks),
            f"When Mara took over {shop} in {chance.choice(TOWNS)}, about {before} customers came on a"
            f" normal day. In {month} she tried something new: {change}. At first regulars complained,"
            f" and her two employees were doubtful. By the end of the year the daily average had risen"
            f" to {after}, and she has no plans to go back.",
            f"Since {change}, {shop} run by Mara has gone from {before} to {after} customers a day.",
        )
    for animal, place, (threat, remedy) in product(
        ["otters", "storks", "lynxes", "beavers", "bats", "tree frogs", "barn owls", "hares"],
        ["the river delta", "the eastern hills", "the old quarry", "the salt marshes"],
        [("traffic", "tunnels under the road"), ("dry summers", "new ponds"), ("felled trees", "nesting boxes")],
    ):  # fmt: skip
        then, now = chance.randrange(4, 30), chance.randrange(40, 160)
        yield (
            chance.choice(tasks),
            f"Ten years ago only {then} {animal} were counted in {place}. The main reason was {threat}."
            f" Volunteers and the forestry office then agreed on {remedy}, paid for by a small"
            f" foundation. The latest count, finished this autumn, found {now}. Biologists call the"
            " recovery remarkable but ask for the work to go on.",
            f"Thanks to {remedy}, the number of {animal} in {place} has grown from {then} to {now} in"
            " ten years.",
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


def stories(chance: Random) -> Iterator[Text]:
    people = ["a lighthouse keeper", "a retired clockmaker", "a night-shift nurse", "a young beekeeper",
              "a ferry captain", "a piano tuner"]  # fmt: skip
    places = ["on an island that maps forget", "in a village between two glaciers",
              "at the last stop of the tram", "in a city under a glass roof", "beside a drained lake"]  # fmt: skip
    things = [("a letter without a sender", "opened it only after the third cup of tea"),
              ("a key that fitted no door", "tried it on every lock, out of politeness"),
              ("a dog that answered in questions", "decided to answer back")]  # fmt: skip
    tasks = ["Write the opening of a short story about {}.", "Begin a story in three sentences: {}.",
             "Write a first paragraph. The main figure is {}."]  # fmt: skip
    weather = ["The fog had not lifted for nine days", "It was the first warm evening of the year",
               "Snow had closed the road again", "The wind smelled of rain and copper"]  # fmt: skip
    for who, where, (what, did) in product(people, places, things):
        yield (
            chance.choice(tasks).format(f"{who} who lives {where} and finds {what}"), "",
            f"{chance.choice(weather)} when {who} {where} found {what} on the step. Nobody had come by,"
            f" and nobody would before Thursday. So, like anyone who has lived alone for long, {who[2:]}"
            f" and visitor looked at each other for a while; then the {who[2:].split()[-1]} {did}.",
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
               f"{count} × {price} = {count * price}, and {paid} − {count * price} = {paid - count * price}."
               f" There are {paid - count * price} euros of change.")  # fmt: skip
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
           "Librarian: This map is three hundred years overdue.\nPirate: I was held up by the wind."
           "\nLibrarian: For three hundred years?\nPirate: It was a very strong wind.")  # fmt: skip
    yield ("Write a dialogue in which two neighbours make up after a quarrel about a hedge.", "",
           "Ida: I cut it too short. I am sorry.\nPaul: I shouted. I am sorry, too.\nIda: Tea?"
           "\nPaul: In the sun? We have some now, thanks to you.")  # fmt: skip
    yield ("Write four lines in which a child explains the internet to a grandmother.", "",
           "Child: It is like your village, but everyone lives in it.\nGrandmother: And who does the gossip?"
           "\nChild: Everyone, all the time.\nGrandmother: Then I know how it works.")  # fmt: skip
