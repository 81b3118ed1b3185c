"""Typical uses of the library: type checkers know options and reports, and every use runs.

A line that ends in `type: ignore[...]` is one that mypy has to refuse: where it did not, the
comment itself would be an error.
"""

from fractions import Fraction
from pathlib import Path
from typing import Literal

import pytest

import rebalance
from rebalance.errors import AccessError, BadRow, OptionError, UnknownField
from rebalance.inspection.report import InspectReport


def test_reports_are_typed(skewed: Path, tmp_path: Path) -> None:
    """Fields are attributes of known types."""
    report: InspectReport = rebalance.inspect(str(skewed), by=["category"], floor="5", jobs=1)
    ratio: float | None = report.metrics.imbalance_ratio
    scarce: list[str] = [one.label for one in report.categories if one.scarce]
    assert ratio is not None
    assert scarce
    kept: int = rebalance.balance([skewed], cap=3, output=tmp_path / "out.jsonl").rows_after
    weights: dict[str, float] = {
        one.label: one.weight for one in rebalance.weights(skewed, scheme="sqrt").weights
    }
    parts: list[int] = [one.rows for one in rebalance.split(
        skewed, parts={"a": 0.5, "b": Fraction(1, 2)}, out_dir=tmp_path / "parts", rare="spread",
    ).parts]  # fmt: skip
    assert kept
    assert weights
    assert sum(parts) == report.rows
    paths = [tmp_path / "parts" / "a.jsonl", tmp_path / "parts" / "b.jsonl"]
    status: Literal["passed", "failed"] = rebalance.audit(paths, fail_on="exact").status
    leaks: dict[str, int] = {one.kind: one.rows for one in rebalance.audit(paths).leaks}
    assert status == "passed"
    assert "exact" in leaks


def test_judgements_are_typed(skewed: Path, tmp_path: Path) -> None:
    """Nothing that fails raises: the report says so."""
    checked = rebalance.check(skewed, max_ratio=1.5, min_rows={"warn": 2, "error": 1})
    messages: list[str] = [one.message for one in checked.findings]
    assert (checked.status, bool(messages)) == ("failed", True)
    compared = rebalance.compare(skewed, skewed, fail_on={"tv": 0.1})
    distance: float | None = compared.total_variation
    assert (distance, compared.status) == (0.0, "passed")
    missing: int = rebalance.gaps(skewed, mix={"default": 1}, total="x2").to_source
    assert missing
    judged = rebalance.evaluate(skewed, truth="category", predicted="category", min_f1=0.5)
    accuracy: float | None = judged.accuracy
    assert accuracy == 1
    fitting = rebalance.validate(skewed, against=skewed, dry_run=True)
    accepted: int = fitting.accepted
    assert (accepted, fitting.rejected) == (0, fitting.offered)
    (tmp_path / "none.jsonl").write_text("{}\n")
    collected = rebalance.collect(
        tmp_path / "none.jsonl", by="category", against=skewed, output=tmp_path / "new.jsonl"
    )
    rows: int = collected.rows
    assert rows == 0


def test_what_type_checkers_refuse(skewed: Path) -> None:
    """Wrong names, wrong values and wrong attributes."""
    with pytest.raises(TypeError, match="did you mean 'floor'"):
        rebalance.inspect(skewed, flor=3)  # type: ignore[call-arg]
    with pytest.raises(OptionError, match="not one of balanced, sqrt"):
        rebalance.weights(skewed, scheme="sqr")  # type: ignore[arg-type]
    with pytest.raises(OptionError):
        rebalance.balance(skewed, cap=[3], dry_run=True)  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        _ = rebalance.inspect(skewed).rowz  # type: ignore[attr-defined]


def test_tracebacks_say_where_and_how_to_go_on(tmp_path: Path, skewed: Path) -> None:
    """The sentence of an error leaves that to whoever shows it."""
    path = tmp_path / "cut.jsonl"
    path.write_bytes(b'{"category": "a"}\n{"category": ')
    with pytest.raises(BadRow) as bad:
        rebalance.inspect(path)
    assert bad.value.__notes__[0] == f"{path}:2:13"
    with pytest.raises(AccessError) as missed:
        rebalance.inspect(tmp_path / "none.jsonl")
    assert missed.value.__notes__ == [f"{tmp_path / 'none.jsonl'}"]
    with pytest.raises(UnknownField) as unknown:
        rebalance.inspect(skewed, by="categry")
    (advice,) = unknown.value.__notes__
    assert advice.startswith("did you mean 'category'?\npossible fields")
