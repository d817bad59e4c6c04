"""The models with which both sides are compared, each built from a description in PyTorch's terms: {"module": "LSTM", "input_size": 3, ...}."""

import torch
from torch import nn

from tbptt_torch import CharLM


class Tied(nn.Module):
    """Scores of symbols by the vectors that stand for them: the head has the weight of the embedding."""

    def __init__(self, symbols, size):
        super().__init__()
        self.embedding = nn.Embedding(symbols, size)
        self.head = nn.Linear(size, symbols)
        self.head.weight = self.embedding.weight

    def forward(self, ids):
        return self.head(torch.tanh(self.embedding(ids)))


OWN = {"CharLM": CharLM, "Tied": Tied}


def build(description):
    """The module that a description names."""
    arguments = dict(description)
    kind = arguments.pop("module")
    if kind == "Sequential":
        return nn.Sequential(*(build(part) for part in arguments["modules"]))
    return (OWN.get(kind) or getattr(nn, kind))(**arguments)


def run(module, inputs):
    """The outputs of a module by name, from its inputs by name: x to y; with states h0 and c0 to hn and cn."""
    state = tuple(inputs[name] for name in ("h0", "c0") if name in inputs)
    module.eval()
    with torch.no_grad():
        if not state:
            y = module(inputs["x"])
            return {"y": y[0] if isinstance(y, tuple) else y}
        y, last = module(inputs["x"], state if len(state) == 2 else state[0])
        return {"y": y, **dict(zip(("hn", "cn"), last if len(state) == 2 else (last,)))}
