"""Writes fixtures/sequences.json with the PyTorch that runs it: whole encoder-decoder models.

    python3 oracles/record_sequences.py
"""

import json
import pathlib

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

FILE = pathlib.Path(__file__).parent / "fixtures" / "sequences.json"
IGNORED = -1


def array(tensor):
    numbers = tensor.detach().double().flatten().tolist()
    return {"shape": list(tensor.shape), "data": [float(f"{x:.9g}") for x in numbers]}


class Encoder(nn.Module):
    def __init__(self, symbols, size, cell, hidden, layers, bidirectional):
        super().__init__()
        self.embedding = nn.Embedding(symbols, size)
        self.rnn = cell(size, hidden, layers, bidirectional=bidirectional)

    def forward(self, sources, lengths):
        packed = pack_padded_sequence(self.embedding(sources), lengths, enforce_sorted=False)
        return pad_packed_sequence(self.rnn(packed)[0], total_length=sources.shape[0])[0]


class Dot(nn.Module):
    def __init__(self, keys, hidden):
        super().__init__()
        self.key = nn.Linear(keys, hidden, bias=False)

    def forward(self, queries, keys):  # [T, B, H], [S, B, K] to [B, T, S]
        return torch.einsum("tbh,sbh->bts", queries, self.key(keys)) / queries.shape[-1] ** 0.5


class Additive(nn.Module):
    def __init__(self, keys, hidden):
        super().__init__()
        self.network = nn.Module()
        self.network.query = nn.Linear(hidden, hidden)
        self.network.key = nn.Linear(keys, hidden, bias=False)
        self.network.score = nn.Parameter(torch.randn(hidden, 1) / hidden**0.5)

    def forward(self, queries, keys):
        query, key = self.network.query(queries), self.network.key(keys)
        hidden = torch.tanh(query[:, None] + key[None])  # [T, S, B, H]
        return (hidden @ self.network.score)[..., 0].permute(2, 0, 1)


class Decoder(nn.Module):
    def __init__(self, symbols, keys, size, cell, hidden, layers, attention):
        super().__init__()
        self.rnn = nn.Module()
        self.rnn.embedding = nn.Embedding(symbols, size)
        self.rnn.rnn = cell(size, hidden, layers)
        self.attention = attention(keys, hidden)
        self.combine = nn.Linear(keys + hidden, hidden)
        self.head = nn.Linear(hidden, symbols)

    def forward(self, inputs, keys, mask):
        hidden, _ = self.rnn.rnn(self.rnn.embedding(inputs))
        scores = self.attention(hidden, keys).masked_fill(~mask[:, None], -torch.inf)
        weights = scores.softmax(-1)  # [B, T, S]
        contexts = torch.einsum("bts,sbk->tbk", weights, keys)
        return self.head(torch.tanh(self.combine(torch.cat([contexts, hidden], -1)))), weights


class Model(nn.Module):
    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder

    def forward(self, sources, lengths, inputs):
        mask = torch.arange(sources.shape[0])[None] < lengths[:, None]
        return self.decoder(inputs, self.encoder(sources, lengths), mask)


def case(cell, attention, bidirectional, layers):
    torch.manual_seed(layers + 10 * len(attention) + 100 * len(cell))
    cells, attentions = {"GRU": nn.GRU, "LSTM": nn.LSTM}, {"dot": Dot, "additive": Additive}
    symbols, size, hidden, lanes, steps, length = 7, 4, 5, 3, 6, 5
    keys = hidden * (2 if bidirectional else 1)
    encoder = Encoder(symbols, size, cells[cell], hidden, layers, bidirectional)
    decoder = Decoder(symbols, keys, size, cells[cell], hidden, layers, attentions[attention])
    model = Model(encoder, decoder).double()
    lengths = torch.tensor([6, 2, 4])
    sources = torch.randint(0, symbols, [steps, lanes])
    inputs, targets = torch.randint(0, symbols, [length, lanes]), torch.randint(0, symbols, [length, lanes])
    targets[3:, 1] = IGNORED
    logits, weights = model(sources, lengths, inputs)
    loss = nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=IGNORED)
    loss.backward()
    return {
        "op": "encoderDecoder",
        "options": {"cell": cell, "attention": attention, "bidirectional": bidirectional, "layers": layers},
        "parameters": {name: array(value) for name, value in model.named_parameters()},
        "gradients": {name: array(value.grad) for name, value in model.named_parameters()},
        "sources": array(sources),
        "lengths": lengths.tolist(),
        "inputs": array(inputs),
        "targets": array(targets),
        "logits": array(logits),
        "alignment": array(weights.permute(1, 0, 2)),
        "loss": loss.item(),
    }


cases = [
    case(cell, attention, bidirectional, layers)
    for cell in ["GRU", "LSTM"]
    for attention in ["dot", "additive"]
    for bidirectional, layers in [(False, 1), (True, 2)]
]
about = "teacher forcing of an encoder and a decoder with attention: logits, weights, mean loss, gradients; in double precision"
content = {"about": about, "torch": torch.__version__, "variant": 0, "cases": cases}
FILE.write_text(json.dumps(content, separators=(",", ":")) + "\n")
