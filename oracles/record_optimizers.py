"""Writes fixtures/optimizers.participation.json, schedules.plateau.json and schedules.one-cycle.json with the PyTorch that runs it.

    python3 oracles/record_optimizers.py
"""

import json
import math
import pathlib

import torch
from torch.optim.lr_scheduler import OneCycleLR, ReduceLROnPlateau

FOLDER = pathlib.Path(__file__).parent / "fixtures"
STEPS = 12

SETTINGS = [
    ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.3, "weight_decay": 0.05}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    ("Adagrad", {"lr": 0.1, "lr_decay": 0.1}),
    ("RMSprop", {"lr": 0.01, "momentum": 0.5}),
    ("RMSprop", {"lr": 0.01, "alpha": 0.7, "centered": True}),
    ("Adam", {"lr": 0.01}),
    ("Adam", {"lr": 0.01, "betas": [0.3, 0.6], "weight_decay": 0.1}),
    ("Adam", {"lr": 0.01, "amsgrad": True}),
    ("AdamW", {"lr": 0.01, "weight_decay": 0.3}),
    ("Adadelta", {"lr": 1.0}),
    ("Adamax", {"lr": 0.01}),
    ("NAdam", {"lr": 0.01, "decoupled_weight_decay": True, "weight_decay": 0.1}),
    ("RAdam", {"lr": 0.01}),
    ("Rprop", {"lr": 0.01}),
    ("ASGD", {"lr": 0.01, "t0": 3}),
]

# The steps in which the parameter takes part; in the others its gradient is None.
PATTERNS = {
    "always": lambda step: True,
    "from step 5 on": lambda step: step >= 5,
    "until step 5": lambda step: step < 5,
    "every fifth": lambda step: step % 5 == 0,
    "every other": lambda step: step % 2 == 1,
}


def streams(spike):
    """[STEPS, elements]: noise, alternating signs, a constant, zeros after a while, a late start, spikes, and tiny numbers."""
    generator = torch.Generator().manual_seed(1)
    noise = torch.randn(STEPS, generator=generator)
    index = torch.arange(STEPS)
    sign = 1.0 - 2.0 * (index % 2)
    columns = [
        noise,
        sign,
        torch.full([STEPS], 0.5),
        torch.where(index < 4, noise, torch.zeros(STEPS)),
        torch.where(index < 4, torch.zeros(STEPS), noise),
        torch.where(index % 5 == 0, noise, torch.zeros(STEPS)),
        torch.where(index == 5, torch.full([STEPS], 1e6), noise),
        torch.where(index == 5, torch.full([STEPS], spike), noise),
        1e-12 * noise,
        torch.full([STEPS], 1e-39),
    ]
    return torch.stack(columns, 1)


def number(value):
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def array(tensor):
    return {"shape": list(tensor.shape), "data": [number(float(f"{x:.9g}")) for x in tensor.flatten().tolist()]}


def participation(name, options, takes_part):
    # Adagrad's sum of squares overflows from 1.8e19 on, and PyTorch's NAdam divides the second moment by its correction before the root.
    gradients = streams(1e19 if name in ["Adagrad", "NAdam"] else 2e19)
    start = torch.linspace(-1, 1, gradients.shape[1])
    p = torch.nn.Parameter(start.clone())
    optimizer = getattr(torch.optim, name)([p], foreach=False, **options)
    parameters = []
    for step in range(STEPS):
        p.grad = gradients[step].clone() if takes_part(step) else None
        optimizer.step()
        parameters.append(array(p.detach()))
    return {
        "op": name,
        "options": options,
        "start": array(start),
        "gradients": [array(g) for g in gradients],
        "takesPart": [int(takes_part(step)) for step in range(STEPS)],
        "parameters": parameters,
    }


def plateau(mode, threshold_mode, threshold, patience, cooldown, metrics):
    p = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([p], lr=0.1)
    options = dict(factor=0.5, patience=patience, threshold=threshold, cooldown=cooldown)
    scheduler = ReduceLROnPlateau(optimizer, mode=mode, threshold_mode=threshold_mode, **options)
    lrs = []
    for metric in metrics:
        lrs.append(optimizer.param_groups[0]["lr"])
        scheduler.step(metric)
    return {
        "op": "ReduceLROnPlateau",
        "options": {"mode": mode, "thresholdMode": threshold_mode, **options},
        "lr": 0.1,
        "lrs": lrs,
        "metrics": [number(metric) for metric in metrics],
    }


def plateaus():
    nan, inf = math.nan, math.inf
    runs = [
        [nan, 3.0, 2.9, 2.9, inf, 1.0, 1.0, nan, nan, 0.9, 0.99, -inf, -5.0, -inf, nan, 2.0],
        [inf, inf, 5.0, -1.0, -1.00005, -2.0, nan, -2.0, -1.9, 4.0, inf, 7.0, 7.0, 7.0, -inf, 7.0],
    ]
    return [
        plateau(mode, threshold_mode, threshold, patience, cooldown, metrics)
        for mode in ["min", "max"]
        for threshold_mode in ["rel", "abs"]
        for threshold in [0.0, 1e-4, 0.5]
        for patience in [0, 1, 3]
        for cooldown in [0, 2]
        for metrics in runs
    ]


def one_cycle(steps, share, anneal, three_phase):
    """None where PyTorch divides by zero."""
    p = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([p], lr=0.1, momentum=0.9)
    lrs, momenta = [], []
    try:
        options = dict(pct_start=share, anneal_strategy=anneal, three_phase=three_phase)
        scheduler = OneCycleLR(optimizer, max_lr=0.5, total_steps=steps, **options)
        for step in range(steps):
            lrs.append(optimizer.param_groups[0]["lr"])
            momenta.append(optimizer.param_groups[0]["momentum"])
            optimizer.step()
            if step < steps - 1:
                scheduler.step()
    except ZeroDivisionError:
        return None
    options = {"maxLr": 0.5, "totalSteps": steps, "pctStart": share, "anneal": anneal, "threePhase": three_phase}
    return {"op": "OneCycleLR", "options": options, "lr": 0.1, "lrs": lrs, "momenta": momenta}


def one_cycles():
    cases = [
        one_cycle(steps, share, anneal, three_phase)
        for steps in [1, 2, 3, 4, 5, 7, 10]
        for share in [0.0, 0.25, 0.3, 0.5, 1.0]
        for anneal in ["cos", "linear"]
        for three_phase in ([False, True] if share <= 0.5 else [False])
    ]
    return [case for case in cases if case is not None]


def write(name, about, cases):
    record = {"about": about, "torch": torch.__version__, "variant": 0, "cases": cases}
    (FOLDER / f"{name}.json").write_text(json.dumps(record, separators=(",", ":")) + "\n")
    print(name, len(cases))


write(
    "optimizers.participation",
    "options under PyTorch's names; parameters[k] after step k with gradients[k] if takesPart[k] is 1, and with a gradient of None if it is 0;"
    " float32",
    [participation(*setting, takes_part) for setting in SETTINGS for takes_part in PATTERNS.values()],
)
write(
    "schedules.plateau",
    "lrs[k] is the learning rate in force before metrics[k] is observed",
    plateaus(),
)
write(
    "schedules.one-cycle",
    "lrs[k] and momenta[k] are in force during step k; sizes and shares at which PyTorch does not divide by zero",
    one_cycles(),
)
