"""Writes fixtures/: for each model NAME.safetensors, its state dictionary, and NAME.run.safetensors, inputs and PyTorch's outputs.

    python3 tools/interop/make_fixtures.py
"""

import json
import pathlib

import torch

from cases import build, run
from tbptt_torch import CharLM, encode

FOLDER = pathlib.Path(__file__).parent / "fixtures"
T, B = 7, 3
RECURRENT = {
    "rnn-tanh": {"module": "RNN", "input_size": 3, "hidden_size": 5},
    "rnn-relu": {"module": "RNN", "input_size": 3, "hidden_size": 5, "nonlinearity": "relu", "bias": False},
    "lstm": {"module": "LSTM", "input_size": 3, "hidden_size": 5, "num_layers": 2, "bidirectional": True},
    "lstm-projection": {"module": "LSTM", "input_size": 3, "hidden_size": 6, "num_layers": 2, "proj_size": 4},
    "gru": {"module": "GRU", "input_size": 3, "hidden_size": 5, "num_layers": 2},
    "gru-bidirectional": {"module": "GRU", "input_size": 2, "hidden_size": 4, "bidirectional": True},
}
LAYERS = {
    "linear": ({"module": "Linear", "in_features": 4, "out_features": 3}, [6, 4]),
    "layer-norm": ({"module": "LayerNorm", "normalized_shape": [2, 3]}, [6, 2, 3]),
    "batch-norm": ({"module": "BatchNorm1d", "num_features": 4}, [6, 4]),
    "sequential": (
        {
            "module": "Sequential",
            "modules": [
                {"module": "Linear", "in_features": 4, "out_features": 8},
                {"module": "BatchNorm1d", "num_features": 8},
                {"module": "Tanh"},
                {"module": "Linear", "in_features": 8, "out_features": 2, "bias": False},
            ],
        },
        [6, 4],
    ),
}
SYMBOLS = {
    "embedding": ({"module": "Embedding", "num_embeddings": 6, "embedding_dim": 4}, 6),
    "tied": ({"module": "Tied", "symbols": 6, "size": 4}, 6),
    "char-lm": ({"module": "CharLM", "symbols": 9, "hidden": 12, "layers": 2}, 9),
    "char-lm-embedding": ({"module": "CharLM", "symbols": 9, "hidden": 8, "cell": "GRU", "embedding": 4}, 9),
}


def write(name, description, module, inputs):
    tensors = {name: tensor.detach().clone() for name, tensor in module.state_dict().items()}
    (FOLDER / f"{name}.safetensors").write_bytes(encode(tensors))
    recorded = {name: tensor.contiguous() for name, tensor in {**inputs, **run(module, inputs)}.items()}
    metadata = {"model": json.dumps(description), "torch": torch.__version__}
    (FOLDER / f"{name}.run.safetensors").write_bytes(encode(recorded, metadata))


def train(module, inputs):
    """A few steps, so that no parameter is what it was at first and running statistics have taken in what they saw."""
    optimizer = torch.optim.SGD(module.parameters(), lr=0.1)
    for _ in range(3):
        optimizer.zero_grad()
        output = module(inputs())
        ((output[0] if isinstance(output, tuple) else output) - 0.5).square().mean().backward()
        optimizer.step()


def main():
    torch.manual_seed(42)
    FOLDER.mkdir(exist_ok=True)
    for name, description in RECURRENT.items():
        module = build(description)
        D = description["input_size"]
        train(module, lambda: torch.randn(T, B, D))
        runs = module.num_layers * (2 if module.bidirectional else 1)
        inputs = {"x": torch.randn(T, B, D), "h0": torch.randn(runs, B, module.proj_size or module.hidden_size)}
        if isinstance(module, torch.nn.LSTM):
            inputs["c0"] = torch.randn(runs, B, module.hidden_size)
        write(name, description, module, inputs)
    for name, (description, shape) in LAYERS.items():
        module = build(description)
        train(module, lambda: 2 * torch.randn(shape) + 1)
        write(name, description, module, {"x": torch.randn(shape)})
    for name, (description, symbols) in SYMBOLS.items():
        module = build(description)
        train(module, lambda: torch.randint(symbols, [T, B]))
        write(name, description, module, {"x": torch.randint(symbols, [T, B])})


if __name__ == "__main__":
    main()
