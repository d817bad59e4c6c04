"""Writes fixtures/sampling.json with the library `transformers` of Hugging Face that runs it.

    python3 oracles/record_sampling.py
"""

import itertools
import json
import pathlib

import torch
import transformers
from tokenizers import Tokenizer
from tokenizers.decoders import Fuse
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Split
from transformers.generation.logits_process import (
    MinPLogitsWarper,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)
from transformers.generation.stopping_criteria import StopStringCriteria

FILE = pathlib.Path(__file__).parent / "fixtures" / "sampling.json"


def array(tensor):
    return {"shape": list(tensor.shape), "data": [float(f"{x:.9g}") for x in tensor.double().flatten().tolist()]}


def whole(numbers):
    return array(torch.tensor(numbers, dtype=torch.long))


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


LETTERS = "abcdef"  # StopStringCriteria reads this word to find how tokens are joined


def tokenizer():
    """A tokenizer whose tokens are single letters, for the texts that stop."""
    words = Tokenizer(WordLevel({letter: i for i, letter in enumerate(LETTERS)}, unk_token="a"))
    words.pre_tokenizer = Split("", "isolated")
    words.decoder = Fuse()
    return transformers.PreTrainedTokenizerFast(tokenizer_object=words)


def lanes_case(generator, letters, options):
    """The likeliest texts of a model whose logits are a table of the symbol before, lane by lane as
    `generate` stops them."""
    size, prompt, lanes = len(LETTERS), 3, 4
    table = 2 * torch.randn(size, size, generator=generator)
    ids = torch.randint(0, size, [lanes, prompt], generator=generator)
    prime = ids.tolist()
    penalty = RepetitionPenaltyLogitsProcessor(options["repetitionPenalty"])
    stop = StopStringCriteria(letters, options["stop"])
    texts = [[] for _ in range(lanes)]
    running = torch.ones(lanes, dtype=torch.bool)
    for _ in range(options["length"]):
        scores = penalty(ids, table[ids[:, -1]])
        drawn = scores.argmax(-1)
        ids = torch.cat([ids, drawn[:, None]], 1)
        for lane in range(lanes):
            if running[lane]:
                texts[lane].append(drawn[lane].item())
        running &= ~stop(ids, None)
    stops = [[LETTERS.index(letter) for letter in text] for text in options["stop"]]
    return {
        "op": "sampleLanes",
        "options": {"repetitionPenalty": options["repetitionPenalty"], "length": options["length"]},
        "table": array(table),
        "prime": whole(prime),
        "stop": [whole(stop) for stop in stops],
        "texts": [whole(text) for text in texts],
    }


def lanes_cases():
    generator = torch.Generator().manual_seed(2)
    letters = tokenizer()
    stops = [["c"], ["ab", "d"], ["cc", "ea"], ["abc", "de", "bb", "ca"]]
    for penalty, stop in itertools.product([1.0, 1.3, 2.0], stops):
        for _ in range(2):
            yield lanes_case(generator, letters, {"repetitionPenalty": penalty, "length": 12, "stop": stop})


about = f"what `generate` of transformers {transformers.__version__} draws from; seen are the symbols read before"
content = {"about": about, "torch": torch.__version__, "variant": 0, "cases": [*cases(), *lanes_cases()]}
FILE.write_text(json.dumps(content, separators=(",", ":")) + "\n")
