"""Records models of Keras 3: their weights as Keras saves them, and what they compute.

    pip install keras h5py torch
    KERAS_BACKEND=torch python packages/keras/recording/record.py

Every weight is drawn, so that biases and moving statistics are none that layers begin with.
"""

import json
import os
import pathlib

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers  # noqa: E402

folder = pathlib.Path(__file__).parent
random = np.random.default_rng(11)


def drawn(model):
    """Replaces all weights; variances stay positive."""
    for layer in model.layers:
        for weight in layer.weights:
            numbers = random.normal(0, 0.4, weight.shape)
            weight.assign(np.abs(numbers) + 0.2 if "variance" in weight.path else numbers)
    return model


sequence = dict(return_sequences=True)
models = {
    "recurrent.weights.h5": (
        [
            layers.Input((None,)),
            layers.Embedding(7, 5),
            layers.LSTM(6, **sequence),
            layers.LSTM(4, **sequence),
            layers.GRU(4, **sequence),
            layers.GRU(3, reset_after=False, **sequence),
            layers.SimpleRNN(5, **sequence),
            layers.LayerNormalization(),
            layers.Dropout(0.5),
            layers.Dense(2),
        ],
        random.integers(0, 7, (3, 4)),
    ),
    "both-ways.keras": (
        [
            layers.Input((None, 3)),
            layers.Bidirectional(layers.LSTM(4, **sequence)),
            layers.Bidirectional(layers.GRU(2, use_bias=False, **sequence)),
            layers.SimpleRNN(3, activation="relu", **sequence),
            layers.Dense(2, use_bias=False),
        ],
        random.normal(0, 1, (2, 5, 3)),
    ),
    "images.weights.h5": (
        [
            layers.Input((7, 6, 2)),
            layers.Conv2D(4, (3, 2), strides=(2, 1), activation="relu"),
            layers.Conv2D(6, 2, groups=2, use_bias=False),
        ],
        random.normal(0, 1, (2, 7, 6, 2)),
    ),
    "lines.keras": (
        [
            layers.Input((9, 2)),
            layers.Conv1D(3, 3, dilation_rate=2),
            layers.BatchNormalization(),
            layers.Conv1D(3, 2),
            layers.BatchNormalization(scale=False, center=False),
        ],
        random.normal(0, 1, (2, 9, 2)),
    ),
}

cases = {}
for file, (parts, inputs) in models.items():
    model = drawn(keras.Sequential(parts))
    outputs = keras.ops.convert_to_numpy(model(inputs, training=False))
    path = folder / file
    model.save(path) if file.endswith(".keras") else model.save_weights(path)
    inputs = np.asarray(inputs)
    cases[file] = {
        "inputs": {"shape": inputs.shape, "numbers": inputs.ravel().tolist()},
        "outputs": {"shape": outputs.shape, "numbers": outputs.ravel().tolist()},
    }

recorded = {"keras": keras.__version__, "cases": cases}
(folder / "cases.json").write_text(json.dumps(recorded) + "\n")
