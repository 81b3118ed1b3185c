"""Plan: what is decided of which shards, in memory and as a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rebalance.errors import AccessError, RequestError
from rebalance.named_files import UnfitFile, read_bounded
from rebalance.report import plain
from rebalance.rows.category import Value
from rebalance.rows.encoding import json_line, members
from rebalance.rows.files.output import Outputs
from rebalance.saved_json import Malformed, Saved
from rebalance.sharding.decisions import Decision, decision_of
from rebalance.sharding.index_file import IndexFile
from rebalance.sharding.merged import Merged, Numbering
from rebalance.sharding.names import name_of
from rebalance.sharding.summary import Summary, summary_of, value_of_json, value_to_json
from rebalance.versions import VERSIONS

SCHEMA = "rebalance.plan/1"
_LARGEST = 1 << 30  # bytes of a file: of a million categories it has some 300 MB


@dataclass(frozen=True, slots=True)
class PlannedShard:
    """A shard that is part of a plan.

    Attributes:
        name: Its file, as the user typed it.
        rows: Its rows.
        bytes: Its bytes before compression.
        sha256: Of its bytes, as they lie there.
        scan: How it was scanned, in a name of 64 bits.
    """

    name: str
    rows: int
    bytes: int
    sha256: str
    scan: str

    @classmethod
    def of(cls, summary: Summary, identity: str) -> "PlannedShard":
        """Take what its index says."""
        return cls(summary.name, summary.all_rows, summary.size, summary.sha256, name_of(identity))


def planned(merged: Merged, identities: Sequence[str]) -> tuple[PlannedShard, ...]:
    """Take what is known of shards that were scanned in these ways."""
    return tuple(map(PlannedShard.of, merged.shards, identities))


def inputs_of(shards: Sequence[PlannedShard]) -> list[Mapping[str, object]]:
    """Name shards, with their rows and bytes, as a manifest has them."""
    return [{"name": one.name, "rows": one.rows, "bytes": one.bytes} for one in shards]


def name_of_plan(shards: Sequence[PlannedShard], merged: Merged, decided: object) -> str:
    """Name what is decided of shards: files of one name hold the same."""
    return name_of(
        decided, [*map(members, shards)], codes_to_json(merged.codes), merged.missing_code
    )


def codes_to_json(codes: Mapping[Value, int]) -> list[object]:
    """List values of shards and their codes, as JSON has them."""
    return [[value_to_json(value), code] for value, code in codes.items()]


@dataclass(frozen=True)
class Plan:
    """What is decided of which shards.

    Attributes:
        shards: All of them, in their order.
        codes: The code of each value that they have.
        missing_code: That of rows without a category; None where they have none.
        decision: What is written.
    """

    shards: tuple[PlannedShard, ...]
    codes: Mapping[Value, int]
    missing_code: int | None
    decision: Decision

    @classmethod
    def of(cls, merged: Merged, identities: Sequence[str], decision: Decision) -> "Plan":
        """Decide something of shards that were scanned in these ways."""
        return cls(planned(merged, identities), merged.codes, merged.missing_code, decision)

    @cached_property
    def _content(self) -> dict[str, Any]:
        return {
            "shards": [*map(members, self.shards)], "codes": codes_to_json(self.codes),
            "missing_code": self.missing_code, "decision": self.decision.to_json(),
        }  # fmt: skip

    @cached_property
    def name(self) -> str:
        """Name it: another plan has another name."""
        return name_of(self._content)

    @property
    def inputs(self) -> list[Mapping[str, object]]:
        """Name the shards, with their rows and bytes, as a manifest has them."""
        return inputs_of(self.shards)

    def place_of(self, index: IndexFile) -> int:
        """Find which shard an index is of.

        Raises:
            RequestError: It is of none, or not as it was when the plan was made.
        """
        summary = summary_of(index.path, index.header)
        wanted = PlannedShard.of(summary, index.header["identity"].text())
        if wanted in self.shards:
            return self.shards.index(wanted)
        raise RequestError(
            f"{index.path}: the plan was made of another index of {summary.name}, or of none",
            "make the plan again, of the indices of all shards",
        )

    def numbering(self, summary: Summary) -> Numbering:
        """Say how the codes of a shard are numbered in the whole."""
        return Numbering.of(summary.values, self.codes, self.missing_code)

    def write(self, path: str, document: Mapping[str, object]) -> None:
        """Write it to a file, with the report that goes with it."""
        record = {"schema": SCHEMA, "versions": dict(VERSIONS), "name": self.name, **self._content,
                  "report": plain(document)}  # fmt: skip
        record["digest"] = name_of(record)
        with Outputs() as outputs:
            outputs.create(path).write(json_line(record) + b"\n")


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan in a file.

    Attributes:
        plan: The plan.
        report: The report that goes with it, by its keys.
        content: The bytes of the file.
    """

    plan: Plan
    report: Mapping[str, object]
    content: bytes


def read_plan(path: str) -> PlanFile:
    """Read a plan.

    Raises:
        RequestError: It is none, it was changed, or another version has made it.
        AccessError: It cannot be read.
    """
    try:
        content = read_bounded(path, _LARGEST)
        saved = Saved.parse(content.decode(), [SCHEMA])
        _refuse_other_versions(path, {name: of.text() for name, of in saved["versions"].members()})
        plan = Plan(
            tuple(map(_shard_of, saved["shards"].items())),
            {value_of_json(value): code.whole_number()
             for value, code in (one.items() for one in saved["codes"].items())},
            None if (code := saved.get("missing_code")) is None else code.whole_number(),
            decision_of(saved["decision"]),
        )  # fmt: skip
        record = {name: one.value for name, one in saved.members() if name != "digest"}
        if saved["name"].value != plan.name or saved["digest"].value != name_of(record):
            raise Malformed("it was changed or damaged")
        report = {name: one.value for name, one in saved["report"].members()}
    except OSError as error:
        raise AccessError(path, f"cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, Malformed, UnfitFile, ValueError) as error:
        raise RequestError(
            f"{path}: this is no plan: {error}", "name what `shards plan` wrote"
        ) from error
    return PlanFile(plan, report, content)


def _refuse_other_versions(path: str, versions: Mapping[str, str]) -> None:
    """Refuse a plan by which rows might be drawn or written in another way here."""
    if versions != VERSIONS:
        theirs, ours = (
            ", ".join(f"{name} {one}" for name, one in of.items()) for of in (versions, VERSIONS)
        )
        raise RequestError(
            f"{path}: this plan was made by {theirs}, and this machine has {ours}",
            "install the same versions on all machines",
        )


def _shard_of(saved: Saved) -> PlannedShard:
    return PlannedShard(
        saved["name"].text(), saved["rows"].whole_number(), saved["bytes"].whole_number(),
        saved["sha256"].text(), saved["scan"].text(),
    )  # fmt: skip
