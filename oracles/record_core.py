"""Writes fixtures/operations.json, layers.windows.json, layers.attention.json, layers.pooling.json, layers.modules.json and losses.weighted.json with the PyTorch that runs it.

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


def layer(op, options, module, x, **more):
    """`y = module(x)` and the gradients of `sum(y dy)` by the input and every parameter."""
    x = x.clone().requires_grad_()
    y = module(x)
    dy = normal(*y.shape)
    parameters = dict(module.named_parameters())
    gradients = torch.autograd.grad(y, [x, *parameters.values()], dy)
    return {
        "op": op,
        "options": options,
        **{name: array(p.detach()) for name, p in parameters.items()},
        "x": array(x.detach()),
        "y": array(y.detach()),
        "dy": array(dy),
        "dx": array(gradients[0]),
        **{f"d{name}": array(g) for name, g in zip(parameters, gradients[1:])},
    }


def single(module):
    """The module with parameters of single precision."""
    for p in module.parameters():
        p.data = p.data.float().double()
    return module


def windows():
    cases = []
    settings = [
        ({}, 2, 3),
        ({"stride": 2, "padding": 1}, 2, 3),
        ({"stride": [2, 1], "padding": [0, 2], "dilation": [1, 2]}, 2, 4),
        ({"groups": 2, "padding": 1}, 4, 6),
        ({"groups": 4, "dilation": 2, "padding": 2, "bias": False}, 4, 4),
        ({"stride": 3}, 1, 2),
    ]
    for options, inputs, outputs in settings:
        for kernel in [[3, 3], [1, 1], [2, 3]]:
            module = single(torch.nn.Conv2d(inputs, outputs, kernel, **options))
            cases.append(layer("conv2d", {**options, "kernel": kernel}, module, normal(2, inputs, 7, 8)))
    for options in [{}, {"stride": 2, "padding": 2, "dilation": 2}, {"groups": 2, "bias": False}]:
        module = single(torch.nn.Conv1d(4, 6, 3, **options))
        cases.append(layer("conv1d", {**options, "kernel": 3}, module, normal(3, 4, 11)))
    for options in [{"kernel": 2}, {"kernel": [3, 2], "stride": [1, 2], "padding": [1, 0]}, {"kernel": 3, "stride": 2, "padding": 1}]:
        arguments = {"kernel_size" if name == "kernel" else name: value for name, value in options.items()}
        ties = normal(2, 3, 7, 8).mul(2).round()
        cases.append(layer("maxPool2d", options, torch.nn.MaxPool2d(**arguments), ties))
        cases.append(layer("avgPool2d", options, torch.nn.AvgPool2d(**arguments), ties))
    for options in [{"kernel": 2}, {"kernel": 3, "stride": 2, "padding": 1}]:
        arguments = {"kernel_size" if name == "kernel" else name: value for name, value in options.items()}
        cases.append(layer("maxPool1d", options, torch.nn.MaxPool1d(**arguments), normal(2, 3, 9)))
        cases.append(layer("avgPool1d", options, torch.nn.AvgPool1d(**arguments), normal(2, 3, 9)))
    return cases


def write(name, about, cases):
    content = {"about": about, "torch": torch.__version__, "variant": 0, "cases": cases}
    (FOLDER / name).write_text(json.dumps(content, separators=(",", ":")) + "\n")


def attention():
    cases = []
    for bias in [True, False]:
        for masked in ["none", "causal", "mask"]:
            module = single(torch.nn.MultiheadAttention(6, 3, bias=bias))
            if bias:
                module.in_proj_bias.data = normal(18)
                module.out_proj.bias.data = normal(6)
            steps = 5 if masked == "causal" else 4
            inputs = [normal(5, 2, 6), normal(steps, 2, 6), normal(steps, 2, 6)]
            hidden = torch.ones(5, steps).triu(1) if masked == "causal" else (torch.arange(5 * steps).view(5, steps) % 3 == 1).double()
            inputs = [x.clone().requires_grad_() for x in inputs]
            y, weights = module(*inputs, attn_mask=None if masked == "none" else hidden.bool(), average_attn_weights=False)
            dy = normal(*y.shape)
            parameters = list(module.parameters())
            gradients = torch.autograd.grad(y, [*inputs, *parameters], dy)
            case = {"op": "multiHeadAttention", "options": {"heads": 3, "bias": bias, "causal": masked == "causal"}}
            if masked == "mask":
                case["mask"] = array(1 - hidden)
            for name, x, g in zip(["queries", "keys", "values"], inputs, gradients):
                case[name], case[f"d{name}"] = array(x.detach()), array(g)
            by_name = dict(zip([name for name, _ in module.named_parameters()], zip(parameters, gradients[3:])))
            for prefix, kind in [("in_proj_", "{}.{}"), ("out_proj.", "output.{}")]:
                for field in ["weight", "bias"]:
                    if prefix + field not in by_name:
                        continue
                    p, g = by_name[prefix + field]
                    parts = zip(["query", "key", "value"], p.chunk(3), g.chunk(3)) if prefix == "in_proj_" else [("output", p, g)]
                    for part, own, gradient in parts:
                        case[f"{part}.{field}"], case[f"d{part}.{field}"] = array(own.detach()), array(gradient)
            cases.append({**case, "weights": array(weights.detach()), "y": array(y.detach()), "dy": array(dy)})
    for masked in [False, True]:
        w, u = single(torch.nn.Linear(3, 4)), single(torch.nn.Linear(5, 4, bias=False))
        v, keys, query = [x.requires_grad_() for x in [normal(4, 1), normal(6, 2, 5), normal(2, 3)]]
        mask = (torch.arange(12).view(6, 2) % 4 != 1).double()
        scores = (torch.tanh(u(keys) + w(query)) @ v).squeeze(-1)
        weights = (scores.masked_fill(mask == 0, -math.inf) if masked else scores).softmax(0)
        y = (keys * weights.unsqueeze(-1)).sum(0)
        dy = normal(*y.shape)
        named = {"keys": keys, "queries": query, "query.weight": w.weight, "query.bias": w.bias, "key.weight": u.weight, "score": v}
        gradients = torch.autograd.grad(y, list(named.values()), dy)
        cases.append(
            {
                "op": "additiveAttention",
                "options": {},
                **({"mask": array(mask)} if masked else {}),
                **{name: array(x.detach()) for name, x in named.items()},
                **{f"d{name}": array(g) for name, g in zip(named, gradients)},
                "weights": array(weights.detach()),
                "y": array(y.detach()),
                "dy": array(dy),
            }
        )
    return cases


def weighted_losses():
    """The mean of PyTorch's mse_loss with weights divides by their sum; the other losses have the same mean."""
    cases = []
    functions = {
        "mse": lambda y, t: F.mse_loss(y, t, reduction="none"),
        "l1": lambda y, t: F.l1_loss(y, t, reduction="none"),
        "smoothL1": lambda y, t: F.smooth_l1_loss(y, t, reduction="none"),
        "huber": lambda y, t: F.huber_loss(y, t, reduction="none"),
        "binaryCrossEntropy": lambda y, t: F.binary_cross_entropy(y, t, reduction="none"),
        "binaryCrossEntropyWithLogits": lambda y, t: F.binary_cross_entropy_with_logits(y, t, reduction="none"),
    }
    for op, function in functions.items():
        for reduction in ["mean", "sum", "none"]:
            for shape in [[4, 3], [4, 1], [3]]:
                y, t = normal(4, 3), normal(4, 3)
                if op.startswith("binary"):
                    t = t.sigmoid().float().double()
                if op == "binaryCrossEntropy":
                    y = y.sigmoid().float().double()
                y.requires_grad_()
                weight = (normal(*shape).abs() * (torch.rand(shape) > 0.3)).float().double()
                losses = function(y, t) * weight
                loss = losses if reduction == "none" else losses.sum()
                if reduction == "mean":
                    loss = loss / weight.expand(4, 3).sum()
                    if op == "mse":
                        assert torch.allclose(loss, F.mse_loss(y, t, weight=weight.expand(4, 3)))
                dy = normal(*loss.shape)
                (gradient,) = torch.autograd.grad(loss, y, dy)
                cases.append(
                    {
                        "op": op,
                        "options": {"reduction": reduction},
                        "elementWeight": array(weight),
                        "input": array(y.detach()),
                        "target": array(t),
                        "loss": array(loss.detach()),
                        "dloss": array(dy),
                        "dinput": array(gradient),
                    }
                )
    return cases


def pooling():
    """Means that count the padding, and that do not."""
    cases = []
    settings = [
        {"kernel": 3, "stride": 2, "padding": 1},
        {"kernel": [3, 2], "stride": [1, 2], "padding": [1, 0]},
        {"kernel": [2, 5], "stride": 3, "padding": [1, 2]},
    ]
    for options in settings:
        for counted in [True, False]:
            arguments = {"kernel_size" if name == "kernel" else name: value for name, value in options.items()}
            module = torch.nn.AvgPool2d(**arguments, count_include_pad=counted)
            cases.append(layer("avgPool2d", {**options, "countIncludePad": counted}, module, normal(2, 3, 7, 8)))
            if isinstance(options["kernel"], int):
                module = torch.nn.AvgPool1d(**arguments, count_include_pad=counted)
                cases.append(layer("avgPool1d", {**options, "countIncludePad": counted}, module, normal(2, 3, 9)))
    return cases


def modules():
    """What a module computes, and its state dictionary."""
    cases = []
    for size, heads, bias in [(6, 3, True), (8, 1, False), (4, 4, True)]:
        module = single(torch.nn.MultiheadAttention(size, heads, bias=bias))
        if bias:
            module.in_proj_bias.data = normal(3 * size)
            module.out_proj.bias.data = normal(size)
        x = normal(5, 2, size)
        y, _ = module(x, x, x)
        state = {name: array(value) for name, value in module.state_dict().items()}
        cases.append({"op": "multiHeadAttentionModule", "options": {"heads": heads, "bias": bias}, **state, "x": array(x), "y": array(y.detach())})
    return cases


write("operations.json", "y = op(inputs), dinputs the gradients of sum(y dy); computed in double precision", operations())
write("layers.windows.json", "weights as in PyTorch; d* = gradients of sum(y*dy); computed in double precision", windows())
write("layers.attention.json", "linear weights as in PyTorch, sequences time-major; d* = gradients of sum(y*dy); computed in double precision", attention())
write("losses.weighted.json", "elementWeight broadcasts to the losses; dinput = gradient of sum(loss*dloss); computed in double precision", weighted_losses())
write("layers.pooling.json", "d* = gradients of sum(y*dy); computed in double precision", pooling())
write("layers.modules.json", "the state dictionary of a module, and y = module(x); computed in double precision", modules())
