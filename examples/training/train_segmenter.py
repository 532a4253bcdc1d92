"""Trains the segmenter of segmenter.cnn: train_segmenter.py MODULE PICTURES WEIGHTS

MODULE is the exported module, PICTURES a folder that draw-pictures.ts wrote, WEIGHTS the file to write.
"""

import pathlib
import sys

import numpy
import torch
from torch.nn import functional

from training import load_module, save, train

module_path, pictures_path, weights_path = sys.argv[1:]
torch.manual_seed(0)

pixels = torch.from_numpy(numpy.load(pathlib.Path(pictures_path, "pixels.npy"))).permute(0, 3, 1, 2).contiguous()
masks = torch.from_numpy(numpy.load(pathlib.Path(pictures_path, "masks.npy")))
network = load_module(module_path).Segmenter()


def batch_loss(batch):
    pictures, classes = pixels[batch].float() / 255, masks[batch].long()
    if torch.rand(()) < 0.5:
        pictures, classes = pictures.flip(3), classes.flip(2)
    if torch.rand(()) < 0.5:
        pictures, classes = pictures.transpose(2, 3), classes.transpose(1, 2)
    return functional.cross_entropy(network(pictures), classes)


train(network, len(pixels), epochs=12, batch_loss=batch_loss)
save(network, weights_path)
