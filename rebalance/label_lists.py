"""Lists of labels that an option names: in the option itself, or in a file."""

import json
from collections.abc import Collection, Mapping, Sequence

from rebalance.errors import OptionError
from rebalance.named_files import distinct, is_file, read_text


def read_labels(
    given: str | Sequence[str], known: Collection[str], option: str = "labels"
) -> list[str]:
    """Read `a,b,c`, a file with one label a line, or JSON: a list, id2label, label2id, a config.

    Args:
        given: The labels, or the path of the file.
        known: Labels of the categories that rows have.
        option: The option that gave them.

    Raises:
        AccessError: The file cannot be read.
        OptionError: It holds no labels.
    """
    if not isinstance(given, str):
        return list(given)
    text = given
    if is_file(text) or text.endswith((".txt", ".json")):
        content = read_text(text, option)
        if text.lower().endswith(".json"):
            labels = _from_json(text, content, known, option)
        else:
            labels = [line.removesuffix("\r") for line in content.split("\n") if line.strip()]
    else:
        labels = [label.strip() for label in text.split(",") if label.strip()]
    if not labels:
        raise OptionError(option, "no labels are named")
    return labels


def _from_json(path: str, content: str, known: Collection[str], option: str) -> list[str]:
    try:
        parsed = json.loads(content, object_pairs_hook=distinct)
    except (ValueError, RecursionError) as error:
        raise OptionError(option, f"{path}: {error}") from error
    if isinstance(parsed, dict):
        parsed = _from_mapping(path, parsed, known, option)
    if not isinstance(parsed, list):
        raise OptionError(option, f"{path}: neither a list of labels nor id2label or label2id")
    return [_label(item, known) for item in parsed]


def _from_mapping(
    path: str, parsed: Mapping[str, object], known: Collection[str], option: str
) -> list[object]:
    """Read id2label or label2id, also as Hugging Face's config.json holds them.

    Where rows have the numbers, these are the labels; their order is the same.
    """
    for name in ("id2label", "label2id"):
        if isinstance(inner := parsed.get(name), dict):
            parsed = inner
            break
    if all(type(one) is int for one in parsed.values()):
        names: dict[object, object] = {number: label for label, number in parsed.items()}
    else:
        names = {int(one) if one.isdecimal() else one: label for one, label in parsed.items()}
    numbers: list[object] = list(range(len(parsed)))
    if set(names) != set(numbers):
        raise OptionError(option, f"{path}: the ids are not the numbers from 0 on, each once")
    ordered = [names[number] for number in numbers]
    have_numbers = known and set(known) <= set(map(str, numbers)) - set(map(str, ordered))
    return numbers if have_numbers else ordered


def _label(item: object, known: Collection[str]) -> str:
    """The label of a JSON value: a string has quotes only where it collides with another type."""
    text = json.dumps(item, ensure_ascii=False)
    return item if isinstance(item, str) and text not in known else text
