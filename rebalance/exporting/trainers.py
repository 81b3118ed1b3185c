"""What trainers read: shapes, mixes, weights, limits. A further trainer is a line of `TRAINERS`.

Facts are those of the sources and pages of each system in November 2026; see docs/export.md.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from rebalance.exporting import settings
from rebalance.exporting.settings import Part
from rebalance.text.shapes import Shape

Place = Literal["root", "assistant"]


@dataclass(frozen=True, slots=True)
class Mixing:
    """How a trainer mixes files.

    Attributes:
        lifts: Whether it can take more rows of a file than there are.
        meaning: What it does with the numbers, in a sentence.
        result: Gives the rows of each part that it trains on in an epoch.
    """

    lifts: bool
    meaning: str
    result: Callable[[Sequence[Part]], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Weighting:
    """Where a trainer reads weights of rows.

    Attributes:
        place: In the row itself, or in each message of the assistant.
        field: The name of the number there.
        meaning: What it multiplies and what that is divided by, in a sentence.
        shapes: Of rows that can have it.
        extra: What has to be given to the command.
    """

    place: Place
    field: str
    meaning: str
    shapes: tuple[Shape, ...] = ()
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Trainer:
    """A trainer, and what it reads.

    Attributes:
        title: What it is called.
        shapes: Those that it reads, with its own setting for each; "" where it needs none.
        command: What to run in the folder, {file} standing for the file of settings, {files} for
            the arguments that name files, {names} for what settings call them.
        file: Name of the file of its settings; "" where all stands in the command.
        text: Makes that file, or the arguments, of a setting and the parts.
        mixing: How it mixes files; None where it does not.
        weighting: Where it reads weights of rows; None for nowhere.
        kept: Fields that it takes, where it refuses others; empty for any.
        refused: Faults of rows, of `text.row_faults`, for which it refuses the whole file.
        least: The fewest rows that it takes.
        most: The most rows.
    """

    title: str
    shapes: Mapping[Shape, str]
    command: str
    file: str
    text: Callable[[str, Sequence[Part]], str]
    mixing: Mixing | None = None
    weighting: Weighting | None = None
    kept: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    least: int = 1
    most: int = 2**53


def _as_planned(parts: Sequence[Part]) -> Sequence[int]:
    return [part.drawn for part in parts]


def _first_rows(parts: Sequence[Part]) -> Sequence[int]:
    """Of shares s the first round(s N) rows, N = min(rows / s)."""
    total = sum(part.drawn for part in parts)
    shares = [Fraction(part.drawn, total) for part in parts]
    most = min(
        Fraction(part.rows) / share for part, share in zip(parts, shares, strict=True) if share
    )
    return [round(share * most) for share in shares]


_BY_ROWS = "It takes whole copies of a file, and the rest drawn by a seed."
_CHAT: Mapping[Shape, str] = {"messages": ""}
_FAULTS = ("no-answer", "unknown-role")
_OPENAI = ("messages", "tools", "parallel_tool_calls", "functions")

TRAINERS: Mapping[str, Trainer] = {
    "trl": Trainer(
        "TRL", {"messages": "", "prompt-completion": "", "text": "", "sharegpt": ""},
        "trl sft --config {file} --model_name_or_path MODEL", "train.yaml", settings.trl,
        Mixing(False, "Of each file it takes the first rows, never more than there are, and as many"
               " in all as the shares allow.", _first_rows),
        Weighting("root", "weight", "A mixin multiplies the loss of the row's tokens; the sum is"
                  " divided by the target tokens of the accumulated batch, so weigh by tokens."),
    ),
    "axolotl": Trainer(
        "axolotl",
        {"messages": "type: chat_template\nfield_messages: messages",
         "sharegpt": "type: chat_template\nfield_messages: conversations\n"
                     "message_property_mappings: {role: from, content: value}",
         "alpaca": "type: alpaca", "text": "type: completion"},
        "axolotl train {file}", "axolotl.yaml", settings.axolotl,
        Mixing(False, "Of each file it keeps int(rows * weight) rows, drawn by a seed, and at least"
               " one.", _as_planned),
    ),
    "llama-factory": Trainer(
        "LLaMA-Factory",
        {"alpaca": '"columns": {"prompt": "instruction", "query": "input", "response": "output"}',
         "prompt-completion": '"columns": {"prompt": "prompt", "response": "completion"}',
         "sharegpt": '"formatting": "sharegpt", "columns": {"messages": "conversations"}',
         "messages": '"formatting": "sharegpt", "columns": {"messages": "messages"}, "tags":'
                     ' {"role_tag": "role", "content_tag": "content", "user_tag": "user",'
                     ' "assistant_tag": "assistant", "system_tag": "system"}'},
        "llamafactory-cli train --stage sft --do_train --dataset_dir . --dataset {names}"
        " --model_name_or_path MODEL", "dataset_info.json", settings.llama_factory,
        Mixing(True, "It takes every row once in a seeded order, and the surplus with replacement.",
               _as_planned),
    ),
    "ms-swift": Trainer(
        "ms-swift", {"messages": "", "sharegpt": "", "alpaca": "", "query-response": ""},
        "swift sft --model MODEL --dataset {files}", "", settings.ms_swift,
        Mixing(True, _BY_ROWS, _as_planned),
        Weighting("assistant", "loss_scale", "It multiplies the loss of the answer's tokens; the"
                  " sum is divided by their number, so weigh by tokens.", ("messages",),
                  "--is_binary_loss_scale false"),
    ),
    "open-instruct": Trainer(
        "open-instruct", _CHAT,
        "python open_instruct/finetune.py --model_name_or_path MODEL --dataset_mixer_list {files}"
        " --dataset_mixer_list_splits train", "", settings.open_instruct,
        Mixing(True, _BY_ROWS, _as_planned),
    ),
    "megatron": Trainer(
        "Megatron-LM", _CHAT, "torchrun pretrain_gpt.py --sft --train-data-path {files} ...", "",
        settings.megatron,
        Mixing(True, "Draws come from the files in proportion to these numbers; one that is read to"
               " its end begins anew, however many samples are asked for.", _as_planned),
    ),
    "openai": Trainer(
        "OpenAI", _CHAT,
        'openai api fine_tuning.jobs.create -F "$(openai api files.create -p fine-tune -f {files})"'
        " -m MODEL", "", settings.only_file, kept=_OPENAI, refused=_FAULTS, least=10,
    ),
    "fireworks": Trainer(
        "Fireworks", _CHAT, "firectl dataset create DATASET {files}", "", settings.only_file,
        weighting=Weighting("root", "weight", "It multiplies the loss of the row.", ("messages",)),
        kept=_OPENAI, refused=_FAULTS, least=3, most=3_000_000,
    ),
}  # fmt: skip
"""By the name of the option."""
