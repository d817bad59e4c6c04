"""Writes fixtures/sampling.json with the library `transformers` of Hugging Face that runs it.

    python3 oracles/record_sampling.py
"""

import itertools
import json
import pathlib

import torch
import transformers
from transformers.generation.logits_process import (
    MinPLogitsWarper,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

FILE = pathlib.Path(__file__).parent / "fixtures" / "sampling.json"


def array(tensor):
    return {"shape": list(tensor.shape), "data": [float(f"{x:.9g}") for x in tensor.double().flatten().tolist()]}


def case(logits, seen, options):
    """The warpers in the order in which `generate` applies them."""
    ids = torch.tensor([seen], dtype=torch.long)
    warpers = []
    if "repetitionPenalty" in options:
        warpers.append(RepetitionPenaltyLogitsProcessor(options["repetitionPenalty"]))
    if "temperature" in options:
        warpers.append(TemperatureLogitsWarper(options["temperature"]))
    if "topK" in options:
        warpers.append(TopKLogitsWarper(options["topK"]))
    if "topP" in options:
        warpers.append(TopPLogitsWarper(options["topP"]))
    if "minP" in options:
        warpers.append(MinPLogitsWarper(options["minP"]))
    scores = logits.unsqueeze(0)
    for warper in warpers:
        scores = warper(ids, scores)
    return {
        "op": "symbolProbabilities",
        "options": options,
        "logits": array(logits),
        "seen": seen,
        "probabilities": array(scores.softmax(-1)[0]),
    }


def cases():
    generator = torch.Generator().manual_seed(1)
    rules = {
        "repetitionPenalty": [None, 1.5, 0.7],
        "temperature": [None, 0.6, 2.0],
        "topK": [None, 1, 5],
        "topP": [None, 0.3, 0.9],
        "minP": [None, 0.05, 0.4],
    }
    for values in itertools.product(*rules.values()):
        options = {name: value for name, value in zip(rules, values) if value is not None}
        logits = 2 * torch.randn(12, generator=generator)
        seen = torch.randint(0, 12, [5], generator=generator).tolist()
        yield case(logits, seen, options)


about = f"what `generate` of transformers {transformers.__version__} draws from; seen are the symbols read before"
content = {"about": about, "torch": torch.__version__, "variant": 0, "cases": list(cases())}
FILE.write_text(json.dumps(content, separators=(",", ":")) + "\n")
