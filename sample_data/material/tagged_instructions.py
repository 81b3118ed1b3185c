"""Instructions with one to four tags each; frequent and rare tags share rows."""

from collections.abc import Iterator
from random import Random

from .tables import CAPITALS, ELEMENTS, EVENTS, PHRASES, PROGRAMS, WORKS, program

Tagged = tuple[str, str, list[str]]  # instruction, output, tags


def rows(chance: Random) -> list[dict[str, object]]:
    """300 rows over twelve tags."""
    plan = [(programs(), 120), (translations(), 52), (facts(), 60), (puzzles(chance), 36),
            (emails(chance), 18), (poems(), 10), (queries(), 4)]  # fmt: skip
    made: list[dict[str, object]] = []
    for texts, count in plan:
        chosen = list(texts)
        chance.shuffle(chosen)
        assert len(chosen) >= count
        made += [
            {"instruction": task, "output": answer, "tags": tags}
            for task, answer, tags in chosen[:count]
        ]
    return made


def programs() -> Iterator[Tagged]:
    maths = ("number", "prime", "factorial", "Fibonacci", "mean", "median", "interest", "digits")
    for does, signature, body in PROGRAMS:
        tags = ["code", "python"] + (["maths"] if any(word in does for word in maths) else [])
        yield f"How would you write a Python function that {does}?", program(signature, body), tags
        yield (f"I need `{signature}`: a function that {does}. Add a docstring, please.",
               program(signature, body, does[0].upper() + does[1:] + "."), tags)  # fmt: skip
        yield (f"What does this code do?\n\n{program(signature, body)}", f"It {does}.",
               ["code", "python", "reasoning"])  # fmt: skip
        yield (f"Sketch, without code, how to write a function that {does}.",
               f"Take the arguments of `{signature}`. The result can be had in {len(body.splitlines())}"
               f" {'step' if len(body.splitlines()) == 1 else 'steps'}: it {does}, and returns that.",
               ["code", "reasoning"])  # fmt: skip


def translations() -> Iterator[Tagged]:
    for english, german, french, _spanish in PHRASES:
        yield f'How do you say "{english}" in German?', german, ["translation", "german"]
        yield f'What is "{english}" in French?', french, ["translation", "french"]
        yield f'Give the English for "{german}"', english, ["translation", "german"]
        yield (f'Translate into German and French: "{english}"', f"{german} / {french}",
               ["translation", "german", "french"])  # fmt: skip


def facts() -> Iterator[Tagged]:
    for event, year, about in EVENTS:
        yield (
            f"What happened in {year} that history books mention?",
            f"{event[0].upper()}{event[1:]}. {about}",
            ["history"],
        )
        yield (
            f"Sum up {event} in a sentence.",
            f"It took place in {year}: {about[0].lower()}{about[1:]}",
            ["history", "summarisation"],
        )
    for title, author, year, kind in WORKS:
        yield (
            f"Say in one line what {title} is.",
            f"A {kind} of {year} by {author}.",
            ["history", "summarisation", "creative"],
        )
    for country, city in list(CAPITALS.items())[:12]:
        yield f"Which city governs {country}?", f"{city}.", ["history"]


def puzzles(chance: Random) -> Iterator[Tagged]:
    for name, _symbol, number, _use in ELEMENTS:
        more = chance.randrange(2, 30)
        yield (f"The atomic number of {name} is {number}. Which number is {more} above it?",
               f"{number} + {more} = {number + more}.", ["maths", "reasoning"])  # fmt: skip
    for who in [
        "Ana",
        "Ben",
        "Cleo",
        "Dora",
        "Emil",
        "Finn",
        "Gita",
        "Hugo",
        "Ines",
        "Jon",
        "Kira",
        "Lars",
    ]:
        age, years = chance.randrange(6, 40), chance.randrange(3, 20)
        yield (f"In {years} years {who} will be {age + years}. How old is {who} now, and why?",
               f"{age + years} − {years} = {age}, so {who} is {age}: going back {years} years takes {years}"
               " off the age.", ["maths", "reasoning"])  # fmt: skip


def emails(chance: Random) -> Iterator[Tagged]:
    for what in [
        "the rent contract",
        "the school trip",
        "the broken lift",
        "our delivery",
        "the concert",
        "the invoice",
    ]:
        day = chance.choice(["Monday", "Wednesday", "Friday"])
        yield (f"Draft a short email that asks for news about {what}.",
               f"Dear all,\n\nIs there any news about {what}? I would be glad to hear from you by {day}."
               "\n\nKind regards", ["email"])  # fmt: skip
        yield (f"Write a friendly reminder about {what}, with a small joke.",
               f"Hello,\n\nthis is {what}, waving gently from the bottom of your inbox. Could you look at it"
               f" before {day}?\n\nThank you!", ["email", "creative"])  # fmt: skip
        yield (f"Shorten to one line: we have waited since {day} for an answer about {what} and hope for one soon.",
               f"We still hope for an answer about {what}.", ["email", "summarisation"])  # fmt: skip


def poems() -> Iterator[Tagged]:
    for thing, verb in [("kettle", "sings"), ("ladder", "leans"), ("harbour", "sleeps"), ("meadow", "hums"), ("lantern", "sways"),
                        ("attic", "creaks"), ("river", "argues"), ("bakery", "glows"), ("bridge", "waits"), ("comet", "returns")]:  # fmt: skip
        yield (f"Write two lines of verse about a {thing}.".replace("a attic", "an attic"),
               f"The {thing} {verb} where no one looks,\nand no one writes it down in books.", ["creative"])  # fmt: skip


def queries() -> Iterator[Tagged]:
    table = "orders(id, customer, amount, day)"
    yield (
        f"Given {table}: total amount per customer, in SQL.",
        "SELECT customer, SUM(amount) FROM orders GROUP BY customer;",
        ["code", "sql"],
    )
    yield (
        f"Given {table}: the ten largest orders, in SQL.",
        "SELECT * FROM orders ORDER BY amount DESC LIMIT 10;",
        ["code", "sql"],
    )
    yield (
        f"Given {table}: days without any order over 100, in SQL.",
        "SELECT day FROM orders GROUP BY day HAVING MAX(amount) <= 100;",
        ["code", "sql", "reasoning"],
    )
    yield (
        f"Given {table}: customers with more than one order, in SQL.",
        "SELECT customer FROM orders GROUP BY customer HAVING COUNT(*) > 1;",
        ["code", "sql"],
    )
