"""A tiny model, a tokenizer without downloads, and weighted rows."""

import json
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

import rebalance

ROWS = 8
WORDS = [f"w{at}" for at in range(40)]
TEMPLATE = (
    "{% for message in messages %}{{ message.role }} {% if message.role == 'assistant' %}"
    "{% generation %}{{ message.content }} end {% endgeneration %}"
    "{% else %}{{ message.content }} end {% endif %}{% endfor %}"
)


def tokenizer() -> PreTrainedTokenizerFast:
    """One token a word."""
    names = ["pad", "unk", "end", "user", "assistant", *WORDS]
    own = Tokenizer(models.WordLevel({name: at for at, name in enumerate(names)}, "unk"))
    own.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    made = PreTrainedTokenizerFast(
        tokenizer_object=own, pad_token="pad", unk_token="unk", eos_token="end"
    )
    made.chat_template = TEMPLATE
    return made


def model() -> Any:
    """The same each time."""
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=45, hidden_size=16, intermediate_size=32, num_hidden_layers=1,
        num_attention_heads=2, num_key_value_heads=2, max_position_embeddings=64,
        pad_token_id=0, eos_token_id=2, bos_token_id=2, attention_dropout=0.0,
    )  # fmt: skip
    return LlamaForCausalLM(config)


def chat(number: int) -> dict[str, Any]:
    """A row of two messages, each of another length."""
    said = [WORDS[(number * 7 + at) % 40] for at in range(2 + number % 4)]
    answer = [WORDS[(number * 3 + at) % 40] for at in range(1 + number % 5)]
    return {
        "messages": [
            {"role": "user", "content": " ".join(said)},
            {"role": "assistant", "content": " ".join(answer)},
        ],
        "task": "ab"[number % 3 == 0],
    }


def written(folder: Path) -> Path:
    """Write rows with their weights, by the command; once, since two ranks ask for them."""
    rows, out = folder / "chat.jsonl", folder / "chat_w.jsonl"
    if out.exists():
        return out
    rows.write_text("".join(json.dumps(chat(number)) + "\n" for number in range(ROWS)))
    rebalance.weights(str(rows), by="task", output=str(out))
    return out


def tokenized(path: Path) -> list[dict[str, Any]]:
    """Make rows of tokens of which the answer's are targets, with their weights."""
    own, made = tokenizer(), list[dict[str, Any]]()
    for line in path.read_text().splitlines():
        row = json.loads(line)
        found = own.apply_chat_template(
            row["messages"], return_dict=True, return_assistant_tokens_mask=True
        )
        pairs = zip(found["input_ids"], found["assistant_masks"], strict=True)
        labels = [token if asked else -100 for token, asked in pairs]
        made.append({
            "input_ids": found["input_ids"], "attention_mask": found["attention_mask"],
            "labels": labels, "weight": row["weight"],
        })  # fmt: skip
    return made


def gradient_by_hand(rows: list[dict[str, Any]]) -> dict[str, torch.Tensor]:
    """Gradients of sum_i w_i sum_t l_it / T, row by row and token by token."""
    own = model()
    own.train()
    targets = sum(label != -100 for row in rows for label in row["labels"][1:])
    total = torch.zeros(())
    for row in rows:
        logits = own(input_ids=torch.tensor([row["input_ids"]])).logits[0]
        for at, label in enumerate(row["labels"][1:]):
            if label != -100:
                total = total - row["weight"] * torch.log_softmax(logits[at], -1)[label] / targets
    total.backward()
    return {name: parameter.grad for name, parameter in own.named_parameters()}


def furthest(found: dict[str, torch.Tensor], expected: dict[str, torch.Tensor]) -> float:
    """The largest difference, relative to the largest gradient."""
    largest = max(float(one.abs().max()) for one in expected.values())
    return max(float((found[name] - expected[name]).abs().max()) for name in expected) / largest
