"""Instructions with one to four tags each; frequent and rare tags share rows."""

from collections.abc import Iterator
from random import Random

from .tables import ELEMENTS, EVENTS, PHRASES, PROGRAMS, WORKS, program

Tagged = tuple[str, str, list[str]]  # instruction, output, tags

SKETCHES = {  # name of a function in PROGRAMS: the way to its result, in words
    "larger": "Compare the two; if the first is greater return it, otherwise the second, which also covers a tie.",
    "is_even": "Divide by two and look at the remainder only: no remainder means even, and zero counts as even.",
    "reverse": "Walk through the characters from the last to the first and join them in that order.",
    "count_vowels": "Lower the case first, then go letter by letter and add one whenever it is a, e, i, o or u.",
    "factorial": "Start with 1 and multiply by 2, 3 and so on up to n. For 0 and 1 nothing is multiplied, so 1 remains.",
    "fibonacci": "Keep two neighbours, 0 and 1. Move on n times: the second becomes the first, their sum the second.",
    "unique": "Remember what has been seen. Take an item into the result only at its first appearance, so the order stays.",
    "flatten": "Two nested loops: the outer one takes each list, the inner one appends its items to a single result.",
    "is_palindrome": "Ignore case, turn the word round, and compare. Comparing only half from both ends would do as well.",
    "mean": "Add everything up and divide by how many there are; an empty list needs a decision of its own.",
    "median": "Sort first. With an odd count the middle one is the answer, with an even count the mean of the middle two.",
    "word_counts": "Split at white space and keep a table from word to count; each word met adds one to its entry.",
    "is_prime": "Below 2 the answer is no. Otherwise try divisors up to the square root: a larger one would have a smaller partner.",
    "primes": "Go upwards from 2 and keep a number if none of the primes found so far divides it.",
    "gcd": "Euclid's way: replace the pair by the smaller number and the remainder of the division, until that is zero.",
    "merged": "Copy the first dictionary, then write all entries of the second over it, so that these win.",
    "inverted": "Make a new dictionary with each value as key. If two keys share a value, the later one survives.",
    "by_letter": "Use a dictionary of lists. For each word look at its first letter, open a list if needed, and append.",
    "pieces": "Step through the positions 0, size, twice the size, and cut a slice at each; the last may be shorter.",
    "rotated": "Take k modulo the length, cut the list there, and put the back part before the front part.",
    "to_fahrenheit": "Multiply by nine fifths to stretch the scale, then add 32 because the zero points differ.",
    "are_anagrams": "Sort the letters of both words after lowering the case; anagrams become the same sequence.",
    "titled": "Cut the text into words, raise the first letter of each, lower the rest, and join with spaces.",
    "digit_sum": "Drop the sign, write the number as text, turn each character back into a digit and add them up.",
    "longest_word": "Split the sentence and keep the longest word so far; only a strictly longer one replaces it.",
    "positions": "Go through the list with a running index and note the index whenever the item equals the wanted one.",
    "transposed": "The first new row consists of the first entries of all rows, the second of the second ones, and so on.",
    "clamp": "Cut off at the top by taking the smaller of number and upper bound, then at the bottom with the larger.",
    "find": "Halve the range each time: look at the middle and keep the half that can hold the item. Check it at the end.",
    "caesar": "Number the letters from 0 to 25, add the shift, wrap round with modulo 26, and leave other signs alone.",
    "compound": "Each year multiplies the capital by one plus the rate, so raise that factor to the number of years.",
    "line_count": "Open the file and count while iterating, so that it never has to be in memory as a whole.",
    "largest": "Sort in falling order and keep the first n; for huge lists a heap of size n would be cheaper.",
}
VERSES = {
    "kettle": "It mutters first, then finds its tune,\nand sings the kitchen out of gloom.",
    "ladder": "Each rung remembers every shoe\nthat climbed it for a better view.",
    "harbour": "The masts are nodding, row by row,\nto tides that have nowhere to go.",
    "meadow": "Ten thousand wings begin to hum;\nthe meadow knows that June has come.",
    "lantern": "It swings between the dark and me\nand lights one step, then two, then three.",
    "attic": "Up here the years are boxed and tied,\nwith half a summer still inside.",
    "river": "It argues with each stone it meets\nand wins by patience, not by feats.",
    "bakery": "While all the windows still are black,\none oven glows and answers back.",
    "bridge": "Two banks that never learnt to meet\nnow share the sound of passing feet.",
    "comet": "I passed you once when you were small;\nlook up, I have not changed at all.",
}


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
               SKETCHES[signature.partition("(")[0]], ["code", "reasoning"])  # fmt: skip


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
            f"It took place in {year}. {about}",
            ["history", "summarisation"],
        )
    for title, author, year, kind in WORKS:
        yield (
            f"Say in one line what {title} is.",
            f"{'An' if kind[0] == 'o' else 'A'} {kind} of {year} by {author}.",
            ["history", "summarisation", "creative"],
        )
    for title, author, year, kind in WORKS[:12]:
        yield (
            f"In which century did {author} write {title}?",
            f"In the {year // 100 + 1}th: the {kind} came out in {year}.",
            ["history"],
        )


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
               (f"{age + years} − {years} = {age}, so {who} is {age}: going back {years} years takes {years}"
               " off the age."), ["maths", "reasoning"])  # fmt: skip


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
               (f"Dear all,\n\nIs there any news about {what}? I would be glad to hear from you by {day}."
               "\n\nKind regards"), ["email"])  # fmt: skip
        yield (f"Write a friendly reminder about {what}, with a small joke.",
               (f"Hello,\n\nthis is {what}, waving gently from the bottom of your inbox. Could you look at it"
               f" before {day}?\n\nThank you!"), ["email", "creative"])  # fmt: skip
        yield (f"Shorten to one line: we have waited since {day} for an answer about {what} and hope for one soon.",
               f"We still hope for an answer about {what}.", ["email", "summarisation"])  # fmt: skip


def poems() -> Iterator[Tagged]:
    for thing, verse in VERSES.items():
        article = "an" if thing[0] in "aeiou" else "a"
        yield f"Write two lines of verse about {article} {thing}.", verse, ["creative"]


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
