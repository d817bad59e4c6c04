"""Trains PyTorch's LSTM from the weights and on the windows that a folder holds, in single and in double precision.

    python3 oracles/char-lm/train.py FOLDER

FOLDER/weights.safetensors is a state dictionary of `CharLM`, FOLDER/windows.safetensors has `inputs` and `targets` [windows T, B] and the setting.
Writes FOLDER/losses.json: the loss of each window before its update, in nats. Needs PyTorch and nothing else.
"""

import json
import pathlib
import platform
import sys

import torch
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools" / "interop"))
from tbptt_torch import CharLM, load  # noqa: E402


def train(folder, dtype):
    """The losses of truncated back-propagation with k1 = k2 = window, state carried and detached, one update for each window."""
    model = CharLM.load(str(folder / "weights.safetensors")).to(dtype).train()
    data, setting = load(str(folder / "windows.safetensors"))
    window = int(setting["window"])
    optimizer = torch.optim.Adam(model.parameters(), lr=float(setting["learningRate"]))
    losses, state = [], None
    for inputs, targets in zip(data["inputs"].split(window), data["targets"].split(window)):
        optimizer.zero_grad()
        logits, state = model(inputs, state)
        state = tuple(part.detach() for part in state)
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten())
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), float(setting["maximumNorm"]))
        optimizer.step()
        losses.append(loss.item())
    return losses


def main():
    folder = pathlib.Path(sys.argv[1])
    torch.set_num_threads(1)
    result = {
        "torch": torch.__version__,
        "python": platform.python_version(),
        "single": train(folder, torch.float32),
        "double": train(folder, torch.float64),
    }
    (folder / "losses.json").write_text(json.dumps(result))


if __name__ == "__main__":
    main()
