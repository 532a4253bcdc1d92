"""Runs emitted modules in PyTorch and says what is found: one JSON job list in, one JSON list out.

Each job: {"module", "class", "device", "inputs": [[name, shape]], "values", "weights": [[name, shape]], "numbers"}.
"values" and "numbers" are files of float32: the inputs, and the weights, one after the other.
"""
import contextlib
import importlib.util
import json
import sys
from unittest import mock

import numpy
import torch


@contextlib.contextmanager
def without_initial_values():
    """Makes modules without filling their tensors, as PyTorch before 2.0 has no device to make them on."""
    with contextlib.ExitStack() as stack:
        for name in ("kaiming_uniform_", "uniform_", "ones_", "zeros_", "normal_", "xavier_uniform_"):
            stack.enter_context(mock.patch.object(torch.nn.init, name, lambda tensor, *args, **kwargs: tensor))
        yield


def load(job):
    spec = importlib.util.spec_from_file_location("emitted", job["module"])
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, job["class"])


def on_meta(make):
    if hasattr(torch.device, "__enter__"):
        with torch.device("meta"):
            return make()
    with without_initial_values():
        return make().to("meta")


# Its kernels are used as long as it exists.
kernels = torch.library.Library("aten", "IMPL")


def without_convolving():
    """Makes convolutions on the CPU return zeros, for the rest of the process. What autograd keeps and the allocator holds
    does not depend on the numbers.
    """

    def convolution(values, weight, _bias, *rest):
        shaped = torch.ops.aten.convolution(values.to("meta"), weight.to("meta"), None, *rest)
        return torch.zeros(shaped.shape, dtype=values.dtype)

    kernels.impl("convolution", convolution, "CPU")


def shapes_on_cpu(make, job):
    """The outputs of a network with an operator that the meta device lacks."""
    with without_initial_values():
        return make().eval()(*[torch.zeros(shape) for _, shape in job["inputs"]])


def tensors(path, shapes):
    numbers = numpy.fromfile(path, dtype=numpy.float32)
    found, start = {}, 0
    for name, shape in shapes:
        count = int(numpy.prod(shape))
        found[name] = torch.from_numpy(numbers[start : start + count].reshape(shape).copy())
        start += count
    return found


def run(job):
    make = load(job)
    network = (make() if job["device"] == "cpu" else on_meta(make)).eval()
    state = {
        name: list(tensor.shape)
        for name, tensor in network.state_dict().items()
        if not name.endswith("num_batches_tracked")
    }
    if job["device"] == "meta":
        inputs = [torch.empty(shape, device="meta") for _, shape in job["inputs"]]
    else:
        weights = tensors(job["numbers"], job["weights"])
        counters = {name: tensor for name, tensor in network.state_dict().items() if name.endswith("num_batches_tracked")}
        network.load_state_dict({**weights, **counters}, strict=True)
        inputs = list(tensors(job["values"], job["inputs"]).values())
    with torch.no_grad():
        try:
            results = network(*inputs)
        except NotImplementedError:
            if job["device"] == "cpu":
                raise
            results = shapes_on_cpu(make, job)
    outputs = results if isinstance(results, tuple) else (results,)
    if job["device"] != "meta":
        numpy.concatenate([one.float().numpy().ravel() for one in outputs]).tofile(job["results"])
    return {
        "state": state,
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
        "outputs": [list(one.shape) for one in outputs],
    }


def attempt(run, job):
    try:
        return run(job)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


if __name__ == "__main__":
    torch.manual_seed(0)
    json.dump([attempt(run, job) for job in json.load(sys.stdin)], sys.stdout)
