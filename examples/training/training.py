"""What the training scripts share: reading an exported module, the loop over the data, and writing the weights."""

import importlib.util
import time

import torch
from safetensors.torch import save_file


def load_module(path):
    """Imports the file that `cnn export --to pytorch` wrote."""
    spec = importlib.util.spec_from_file_location("exported", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def train(network, count, epochs, batch_loss, batch_size=32, peak_rate=0.01):
    """Trains on `count` examples. `batch_loss` takes the indices of a batch and returns its loss.

    The learning rate rises to `peak_rate` and falls to nearly zero (Smith and Topin, Super-Convergence, 2018).
    """
    steps = epochs * (count // batch_size)
    optimizer = torch.optim.AdamW(network.parameters(), lr=peak_rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=peak_rate, total_steps=steps)
    start = time.time()
    for epoch in range(epochs):
        network.train()
        total = 0.0
        order = torch.randperm(count)[: count // batch_size * batch_size]
        for batch in order.split(batch_size):
            loss = batch_loss(batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
        mean = total / (count // batch_size)
        print(f"epoch {epoch + 1}/{epochs}: loss {mean:.4f}, {time.time() - start:.0f} s", flush=True)
    network.eval()


def save(network, path):
    """Writes the state_dict, whose names are the paths of the layers in the .cnn file.

    Half precision halves the file and changes none of the published results.
    """
    tensors = {
        name: (tensor.half() if tensor.is_floating_point() else tensor).contiguous()
        for name, tensor in network.state_dict().items()
    }
    save_file(tensors, path)
