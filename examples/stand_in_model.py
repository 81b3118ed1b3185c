"""A stand-in for what docs/guides/loop-over-evaluation.md leaves to others: data, a language model, a classifier.

    python3 stand_in_model.py data > tickets.jsonl
    python3 stand_in_model.py answer requests.jsonl parts/test.jsonl kinds.jsonl > responses.jsonl
    python3 stand_in_model.py train-and-predict train.jsonl parts/test.jsonl > predictions.jsonl
    python3 stand_in_model.py account kinds.jsonl unread.jsonl candidates.jsonl rejected.jsonl

It needs the standard library only, calls nobody, and writes the same bytes every time. Its answers
are good rows and, on purpose, copies, near-copies, rows of another topic, broken JSON, and rows of
the test part; `kinds.jsonl` says which is which, and `account` what became of each kind.
"""

import json
import math
import sys
from collections import Counter, defaultdict
from hashlib import blake2b
from pathlib import Path

CATEGORIES = {
    "delivery": 600,
    "billing": 300,
    "returns": 140,
    "account": 90,
    "warranty": 44,
    "accessibility": 28,
}
OPENINGS = (
    "Good morning,",
    "Hello there,",
    "To whom it may concern:",
    "Dear team,",
    "Hi, a quick question:",
    "I hope that you can help me:",
    "Sorry to bother you again,",
    "This is about my last order:",
    "As a customer of many years I write since",
    "Could somebody look into this:",
    "Just so you know,",
)
CLOSINGS = (
    "Thanks a lot in advance.",
    "Please let me know by tomorrow.",
    "I would be glad of a short answer.",
    "What should I do now?",
    "Kind regards from Leeds.",
    "Is there anything I can do myself?",
    "Looking forward to hearing from you.",
    "My neighbour had the same trouble.",
    "Best wishes, Ada",
)
THINGS = (
    "kettle",
    "desk lamp",
    "garden chair",
    "bread machine",
    "rucksack",
    "fan heater",
    "wall clock",
    "camping stove",
    "sewing machine",
    "office chair",
    "radio alarm",
    "coffee grinder",
    "tent",
    "blender",
)
NOUNS = {
    "delivery": (
        "the parcel with my {t}",
        "the box that holds the {t}",
        "the courier who brings the {t}",
        "tracking for the {t}",
        "the van that had my {t}",
        "the depot where the {t} lies",
        "the drop-off of a {t}",
        "the second half of my order, a {t},",
        "the pick-up point for the {t}",
    ),
    "billing": (
        "the bill for my {t}",
        "a double charge for the {t}",
        "the tax on the {t}",
        "the invoice over one {t}",
        "the discount on a {t}",
        "the direct debit for the {t}",
        "the receipt of the {t}",
        "the instalments of my {t}",
    ),
    "returns": (
        "the label for sending the {t} back",
        "the refund for my {t}",
        "an exchange of the {t}",
        "the {t} that I gave back",
        "the wish to part with a {t}",
        "the unopened {t} in our hall",
        "the {t}, which is the wrong colour,",
        "the present that I do not need, a {t},",
    ),
    "account": (
        "my profile with the {t}",
        "the password that I set after buying a {t}",
        "the log-in before I order a {t}",
        "a stranger's {t} in my list",
        "the e-mail address behind the {t}",
        "the list with my {t}",
        "the app in which I saved a {t}",
        "the name under which I bought the {t}",
    ),
    "warranty": (
        "the broken hinge of my {t}",
        "the guarantee for a {t}",
        "the repaired {t}",
        "a spare part for the {t}",
        "the motor of the {t}",
        "the crack in the {t}",
        "the bill for the repair of my {t}",
        "the {t}, which failed after a year,",
        "the engineer who had my {t}",
    ),
    "accessibility": (
        "the screen reader on the page of the {t}",
        "large print for the {t}",
        "the keyboard menu of the {t}",
        "a {t} for somebody in a wheelchair",
        "the film without subtitles about a {t}",
        "braille on the {t}",
        "the pale letters beside the {t}",
        "the log-in by voice for my {t}",
        "the manual of the {t} read aloud",
    ),
}
CLAUSES = (  # each of six slots, none of them long, so that two messages seldom share a run of words
    (
        "again",
        "since Easter",
        "at first",
        "to my surprise",
        "for weeks",
        "sadly",
        "as before",
        "once more",
        "these days",
        "on two evenings",
    ),
    (
        "went wrong",
        "cannot be right",
        "made me laugh",
        "is a riddle",
        "was promised",
        "costs me hours",
        "turned up late",
        "looks quite odd",
        "needs some care",
        "should be settled",
        "is still open",
        "keeps me busy",
    ),
    ("while", "so", "although", "because", "and", "yet", "which is why", "even if"),
    (
        "my son",
        "the shop",
        "our landlord",
        "your hotline",
        "the site",
        "a colleague",
        "my sister",
        "the letter",
        "somebody here",
        "the photo",
    ),
    (
        "waits for it",
        "knew nothing",
        "froze twice",
        "agreed to it",
        "plays music only",
        "says otherwise",
        "found it strange",
        "paid extra",
        "asked me why",
        "gave up",
        "shows the same",
        "wants it soon",
    ),
    (
        "before Friday.",
        "in March.",
        "last night.",
        "this spring.",
        "by phone.",
        "in Spain.",
        "at noon.",
        "on the stairs.",
        "after nine calls.",
        "for once.",
    ),
)
ANSWERS = (
    (
        "Thank you.",
        "We are sorry.",
        "Good that you ask.",
        "That should not happen.",
        "What a pity!",
        "We understand.",
        "Thanks for writing.",
        "Oh dear.",
    ),
    (
        "Today a colleague",
        "Our workshop",
        "The depot",
        "My team",
        "Somebody upstairs",
        "The manager",
        "Ms Webb",
        "Our office",
    ),
    (
        "looks into",
        "has noted",
        "takes care of",
        "knows about",
        "writes down",
        "will check",
        "goes through",
        "asks about",
    ),
    ("your {t},", "the {t},", "this {t},", "that {t},", "all of it,", "the matter,"),
    (
        "then rings you",
        "so keep the box",
        "and writes soon",
        "but needs the number",
        "and sends a letter",
        "so open the app",
        "and comes by",
    ),
    (
        "before noon.",
        "by Wednesday.",
        "tomorrow.",
        "within two days.",
        "this week.",
        "on Monday.",
        "at four.",
        "tonight.",
    ),
)
ELSEWHERE = (
    "Write a poem about autumn leaves in the park.",
    "Which planet has the most moons, and how many are there?",
    "Explain how bees make honey from nectar.",
    "Give me a recipe for lentil soup with cumin.",
)
BAD = ("copied", "near-copied", "off-topic", "malformed", "leaked")


def draw(*what, below):
    """A number that depends on nothing but its arguments."""
    digest = blake2b(json.dumps(what).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % below


def pick(options, *what):
    return options[draw(*what, below=len(options))]


def ticket(category, *what):
    """A message and its answer; there are thousands of each category."""
    thing = pick(THINGS, "thing", *what)
    parts = [pick(OPENINGS, "opening", *what), pick(NOUNS[category], "noun", *what)]
    parts += [pick(slot, "slot", number, *what) for number, slot in enumerate(CLAUSES)]
    parts.append(pick(CLOSINGS, "closing", *what))
    message = " ".join(parts).format(t=thing)
    output = " ".join(
        pick(options, "answer", number, *what) for number, options in enumerate(ANSWERS)
    ).format(t=thing)
    return {"instruction": message, "output": output, "category": category}


def data():
    rows, seen = [], set()
    for category, count in CATEGORIES.items():
        number, wanted = 0, len(rows) + count
        while len(rows) < wanted:
            row, number = ticket(category, "data", category, number), number + 1
            if row["instruction"] not in seen:
                seen.add(row["instruction"])
                rows.append(row)
    rows.sort(key=lambda row: draw("order", row["instruction"], below=2**32))
    show(rows)


def answer(requests, test, kinds):
    """Answer a batch; what each row is goes into another file."""
    held_out = read(test)
    with Path(kinds).open("w", encoding="utf-8") as log:
        for request in read(requests):
            text, name = request["body"]["messages"][-1]["content"], request["custom_id"]
            category = json.loads(text.partition("of the category ")[2].partition(" (field")[0])
            count = int(text.partition("Write ")[2].partition(" new rows")[0])
            shown = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
            lines = []
            for number in range(count):
                kind = pick(("good", "good", "good", "good", "good", *BAD), "kind", name, number)
                lines.append(row_of(kind, category, shown, held_out, (name, number)))
                log.write(json.dumps({"custom_id": name, "text": lines[-1], "kind": kind}) + "\n")
            message = {"role": "assistant", "content": "\n".join(lines)}
            body = {
                "model": "stand-in-1",
                "choices": [{"message": message, "finish_reason": "stop"}],
            }
            show(
                [{"custom_id": name, "response": {"status_code": 200, "body": body}, "error": None}]
            )


def row_of(kind, category, shown, held_out, what):
    """A row as a line of text."""
    row = ticket(category, "new", *what)
    if kind == "copied":
        row = pick(shown, *what)
    elif kind == "near-copied":
        copy = pick(shown, *what)
        words = copy["instruction"].split()
        words[len(words) // 2] = "perhaps"
        row = {**copy, "instruction": " ".join(words)}
    elif kind == "off-topic":
        other = pick([name for name in list(CATEGORIES)[:3] if name != category], *what)
        row = {**ticket(other, "other", *what), "category": category}
        if draw("elsewhere", *what, below=3) == 0:
            row["instruction"] = pick(ELSEWHERE, *what)
    elif kind == "leaked":
        row = pick([one for one in held_out if one["category"] == category], *what)
    line = json.dumps(row, ensure_ascii=False)
    return line[: len(line) // 2] if kind == "malformed" else line


def train_and_predict(train, test):
    """Naive Bayes on words, with the categories' own frequencies: it does what the skew says."""
    words, rows = defaultdict(Counter), Counter()
    for row in read(train):
        rows[row["category"]] += 1
        words[row["category"]].update(row["instruction"].lower().split())
    vocabulary = len({word for counts in words.values() for word in counts})
    for row in read(test):
        scores = {
            name: math.log(rows[name])
            + sum(
                math.log((counts[word] + 1) / (counts.total() + vocabulary))
                for word in row["instruction"].lower().split()
            )
            for name, counts in sorted(words.items())
        }
        show([{**row, "predicted": max(scores, key=scores.get)}])


def account(kinds, unread, candidates, rejected):
    """Say what became of each kind of row."""
    became = {(one["custom_id"], one["raw"].strip()): "not collected" for one in read(unread)}
    rules = {one["raw"]: one["rule"] for one in read(rejected)}
    with Path(candidates).open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            name = row.pop("provenance")["custom_id"]
            became[name, json.dumps(row, ensure_ascii=False)] = rules.get(line.strip(), "accepted")
    table = defaultdict(Counter)
    for one in read(kinds):
        table[one["kind"]][became[one["custom_id"], one["text"].strip().removesuffix(",")]] += 1
    for kind in ("good", *BAD):
        found = ", ".join(f"{what} {times}" for what, times in sorted(table[kind].items()))
        print(f"{kind:12} {table[kind].total():4}   {found}")


def read(path):
    with Path(path).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def show(rows):
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    {"data": data, "answer": answer, "train-and-predict": train_and_predict, "account": account}[
        sys.argv[1]
    ](*sys.argv[2:])
