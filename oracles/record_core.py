"""Writes fixtures/operations.json with the PyTorch that runs it.

    python3 oracles/record_core.py
"""

import json
import math
import pathlib

import torch
import torch.nn.functional as F

FOLDER = pathlib.Path(__file__).parent / "fixtures"
torch.set_default_dtype(torch.float64)
torch.manual_seed(1)


def number(value):
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def array(tensor):
    return {"shape": list(tensor.shape), "data": [number(float(f"{x:.9g}")) for x in tensor.double().flatten().tolist()]}


def normal(*shape):
    """Numbers of single precision, so that both precisions compute with the same."""
    return torch.randn(list(shape)).float().double()


def case(op, options, inputs, apply, **more):
    """`y = apply(inputs)` and the gradients of `sum(y dy)`; `more` holds what has no gradient."""
    inputs = [x.clone().requires_grad_() for x in inputs]
    y = apply(*inputs)
    dy = normal(*y.shape)
    gradients = torch.autograd.grad(y, inputs, dy, allow_unused=True)
    gradients = [torch.zeros_like(x) if g is None else g for x, g in zip(inputs, gradients)]
    return {
        "op": op,
        "options": options,
        "inputs": [array(x.detach()) for x in inputs],
        **{name: array(value) for name, value in more.items()},
        "y": array(y.detach()),
        "dy": array(dy),
        "dinputs": [array(g) for g in gradients],
    }


def operations():
    cases = []
    for shape, axes in [([3, 4], [1, 0]), ([2, 3, 4], [2, 0, 1]), ([2, 3, 4, 2], [0, 2, 1, 3]), ([2, 3, 1, 4], [3, 1, 2, 0])]:
        cases.append(case("permute", {"axes": axes}, [normal(*shape)], lambda x: x.permute(axes)))
    for a, b in [([3, 2, 4], [3, 4, 5]), ([2, 4], [3, 4, 5]), ([2, 1, 3, 2], [4, 2, 3]), ([3, 2, 4], [4, 5])]:
        cases.append(case("matmul", {}, [normal(*a), normal(*b)], torch.matmul))
    for axes in [[0], [1, 2], [0, 2], [0, 1, 2], [-1]]:
        for keep in [False, True]:
            options = {"axes": axes, "keepDims": keep}
            x = normal(3, 4, 5)
            cases.append(case("sum", options, [x], lambda x: x.sum(axes, keepdim=keep)))
            cases.append(case("mean", options, [x], lambda x: x.mean(axes, keepdim=keep)))
            cases.append(case("variance", options, [x], lambda x: x.var(axes, keepdim=keep)))
            cases.append(case("variance", {**options, "correction": 0}, [x], lambda x: x.var(axes, correction=0, keepdim=keep)))
            ties = (2 * x).round()
            cases.append(case("max", options, [ties], lambda x: x.amax(axes, keepdim=keep)))
            cases.append(case("min", options, [ties], lambda x: x.amin(axes, keepdim=keep)))
    for axis in [0, 1, -1]:
        x = normal(3, 4, 5)
        cases.append({"op": "argMax", "options": {"axis": axis}, "x": array(x), "y": array(x.argmax(axis))})
        cases.append({"op": "argMin", "options": {"axis": axis}, "x": array(x), "y": array(x.argmin(axis))})
        for largest in [True, False]:
            ids = x.topk(2, axis, largest).indices
            options = {"k": 2, "axis": axis, "largest": largest}
            cases.append(case("topK", options, [x], lambda x: x.topk(2, axis, largest).values, ids=ids))
        cases.append(case("cumulativeSum", {"axis": axis}, [x], lambda x: x.cumsum(axis)))
        cases.append(case("flip", {"axes": [axis]}, [x], lambda x: x.flip(axis)))
    cases.append(case("flip", {"axes": [0, 2]}, [normal(2, 3, 4)], lambda x: x.flip([0, 2])))
    condition = (normal(3, 4) > 0).double()
    cases.append(case("where", {}, [normal(3, 4), normal(4)], lambda a, b: torch.where(condition != 0, a, b), condition=condition))
    for least, most in [(-0.5, 0.5), (0.0, math.inf), (-math.inf, 0.0), (-1.0, 2.0)]:
        x = torch.tensor([-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0])
        cases.append(case("clamp", {"least": number(least), "most": number(most)}, [x], lambda x: x.clamp(least, most)))
    for mode, widths in [("constant", [[1, 0], [0, 2], [3, 1]]), ("reflect", [[0, 0], [0, 0], [2, 3]]), ("replicate", [[0, 0], [0, 0], [4, 1]]), ("circular", [[0, 0], [0, 0], [2, 3]])]:
        flat = [n for pair in reversed(widths) for n in pair]
        flat = flat if mode == "constant" else flat[:2]
        options = {"mode": mode, "widths": [n for pair in widths for n in pair]}
        cases.append(case("pad", options, [normal(2, 3, 4)], lambda x: F.pad(x, flat, mode)))
    cases.append(case("pad", {"mode": "constant", "value": 7, "widths": [1, 2]}, [normal(3)], lambda x: F.pad(x, [1, 2], value=7)))
    cases.append(case("split", {"lengths": [1, 3], "axis": 1, "part": 1}, [normal(2, 4, 3)], lambda x: x.split([1, 3], 1)[1]))
    ids = torch.tensor([2, 0, 2])
    for axis in [0, 1, 2]:
        cases.append(case("gather", {"axis": axis}, [normal(3, 4, 5)], lambda x: x.index_select(axis, ids), ids=ids))
        along = torch.randint(0, 3, [3, 4, 5])
        cases.append(case("takeAlong", {"axis": axis}, [normal(3, 4, 5)], lambda x: x.gather(axis, along), ids=along))
    classes = torch.tensor([[0, 2], [1, 1]])
    cases.append({"op": "oneHot", "options": {"classes": 4}, "ids": array(classes), "y": array(F.one_hot(classes, 4))})
    a = torch.tensor([1.0, 2.0, 3.0, math.nan, math.inf, -math.inf])
    b = torch.tensor([2.0, 2.0, 2.0, math.nan, math.inf, 0.0])
    for op, function in [("equal", torch.eq), ("less", torch.lt), ("lessOrEqual", torch.le), ("greater", torch.gt), ("greaterOrEqual", torch.ge)]:
        cases.append({"op": op, "options": {}, "a": array(a), "b": array(b), "y": array(function(a, b))})
    return cases


def write(name, about, cases):
    content = {"about": about, "torch": torch.__version__, "variant": 0, "cases": cases}
    (FOLDER / name).write_text(json.dumps(content, separators=(",", ":")) + "\n")


write("operations.json", "y = op(inputs), dinputs the gradients of sum(y dy); computed in double precision", operations())
