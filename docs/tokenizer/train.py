"""Trains the tokenizer of the guide "Subwords": byte-level BPE of 600 symbols on the English of the guides.

    python -m venv v && v/bin/pip install tokenizers==0.23.2 && v/bin/python docs/tokenizer/train.py

Writes tokenizer.json, and recorded.json: what the library itself makes of a few texts.
"""

import json
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

here = Path(__file__).parent
text = "\n".join(path.read_text() for path in sorted(here.parent.glob("guides/*.md")))

tokenizer = Tokenizer(models.BPE())
tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
tokenizer.decoder = decoders.ByteLevel()
trainer = trainers.BpeTrainer(
    vocab_size=600,
    special_tokens=["<s>"],
    initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    show_progress=False,
)
tokenizer.train_from_iterator([text], trainer)
tokenizer.save(str(here / "tokenizer.json"), pretty=False)

texts = [
    "A recurrent network reads a stream of symbols.",
    "naïve 👩‍👩‍👧, 鯨\tin  two\n\nlines",
    "<s>12 gradients don't vanish",
    "",
]
recorded = [{"text": one, "ids": tokenizer.encode(one).ids} for one in texts]
(here / "recorded.json").write_text(json.dumps(recorded, ensure_ascii=True, indent=1) + "\n")
