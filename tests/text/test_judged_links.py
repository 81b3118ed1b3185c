"""A hundred links of near-duplicates among real prompts, each read and judged.

They are all 23 of MedQuAD and TruthfulQA, and 77 of 95 of Gorilla by lot. Near are sentences that
say the same but for a word or two; not near are questions that have their form in common and ask
about two things ("which books are still banned in canada", "... in france"). One thing changed in
a sentence of its own ("golf" for "rugby") counts as near: words alone do not tell it from an edit.
"""

import json
from pathlib import Path

from rebalance.text.similarity import NEAR, alike
from tests.support import lines

LINKS = [json.loads(line) for line in lines(Path(__file__).parent / "judged_links.jsonl")]


def test_few_links_are_wrong() -> None:
    """At most 5 in 100; and all are links at the usual similarity."""
    assert len(LINKS) == 100
    assert all(alike(link["one"].split(), link["other"].split(), NEAR) for link in LINKS)
    assert sum(not link["near"] for link in LINKS) <= 5
