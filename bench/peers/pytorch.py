"""PyTorch: nn.LSTM, nn.GRU, nn.RNN over whole windows, Adam, eager (there is no compiler on this path)."""

import json
import os
import sys
import time

TASK = json.loads(sys.argv[1])
THREADS = TASK['threads']
for name in ('OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS'):
    os.environ[name] = str(THREADS)

import torch
from torch import nn

torch.set_num_threads(THREADS)
torch.manual_seed(1)

WINDOWS = 100
BATCHES = 16


def optimizer(parameters, rate):
    """Adam in one fused kernel where this PyTorch has it for processors (2.4 and later), else over many tensors at once."""
    fused = tuple(int(part) for part in torch.__version__.split('.')[:2]) >= (2, 4)
    return torch.optim.Adam(parameters, lr=rate, **({'fused': True} if fused else {'foreach': True}))


class CharLM(nn.Module):
    """One-hot symbols as rows of the first layer's input weights, recurrent layers, a linear layer to V logits."""

    def __init__(self, cell, layers, hidden, symbols):
        super().__init__()
        self.one_hot = torch.eye(symbols)
        self.rnn = getattr(nn, cell)(symbols, hidden, layers)
        self.head = nn.Linear(hidden, symbols)

    def forward(self, inputs, state):
        outputs, state = self.rnn(self.one_hot[inputs], state)
        return self.head(outputs), state


def detached(state):
    return tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()


def language_model(definition, symbols):
    lanes, window = definition['lanes'], definition['window']
    model = CharLM(definition['cell'], definition['layers'], definition['hidden'], symbols)
    adam = optimizer(model.parameters(), 2e-3)
    loss_of = nn.CrossEntropyLoss()
    parameters = list(model.parameters())
    ranks = torch.rand(lanes, WINDOWS * window + 1) * torch.rand(lanes, WINDOWS * window + 1)
    text = (ranks * symbols).long().t().contiguous()
    state, at = None, 0

    def run():
        nonlocal state, at
        inputs, targets = text[at : at + window], text[at + 1 : at + 1 + window]
        at = (at + window) % (WINDOWS * window)
        adam.zero_grad(set_to_none=True)
        logits, state = model(inputs, state)
        state = detached(state)
        loss = loss_of(logits.view(-1, symbols), targets.reshape(-1))
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 5)
        adam.step()
        return loss.item()

    return lanes * window, run


def sampling(definition, symbols):
    model = CharLM(definition['cell'], definition['layers'], definition['hidden'], symbols).eval()
    state, symbol = None, torch.zeros(1, 1, dtype=torch.long)

    def run():
        nonlocal state, symbol
        with torch.inference_mode():
            logits, state = model(symbol, state)
            symbol = torch.multinomial(torch.softmax(logits[0], -1), 1)
            return symbol.item()

    return 1, run


def perceptron(definition, symbols):
    sizes, batch = definition['sizes'], definition['batch']
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    model = nn.Sequential(*layers[:-1])
    batches = [(torch.rand(batch, sizes[0]), torch.randint(sizes[-1], (batch,))) for _ in range(BATCHES)]
    return batch, classifier(model, batches)


def classifier(model, batches):
    adam = optimizer(model.parameters(), 1e-3)
    loss_of = nn.CrossEntropyLoss()
    count = 0

    def run():
        nonlocal count
        inputs, targets = batches[count % BATCHES]
        count += 1
        adam.zero_grad(set_to_none=True)
        loss = loss_of(model(inputs), targets)
        loss.backward()
        adam.step()
        return loss.item()

    return run


def lenet(definition, symbols):
    batch = definition['batch']
    model = nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(400, 120),
        nn.ReLU(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, 10),
    )
    batches = [(torch.rand(batch, 1, 28, 28), torch.randint(10, (batch,))) for _ in range(BATCHES)]
    return batch, classifier(model, batches)


def xor(definition, symbols):
    model = nn.Sequential(nn.Linear(2, definition['hidden']), nn.Tanh(), nn.Linear(definition['hidden'], 1))
    adam = optimizer(model.parameters(), 0.01)
    loss_of = nn.MSELoss()
    inputs = torch.tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    targets = torch.tensor([[0.0], [1], [1], [0]])

    def run():
        adam.zero_grad(set_to_none=True)
        loss = loss_of(model(inputs), targets)
        loss.backward()
        adam.step()
        return loss.item()

    return 1, run


def run_for(run, seconds):
    start, before, repetitions = time.perf_counter(), time.process_time(), 0
    while True:
        run()
        repetitions += 1
        elapsed = time.perf_counter() - start
        if elapsed >= seconds:
            return {'repetitions': repetitions, 'elapsed': elapsed, 'processor': time.process_time() - before}


def say(line):
    print(json.dumps(line), flush=True)


def main():
    make = {'language model': language_model, 'sampling': sampling, 'perceptron': perceptron, 'lenet': lenet, 'xor': xor}
    size, run = make[TASK['definition']['kind']](TASK['definition'], TASK['symbols'])
    if run_for(run, 0)['elapsed'] < 1:
        run(), run()
        run_for(run, TASK['seconds'])
    onednn = ' with oneDNN' if torch.backends.mkldnn.is_available() else ''
    runtime = f'Python {sys.version.split()[0]}{onednn}'
    say({'version': torch.__version__, 'runtime': runtime, 'size': size})
    for line in sys.stdin:
        say(run_for(run, json.loads(line)['seconds']))


main()
