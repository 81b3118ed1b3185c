"""Lists of labels that an option names: in the option itself, or in a file."""

import json
from collections.abc import Collection, Sequence

from rebalance.errors import OptionError
from rebalance.named_files import distinct, is_file, read_text


def read_labels(
    given: str | Sequence[str], known: Collection[str], option: str = "labels"
) -> list[str]:
    """Read `a,b,c`, a file with one label a line, or a JSON list or label2id object.

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
        if text.endswith(".json"):
            labels = _from_json(text, content, known, option)
        else:
            labels = [line for line in content.splitlines() if line.strip()]
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
        ids = [number for number in parsed.values() if type(number) is int]
        if sorted(ids) != list(range(len(parsed))):
            raise OptionError(option, f"{path}: the ids are not the numbers from 0 on, each once")
        parsed = sorted(parsed, key=lambda label: int(parsed[label]))
    if not isinstance(parsed, list):
        raise OptionError(option, f"{path}: neither a list of labels nor an object label -> id")
    return [_label(item, known) for item in parsed]


def _label(item: object, known: Collection[str]) -> str:
    """The label of a JSON value: a string has quotes only where it collides with another type."""
    text = json.dumps(item, ensure_ascii=False)
    return item if isinstance(item, str) and text not in known else text
