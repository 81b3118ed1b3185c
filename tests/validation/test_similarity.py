"""ROUGE-L, the pool of candidates, diversity, scripts and phrases."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import product

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rebalance.text.normal import JoinedTexts, normalised, words
from rebalance.text.scripts import SCRIPTS, script_of
from rebalance.text.subsequence import common_in_order
from rebalance.validation.diversity import (
    Diversity,
    compression_ratio,
    distinct_n,
    measure_diversity,
)
from rebalance.validation.duplicates import Conflicts, conflicts
from rebalance.validation.rouge import Pool
from tests.support import rouge_l

Words = Sequence[str]
TOKENS = st.lists(st.sampled_from("abcde"), max_size=12)
DOCS = [words(text) for text in (
    "the cat sat on the mat", "the cat sat on the rug", "a dog ran in the park today",
    "the cat sat on the mat",
)]  # fmt: skip


def bound(one: Words, other: Words) -> float:
    """What a pool takes for the most that ROUGE-L can be: ROUGE-1."""
    return float(Pool([one]).bounds(other)[0])


def by_table(one: Words, other: Words) -> int:
    """The longest common subsequence by the table that every book has."""
    lengths = np.zeros((len(one) + 1, len(other) + 1), dtype=int)
    for i, j in product(range(len(one)), range(len(other))):
        longest = max(lengths[i, j + 1], lengths[i + 1, j])
        lengths[i + 1, j + 1] = lengths[i, j] + 1 if one[i] == other[j] else longest
    return int(lengths[-1, -1])


@given(TOKENS, TOKENS)
def test_lcs_is_that_of_the_table(one: Words, other: Words) -> None:
    """Bit by bit or cell by cell."""
    assert common_in_order(one, other) == by_table(one, other)


def test_the_vector_of_the_lcs() -> None:
    """text.lcs."""
    one, other = "ABCBDAB", "BDCABA"
    assert common_in_order(one, other) == 4
    assert rouge_l(one, other) == pytest.approx(0.6153846153846154, abs=1e-12)
    assert bound(one, other) == pytest.approx(0.9230769230769231, abs=1e-12)


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [
        ("Write a poem about the sea", "Write a short poem about the sea.", 0.923076923076923),
        ("Translate to French: hello", "Translate to German: hello", 0.75),
        ("a b c d", "d c b a", 0.25),
        ("", "x", 0.0),
        ("Переведи текст", "Переведи текст", 1.0),
        ("翻译这句话", "翻译这句话", 1.0),
        ("the cat", "the cat", 1.0),
    ],
)
def test_the_vector_of_rouge_l(one: str, other: str, score: float) -> None:
    """text.rouge_l, over Unicode words: texts of any script are like themselves."""
    assert rouge_l(words(one), words(other)) == pytest.approx(score, abs=1e-9)


@given(TOKENS, TOKENS)
def test_invariants_of_rouge_l(one: Words, other: Words) -> None:
    """Symmetric, 1 for equal texts only, never above what words or lengths allow."""
    score = rouge_l(one, other)
    assert score == rouge_l(other, one)
    assert (score == 1) == (one == other and bool(one))
    assert score <= bound(one, other) <= 1
    if one and other:
        assert score <= 2 * min(len(one), len(other)) / (len(one) + len(other))


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.7, 0.9])
@given(st.lists(TOKENS, min_size=1, max_size=8), TOKENS)
@example([["a"] * 7 + ["b"] * 3], ["a"] * 7 + ["c"] * 3)  # exactly 0.7
def test_the_pool_finds_what_comparing_all_finds(
    threshold: float, texts: list[Words], tokens: Words
) -> None:
    """The same texts with the same similarity: pruning loses nothing, and adds nothing."""
    expected = [(n, rouge_l(text, tokens)) for n, text in enumerate(texts)]
    assert Pool(texts).alike(tokens, threshold) == [
        (n, score) for n, score in expected if score > threshold
    ]


@given(st.lists(TOKENS, min_size=2, max_size=7))
def test_the_nearest_text_of_a_pool(texts: list[Words]) -> None:
    """As found by comparing all with all."""
    assert Pool(texts).nearest() == [
        max(rouge_l(text, other) for m, other in enumerate(texts) if m != n)
        for n, text in enumerate(texts)
    ]


def test_the_border_of_self_instruct() -> None:
    """text.self_instruct_rules: 0.69 and 0.7 pass, 0.71 does not."""
    hundred = [f"w{n}" for n in range(100)]
    for same, near in ((69, False), (70, False), (71, True)):
        text = [*hundred[:same], *(f"v{n}" for n in range(100 - same))]
        assert bool(Pool([hundred]).alike(text, 0.7)) is near


def test_the_pool_compares_few_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts with too few words in common, or of too different lengths, are never compared."""
    texts = [[f"{n}-{k}" for k in range(10)] for n in range(50)]
    texts += [["a"] * 5, ["a"] * 100, ["b", "a", *"cdefgh"]]
    compared: list[int] = []
    similarity = Pool.similarity

    def counted(pool: Pool, number: int, tokens: Words) -> float:
        compared.append(number)
        return similarity(pool, number, tokens)

    monkeypatch.setattr(Pool, "similarity", counted)
    assert Pool(texts).alike(["a"] * 6, 0.7) == [(50, 10 / 11)]
    assert compared == [50]


def test_the_vector_of_distinct_n() -> None:
    """text.distinct_n, divided by n-grams; none cross texts."""
    found = [distinct_n(DOCS, n) for n in (1, 2, 3)]
    assert found == pytest.approx([0.48, 0.5714285714285714, 0.5882352941176471], abs=1e-12)
    assert distinct_n([["a"], []], 2) is None


def test_repeated_texts_compress_and_random_ones_do_not() -> None:
    """text.compression_ratio: inequalities, since bytes depend on the library."""
    repeated = " ".join(["the cat sat on the mat"] * 50)
    varied = " ".join(f"{n * n * 7919 % 308915776:x}" for n in range(150))
    assert (compression_ratio(repeated) or 0) > 10
    assert (compression_ratio(varied) or 9) < 2.5
    assert compression_ratio("") is None


def test_diversity_is_measured_on_a_budget() -> None:
    """Texts beyond it do not count, the last is cut, and of too few tokens nothing is said."""
    texts = [["a", "b"] * 8, ["c", "d"] * 8, ["e", "f"] * 8]
    assert measure_diversity(texts, 24).tokens == 24
    assert measure_diversity(texts, 24).distinct_1 == pytest.approx(4 / 24)
    assert measure_diversity(texts, 48).distinct_1 == pytest.approx(6 / 48)
    assert measure_diversity(texts, 19) == Diversity(19, None, None, None, 0.0)
    assert measure_diversity(texts[:1], 16).nearest is None


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("", "none"), ("42 + 1 = 43!", "none"), ("plain", "Latin"), ("naïve Äpfel", "Latin"),
        ("Пишите письма, ok", "Cyrillic"), ("Γειά σου", "Greek"), ("翻译这句话", "Han"),
        ("東京は日本の首都です", "Kana"), ("漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字のみ", "Han"),
        ("안녕하세요", "Hangul"), ("สวัสดี", "Thai"), ("नमस्ते", "Devanagari"), ("שלום", "Hebrew"),
        ("مرحبا", "Arabic"), ("ＦＵＬＬ", "Latin"), ("ᚠᚢᚦ", "other"),
    ],
)  # fmt: skip
def test_the_script_of_most_letters(text: str, script: str) -> None:
    """Signs that are no letters do not count."""
    assert SCRIPTS[script_of(text)] == script


def test_the_vector_of_label_conflicts() -> None:
    """text.label_conflict."""
    rows = [
        ("Refund please", "billing"), ("refund  PLEASE", "billing"), ("Refund please", "tech"),
        ("Hi", "other"),
    ]  # fmt: skip
    found = conflicts((normalised(text), label) for text, label in rows)
    assert found == Conflicts(texts=2, repeated=1, conflicting=1, rows=3)


def similar(one: Words, other: Words) -> float:
    """A likeness by the standard library, for texts without repeated words the same."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


@given(st.integers(0, 9), st.integers(10, 30))
def test_one_word_changed(place: int, length: int) -> None:
    """Against difflib, whose matching blocks are the longest subsequence there."""
    one = [f"w{n}" for n in range(length)]
    other = [*one[:place], "x", *one[place + 1 :]]
    assert rouge_l(one, other) == pytest.approx(similar(one, other))


@given(st.lists(TOKENS, max_size=4), TOKENS)
def test_joined_texts_are_the_same(texts: list[list[str]], tokens: list[str]) -> None:
    """A pool finds the same in words that are held as strings; a text may have none."""
    joined = JoinedTexts(texts)
    assert list(joined) == [joined[number] for number in range(len(joined))] == texts
    assert Pool(joined).alike(tokens, 0.4) == Pool(texts).alike(tokens, 0.4)


def test_tokens_are_looked_up_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound is the sum over them."""
    whole = Pool(DOCS).bounds(DOCS[2])
    monkeypatch.setattr("rebalance.validation.rouge._AT_ONCE", 2)
    assert Pool(DOCS).bounds(DOCS[2]).tolist() == whole.tolist()


def test_very_long_texts_have_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Masks of them would take an eighth of their square in bytes; the bound is never too low."""
    monkeypatch.setattr("rebalance.validation.rouge._LONGEST", 3)
    pool = Pool([["a", "b", "c", "d"], ["a", "b"]])
    assert pool.similarity(0, ["d", "c", "b", "a"]) == 1.0
    assert pool.similarity(1, ["b", "a"]) == 0.5
    assert pool.alike(["d", "c", "b", "a"], 0.9) == [(0, 1.0)]
