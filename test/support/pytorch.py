"""Runs emitted modules in PyTorch and says what is found: one JSON job list in, one JSON list out.

Each job: {"module", "class", "device", "inputs": [[name, shape]], "values", "weights": [[name, shape]], "numbers"}.
"values" and "numbers" are files of float32: the inputs, and the weights, one after the other.
"""
import importlib.util
import json
import sys

import numpy
import torch


def load(job):
    spec = importlib.util.spec_from_file_location("emitted", job["module"])
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with torch.device(job["device"]):
        return getattr(module, job["class"])().eval()


def tensors(path, shapes):
    numbers = numpy.fromfile(path, dtype=numpy.float32)
    found, start = {}, 0
    for name, shape in shapes:
        count = int(numpy.prod(shape))
        found[name] = torch.from_numpy(numbers[start : start + count].reshape(shape).copy())
        start += count
    return found


def run(job):
    network = load(job)
    state = {
        name: list(tensor.shape)
        for name, tensor in network.state_dict().items()
        if not name.endswith("num_batches_tracked")
    }
    if job["device"] == "meta":
        inputs = [torch.empty(shape, device="meta") for _, shape in job["inputs"]]
    else:
        network.load_state_dict(tensors(job["numbers"], job["weights"]), strict=False)
        inputs = list(tensors(job["values"], job["inputs"]).values())
    with torch.no_grad():
        given = network(*inputs)
    outputs = given if isinstance(given, tuple) else (given,)
    if job["device"] != "meta":
        numpy.concatenate([one.float().numpy().ravel() for one in outputs]).tofile(job["results"])
    return {
        "state": state,
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
        "outputs": [list(one.shape) for one in outputs],
    }


def attempt(job):
    try:
        return run(job)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


torch.manual_seed(0)
json.dump([attempt(job) for job in json.load(sys.stdin)], sys.stdout)
