"""Measures activations and gradients at initialization: one JSON job list in, one JSON list out.

Each job: {"module", "class", "inputs": [shape], "batch", "seeds", "init"}. The answer has, for each convolution and
linear layer, the mean squares of its results and of the derivatives by them, averaged over the seeds. The loss is a
sum of the outputs with standard normal factors, so its derivatives by the outputs have mean square 1.
"""
import json
import sys

import torch
from pytorch import attempt, load

weighted = (torch.nn.Linear, torch.nn.modules.conv._ConvNd)

initializers = {
    "he": lambda weight: torch.nn.init.kaiming_uniform_(weight, nonlinearity="relu"),
    "xavier": torch.nn.init.xavier_uniform_,
    "zeros": torch.nn.init.zeros_,
}


def initialize(network, kind):
    for one in network.modules():
        if isinstance(one, weighted):
            if kind == "pytorch":
                one.reset_parameters()
            else:
                initializers[kind](one.weight)
                if one.bias is not None:
                    torch.nn.init.zeros_(one.bias)


def measure(network, job, seed):
    torch.manual_seed(seed)
    initialize(network, job["init"])
    found = {}
    hooks = []
    for name, one in network.named_modules():
        if isinstance(one, weighted):
            def keep(_module, _inputs, result, name=name):
                result.retain_grad()
                found[name] = result
            hooks.append(one.register_forward_hook(keep))
    results = network(*[torch.randn(job["batch"], *shape) for shape in job["inputs"]])
    results = results if isinstance(results, (tuple, list)) else [results]
    sum((one * torch.randn_like(one)).sum() for one in results).backward()
    for hook in hooks:
        hook.remove()
    return {
        name: tuple(values.double().pow(2).mean().item() for values in (one.detach(), one.grad))
        for name, one in found.items() if one.grad is not None
    }


def run(job):
    network = load(job)().train()
    runs = [measure(network, job, seed) for seed in range(job["seeds"])]
    return {
        name: {part: sum(one[name][index] for one in runs) / len(runs) for index, part in enumerate(["square", "gradient"])}
        for name in runs[0]
    }


if __name__ == "__main__":
    torch.set_num_threads(1)
    print(json.dumps({"torch": torch.__version__, "signals": [attempt(run, job) for job in json.load(sys.stdin)]}))
