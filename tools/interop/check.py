"""Loads what TypeScript wrote, NAME.safetensors and NAME.run.safetensors, into PyTorch's modules and compares the outputs.

    python3 tools/interop/check.py FOLDER

Prints a line for each model; exits with 1 when an output is more than 1e-6 away, a name or a shape is not PyTorch's, or there is no model.
"""

import json
import pathlib
import sys

import torch

from cases import build, run
from tbptt_torch import load, load_file

TOLERANCE = 1e-6


def check(folder, name):
    """The largest distance between an output of PyTorch and the recorded one."""
    recorded, metadata = load(str(folder / f"{name}.run.safetensors"))
    weights = load_file(str(folder / f"{name}.safetensors"))
    module = build(json.loads(metadata["model"]))
    theirs = {key: (list(tensor.shape), tensor.dtype) for key, tensor in module.state_dict().items()}
    ours = {key: (list(tensor.shape), tensor.dtype) for key, tensor in weights.items()}
    if ours != theirs:
        raise ValueError(f"the file has {ours}, the module {theirs}")
    module.load_state_dict(weights)
    outputs = run(module, recorded)
    if any(outputs[key].shape != recorded[key].shape for key in outputs):
        raise ValueError("an output has another shape")
    return max((outputs[key] - recorded[key]).abs().max().item() for key in outputs)


def main():
    folder = pathlib.Path(sys.argv[1])
    names = sorted(file.name[: -len(".run.safetensors")] for file in folder.glob("*.run.safetensors"))
    failed = not names
    for name in names:
        try:
            distance = check(folder, name)
            right = distance <= TOLERANCE
            print(f"{'ok' if right else 'WRONG'} {name}: within {distance:.1e}")
        except (ValueError, KeyError, RuntimeError) as error:
            right = False
            print(f"WRONG {name}: {error}")
        failed = failed or not right
    print(f"{len(names)} models, PyTorch {torch.__version__}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
