#!/usr/bin/env python3
"""The ELMo of this folder in PyTorch: two stacks of two LSTM layers over the same word embeddings.

    pip install torch safetensors tokenizers
    python elmo.py "the man went to the store ."     (what each direction makes of a text)

    from elmo import load
    model, tokenizer = load("folder")
"""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import nn

HERE = Path(__file__).parent


class Stack(nn.Module):
    """Two LSTM layers. The output is the sum of both layers' (a residual connection)."""

    def __init__(self, size):
        super().__init__()
        self.l1 = nn.LSTM(size, size, batch_first=True)
        self.l2 = nn.LSTM(size, size, batch_first=True)

    def forward(self, x):
        lower, _ = self.l1(x)
        upper, _ = self.l2(lower)
        return lower, upper + lower


class Elmo(nn.Module):
    def __init__(self, vocabulary, size):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, size)
        self.forward_stack = Stack(size)
        self.backward_stack = Stack(size)
        self.bias = nn.Parameter(torch.zeros(vocabulary))  # Of the output layer, which is the embedding matrix.

    def forward(self, ids):
        """Ids [B, S] without padding to the layers of both directions: [(words, lower, output)] of [B, S, H] each."""
        words = self.embedding(ids)
        backward = [states.flip(1) for states in self.backward_stack(words.flip(1))]
        return [(words, *self.forward_stack(words)), (words, *backward)]

    def logits(self, states):
        return states @ self.embedding.weight.T + self.bias

    def losses(self, ids):
        """-log p of the next token [B, S - 1], and of the previous one [B, S - 1]."""
        (*_, forward), (*_, backward) = self(ids)
        loss = nn.CrossEntropyLoss(reduction="none")
        next_token = loss(self.logits(forward[:, :-1]).transpose(1, 2), ids[:, 1:])
        previous_token = loss(self.logits(backward[:, 1:]).transpose(1, 2), ids[:, :-1])
        return next_token, previous_token


def load(folder=HERE):
    folder = Path(folder)
    config = json.loads((folder / "config.json").read_text())
    model = Elmo(config["vocab_size"], config["hidden_size"])
    model.load_state_dict(load_file(folder / "model.safetensors"))
    return model.eval(), Tokenizer.from_file(str(folder / "tokenizer.json"))


def main():
    model, tokenizer = load()
    encoding = tokenizer.encode(" ".join(sys.argv[1:]))
    with torch.no_grad():
        next_token, previous_token = model.losses(torch.tensor([encoding.ids]))
    rows = zip(encoding.tokens, [None, *next_token[0].tolist()], [*previous_token[0].tolist(), None], strict=True)
    print(f"{'token':16} from the left  from the right")
    for token, left, right in rows:
        shown = [f"{value:14.3f}" if value is not None else " " * 14 for value in (left, right)]
        print(f"{token:16}", *shown)


if __name__ == "__main__":
    main()
