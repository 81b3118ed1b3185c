"""What a plan needs to know of the rows of shards: what is scanned for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from rebalance.reader import Reader
from rebalance.rows.field import Field, parse_fields
from rebalance.rows.scanning.answer_lengths import ANSWER, answer
from rebalance.rows.scanning.columns import score
from rebalance.rows.scanning.compared_text import Text
from rebalance.rows.scanning.content_key import content_key
from rebalance.rows.scanning.identity_columns import prompted
from rebalance.rows.scanning.row_reader import Reading

SCORES = "score"  # the column by which rows may be ordered


@dataclass(frozen=True, slots=True)
class Needs:
    """What is read of each row, and what of that is kept.

    Attributes:
        reading: What is read.
        kept: Names of columns that an index has; its summary has the rows in which they are NaN.
        summed: Names of those of which it has the sums, and the rows in which they are at most 0.
        by_key: Whether rows are kept by what keeps them together, too: then the keys of the index
            say that, and it has digests.
        optional: Whether rows without any category are fine: then they are counted together.
        warn_of_missing: Whether to warn of rows that are left out for want of a category, and to
            refuse a dataset of which all are.
    """

    reading: Reading
    kept: tuple[str, ...] = ()
    summed: tuple[str, ...] = ()
    by_key: bool = False
    optional: bool = False
    warn_of_missing: bool = True


def of_balance(reader: Reader, score_field: str | None) -> Needs:
    """Say what `balance` needs: rows that can be told apart, and perhaps a score of each."""
    columns = () if score_field is None else (score(Field.parse(score_field)),)
    return Needs(reader.reading(columns=columns, filtered=True), kept=(SCORES,) if columns else ())


def of_split(reader: Reader, *, optional: bool = False) -> Needs:
    """Say what `split` needs: rows by their prompts, or by what they say."""
    columns = [content_key()]
    if not reader.option("allow_shared_prompts", None):
        asks, answers = (
            parse_fields(reader.option(f"{side}_field", None)) for side in ("prompt", "response")
        )
        columns.append(prompted(Text((), asks, answers)))
    reading = reader.reading(
        stratify=not reader.option("no_stratify", None), columns=columns, keys=False, digests=True,
        filtered=True,
    )  # fmt: skip
    return Needs(reading, by_key=True, optional=optional)


def of_weights(reader: Reader, field: str | None, responses: Sequence[str] | None) -> Needs:
    """Say what `weights` needs: how long answers are, and that no row has the field to be added."""
    text = Text(responses=parse_fields(responses))
    reading = reader.reading(
        reserved=field, keys=False, filtered=True, columns=[answer(text, reader.by)]
    )
    return Needs(reading, summed=(ANSWER,))
