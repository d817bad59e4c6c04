"""Writes read.json: what TensorBoard reads from events.hex, which the tests of this package write.

    pnpm exec vitest run packages/tensorboard --update
    python3 -m venv VENV && VENV/bin/pip install tensorboard==2.21.0
    VENV/bin/python packages/tensorboard/recording/record.py

With the path of an event file or of a folder, prints what TensorBoard reads from it instead.
"""

import json
import math
import pathlib
import sys
import tempfile

from tensorboard.backend.event_processing.plugin_event_accumulator import EventAccumulator
from tensorboard.util import tensor_util

HERE = pathlib.Path(__file__).parent


def number(value):
    """A number as JSON has it: NaN and infinities as texts."""
    return float(value) if math.isfinite(value) else str(float(value))


def value(metadata, tensor):
    """What a tensor of an event means, by the part of TensorBoard that shows it."""
    array = tensor_util.make_ndarray(tensor)
    if metadata.plugin_data.plugin_name == "scalars":
        return number(array.item())
    if metadata.plugin_data.plugin_name == "text":
        return [text.decode() for text in array.ravel()]
    return [[number(x) for x in row] for row in array]


def read(path):
    """Every tag with its plugin, and every event of it: step, time and value."""
    events = EventAccumulator(str(path), tensor_size_guidance={tag: 0 for tag in ("scalars", "text", "histograms")})
    events.Reload()
    tags = {}
    for tag in sorted(events.Tags()["tensors"]):
        metadata = events.SummaryMetadata(tag)
        tags[tag] = {
            "plugin": metadata.plugin_data.plugin_name,
            "events": [[e.step, e.wall_time, value(metadata, e.tensor_proto)] for e in events.Tensors(tag)],
        }
    return {"version": events.file_version, "tags": tags}


def main():
    if len(sys.argv) > 1:
        print(json.dumps(read(sys.argv[1])))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "events.out.tfevents.1"
        path.write_bytes(bytes.fromhex((HERE / "events.hex").read_text()))
        (HERE / "read.json").write_text(json.dumps(read(path), indent=1, ensure_ascii=False) + "\n")


main()
