"""Weights between PyTorch and @tbptt, as safetensors files.

Needs PyTorch and nothing else: where the package `safetensors` is installed it reads and writes the files, otherwise the few lines below do. Copy this file
to where you need it.

    from tbptt_torch import CharLM, load_file, save_file

    save_file(model.state_dict(), "model.safetensors")        # then, in TypeScript: fromTorch(model, decodeSafetensors(bytes).tensors)
    model.load_state_dict(load_file("model.safetensors"))     # what TypeScript wrote: encodeSafetensors(toTorch(model))
    model = CharLM.load("model.safetensors")                  # a CharLM of @tbptt/rnn, its sizes read from its weights

On the command line:

    python3 tbptt_torch.py list model.safetensors
    python3 tbptt_torch.py pack model.pt model.safetensors    # torch.save(model.state_dict(), "model.pt") to safetensors
    python3 tbptt_torch.py unpack model.safetensors model.pt
"""

import argparse
import ctypes
import json
import struct
import sys

import torch
from torch import nn

try:
    import safetensors
    import safetensors.torch
except ImportError:
    safetensors = None

if sys.byteorder != "little":
    raise ImportError("tbptt_torch: the bytes of numbers in safetensors files are little-endian, those of this machine are not.")

TYPES = {
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "I64": torch.int64,
    "I32": torch.int32,
}
NAMES = {dtype: name for name, dtype in TYPES.items()}


class FileError(ValueError):
    """Bytes are no safetensors file, or hold what cannot be read."""


def save_file(tensors, path, metadata=None):
    """Writes tensors by name, such as a state dictionary. Tensors that share memory (tied weights) are written under each of their names."""
    separate = {name: tensor.detach().cpu().contiguous().clone() for name, tensor in tensors.items()}
    if safetensors is not None:
        safetensors.torch.save_file(separate, path, metadata=metadata)
    else:
        with open(path, "wb") as file:
            file.write(encode(separate, metadata))


def load_file(path):
    """The tensors of a file by name."""
    return load(path)[0]


def load(path):
    """The tensors and the metadata of a file."""
    if safetensors is None:
        with open(path, "rb") as file:
            return decode(file.read())
    with safetensors.safe_open(path, framework="pt") as file:
        return {name: file.get_tensor(name) for name in file.keys()}, file.metadata() or {}


def encode(tensors, metadata=None):
    """The bytes of a file: the length of a header, the header in JSON, the numbers; the largest elements first, so that all are aligned."""
    header = {} if metadata is None else {"__metadata__": metadata}
    offsets, end = {}, 0
    for name in sorted(tensors, key=lambda name: -tensors[name].element_size()):
        begin, end = end, end + tensors[name].numel() * tensors[name].element_size()
        offsets[name] = [begin, end]
    for name, tensor in tensors.items():
        if tensor.dtype not in NAMES:
            raise FileError(f"'{name}' has the type {tensor.dtype}; the types that can be written are {', '.join(TYPES)}.")
        header[name] = {"dtype": NAMES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": offsets[name]}
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    data = b"".join(ctypes.string_at(t.data_ptr(), t.numel() * t.element_size()) for t in (tensors[name] for name in offsets))
    return struct.pack("<Q", len(text)) + text + data


def decode(content):
    """The tensors and the metadata of the bytes of a file."""
    if len(content) < 8 or struct.unpack_from("<Q", content)[0] > len(content) - 8:
        raise FileError(f"the file has {len(content)} bytes, fewer than its header; it is no safetensors file, or cut off.")
    start = 8 + struct.unpack_from("<Q", content)[0]
    header, data = json.loads(content[8:start]), bytearray(content[start:])
    metadata, tensors = header.pop("__metadata__", {}), {}
    for name, entry in header.items():
        dtype, shape, (begin, end) = TYPES.get(entry["dtype"]), entry["shape"], entry["data_offsets"]
        if dtype is None:
            raise FileError(f"'{name}' has the type {entry['dtype']}; the types that can be read are {', '.join(TYPES)}.")
        tensor = torch.empty(shape, dtype=dtype)
        if not 0 <= begin <= end <= len(data) or end - begin != tensor.numel() * tensor.element_size():
            raise FileError(f"'{name}' {shape} has the bytes {begin} to {end} of {len(data)}; they do not fit.")
        if tensor.numel() > 0:
            tensor = torch.frombuffer(data[begin:end], dtype=dtype).reshape(shape)
        tensors[name] = tensor
    return tensors, metadata


class CharLM(nn.Module):
    """The language model `CharLM` of @tbptt/rnn: symbols [T, B] to logits [T, B, V] and the state after them."""

    def __init__(self, symbols, hidden=128, layers=1, cell="LSTM", embedding=None, **options):
        super().__init__()
        self.symbols = symbols
        self.embedding = None if embedding is None else nn.Embedding(symbols, embedding)
        self.rnn = getattr(nn, cell)(embedding or symbols, hidden, layers, **options)
        self.head = nn.Linear(hidden, symbols)

    def forward(self, ids, state=None):
        one_hot = nn.functional.one_hot
        inputs = one_hot(ids, self.symbols).to(self.head.weight) if self.embedding is None else self.embedding(ids)
        outputs, state = self.rnn(inputs, state)
        return self.head(outputs), state

    @classmethod
    def load(cls, path, **options):
        """The model of a file that `toTorch` gave; sizes and cell are those of its weights (`nonlinearity="relu"` is not to be seen there)."""
        weights = load_file(path)
        symbols, hidden = weights["head.weight"].shape
        layers = sum(name.startswith("rnn.weight_hh_l") for name in weights)
        cell = {1: "RNN", 3: "GRU", 4: "LSTM"}[weights["rnn.weight_hh_l0"].shape[0] // hidden]
        embedding = weights["embedding.weight"].shape[1] if "embedding.weight" in weights else None
        model = cls(symbols, hidden, layers, cell, embedding, **options)
        model.load_state_dict(weights)
        return model.eval()


def main():
    parser = argparse.ArgumentParser(description="Weights between PyTorch and @tbptt, as safetensors files.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="what a file holds").add_argument("file")
    for name, about in [("pack", "a state dictionary that torch.save wrote, to safetensors"), ("unpack", "the other way")]:
        command = commands.add_parser(name, help=about)
        command.add_argument("source")
        command.add_argument("target")
    arguments = parser.parse_args()
    if arguments.command == "list":
        tensors, metadata = load(arguments.file)
        for name, tensor in tensors.items():
            print(name, list(tensor.shape), NAMES[tensor.dtype])
        for name, text in metadata.items():
            print(f"{name}: {text}")
    elif arguments.command == "pack":
        save_file(torch.load(arguments.source, map_location="cpu", weights_only=True), arguments.target)
    else:
        torch.save(load_file(arguments.source), arguments.target)


if __name__ == "__main__":
    main()
