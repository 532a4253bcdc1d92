"""Counts what PyTorch's autograd keeps for the backward pass: one JSON job list in, one JSON list out.

Each job: {"module", "class", "inputs": [shape], "batches": [size], "differentiable"}. The answer has, for each batch,
the bytes of the storages that saved tensors are in when `forward` has returned. A storage counts once, and those of
parameters and buffers not at all. With "differentiable", gradients reach the inputs, as inside a larger network. With
"autocast", it is mixed precision: 16-bit floats where PyTorch chooses them, on the CPU.
"""
import contextlib
import json
import sys
import weakref
from unittest import mock

import torch
import torch.nn.functional as F
from pytorch import attempt, load, on_meta, without_convolving, without_initial_values


class Kept:
    """What autograd holds in place of a tensor; gone when autograd lets it go."""

    def __init__(self, tensor):
        self.tensor = tensor


def identity(tensor):
    """The storage that a tensor is in; on the meta device all have the same address."""
    return tensor.storage()._cdata


@contextlib.contextmanager
def mixed_precision(enabled):
    """The list of autocast on the CPU lacks transposed convolutions, which that on GPUs has."""

    def in_halves(transposed):
        def call(values, weight, bias, *rest):
            with torch.autocast("cpu", enabled=False):
                return transposed(values.bfloat16(), weight.bfloat16(), bias if bias is None else bias.bfloat16(), *rest)

        return call

    with contextlib.ExitStack() as stack:
        if enabled:
            for name in ("conv_transpose1d", "conv_transpose2d", "conv_transpose3d"):
                stack.enter_context(mock.patch.object(F, name, in_halves(getattr(F, name))))
        stack.enter_context(torch.autocast("cpu", dtype=torch.bfloat16, enabled=enabled))
        yield


def saved_bytes(network, shapes, batch, differentiable, autocast, details):
    kept = weakref.WeakSet()

    def pack(tensor):
        one = Kept(tensor)
        kept.add(one)
        return one

    device = next((one.device for one in [*network.parameters(), *network.buffers()]), "cpu")
    inputs = [torch.zeros(batch, *shape, device=device).requires_grad_(differentiable) for shape in shapes]
    own = {identity(one) for one in [*network.parameters(), *network.buffers()]}
    with mixed_precision(autocast), torch.autograd.graph.saved_tensors_hooks(pack, lambda one: one.tensor):
        results = network(*inputs)
    storages = {}
    for one in kept:
        if identity(one.tensor) not in own:
            size = one.tensor.storage().nbytes()
            storages[identity(one.tensor)] = (size, list(one.tensor.shape), str(one.tensor.dtype))
    del results
    if details:
        print(batch, sorted(storages.values()), file=sys.stderr)
    return sum(size for size, _, _ in storages.values())


def run(job):
    """Without numbers if PyTorch has all operators for that; large networks would take gigabytes. Autocast needs numbers."""
    if job["autocast"]:
        with without_initial_values():
            network = load(job)()
        for tensor in [*network.parameters(), *network.buffers()]:
            tensor.data.zero_()
        return attempt_on(job, network)
    try:
        return attempt_on(job, on_meta(load(job)))
    except NotImplementedError as error:
        print(f"{job['class']}: {error}".split(chr(10))[0], file=sys.stderr)
        with without_initial_values():
            return attempt_on(job, load(job)())


def attempt_on(job, network):
    network.train()
    return {
        str(batch): saved_bytes(
            network, job["inputs"], batch, job["differentiable"], job["autocast"], job.get("details", False)
        )
        for batch in job["batches"]
    }


if __name__ == "__main__":
    jobs = json.load(sys.stdin)
    if any(job["autocast"] for job in jobs):
        without_convolving()
    print(json.dumps({"torch": torch.__version__, "recorded": [attempt(run, job) for job in jobs]}))
