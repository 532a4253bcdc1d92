"""Measures the memory of inference with PyTorch's profiler: one JSON job list in, one JSON list out.

Each job: {"module", "class", "inputs": [shape], "batches": [size]}. The answer has, for each batch, the most bytes that the
CPU allocator holds after an operator has returned and before the values that nothing reads any more are freed. `torch.fx`
finds the last reader of each value. What an operator allocates and frees itself, its workspace, is not in the figure.
"""
import dis
import inspect
import json
import sys
from unittest import mock

import torch
from pytorch import attempt, load, without_convolving, without_initial_values
from torch import fx

# A size that no tensor has; an allocation of it marks the end of an operator among the profiler's events.
MARK = 1_000_003


def unpacked(proxy):
    """`a, b = proxy`; PyTorch 1.13 cannot read the bytecode of Python 3.11."""
    frame = inspect.currentframe().f_back
    for instruction in dis.get_instructions(frame.f_code):
        if instruction.offset == frame.f_lasti and instruction.opname == "UNPACK_SEQUENCE":
            return iter([proxy[index] for index in range(instruction.argval)])
    raise TypeError("a proxy cannot be iterated")


fx.Proxy.__iter__ = unpacked


class Marked(fx.Interpreter):
    """Runs an operator after the other. Inputs are made where they are read, so that they are freed like other values."""

    def __init__(self, traced, shapes, batch):
        super().__init__(traced)
        self.shapes = iter(shapes)
        self.batch = batch

    def placeholder(self, *_):
        return torch.zeros(self.batch, *next(self.shapes))

    def run_node(self, node):
        result = super().run_node(node)
        torch.empty(MARK, dtype=torch.uint8)
        return result


def traced(job):
    with without_initial_values():
        network = load(job)()
    for tensor in [*network.parameters(), *network.buffers()]:
        tensor.data.zero_()
    emitted = type(network).forward.__globals__.values()
    helpers = [one for one in emitted if inspect.isfunction(one) and one.__module__ == type(network).__module__]
    tracer = fx.Tracer(autowrap_functions=tuple(helpers))
    # Its shape may hold proxies; PyTorch 1.13 takes them in methods only.
    with mock.patch.object(torch, "reshape", lambda tensor, shape: tensor.reshape(shape)):
        graph = tracer.trace(network.eval())
    # Copied under one name each: a submodule may be named like a method of modules, such as `half`.
    parts, modules = {}, dict(network.named_modules())
    for node in graph.nodes:
        if node.op in ("call_module", "get_attr"):
            name = "part_" + node.target.replace(".", "_")
            owner, _, last = node.target.rpartition(".")
            parts[name] = getattr(modules[owner], last) if node.op == "get_attr" else modules[node.target]
            node.target = name
    return fx.GraphModule(parts, graph)


def peak_bytes(network, shapes, batch):
    activities = [torch.profiler.ProfilerActivity.CPU]
    with torch.no_grad(), torch.profiler.profile(activities=activities, profile_memory=True) as profile:
        Marked(network, shapes, batch).run()
    held = peak = marks = 0
    for event in profile.profiler.kineto_results.events():
        if event.name() != "[memory]":
            continue
        size = event.nbytes()
        if size == MARK:
            marks += 1
            peak = max(peak, held)
        elif size != -MARK:
            held += size
    if marks != len(network.graph.nodes):
        raise ValueError(f"{marks} marks for {len(network.graph.nodes)} operators")
    return peak


def run(job):
    network = traced(job)
    return {str(batch): peak_bytes(network, job["inputs"], batch) for batch in job["batches"]}


if __name__ == "__main__":
    without_convolving()
    torch.set_num_threads(1)
    print(json.dumps({"torch": torch.__version__, "recorded": [attempt(run, job) for job in json.load(sys.stdin)]}))
