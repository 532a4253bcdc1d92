"""Trains the detector of detector.cnn: train_detector.py MODULE PICTURES WEIGHTS

MODULE is the exported module, PICTURES a folder that draw-pictures.ts wrote, WEIGHTS the file to write.
"""

import json
import pathlib
import sys

import numpy
import torch
from torch.nn import functional

from training import load_module, save, train

module_path, pictures_path, weights_path = sys.argv[1:]
torch.manual_seed(0)

pixels = torch.from_numpy(numpy.load(pathlib.Path(pictures_path, "pixels.npy"))).permute(0, 3, 1, 2).contiguous()
boxes = json.loads(pathlib.Path(pictures_path, "boxes.json").read_text())
side = pixels.shape[2]
module = load_module(module_path)
network = module.Detector()

# The maps in the order of the network's outputs, with the pixels from one of their positions to the next.
scales = [
    {"stride": 16, "anchors": torch.tensor(module.COARSE_ANCHORS)},
    {"stride": 8, "anchors": torch.tensor(module.FINE_ANCHORS)},
]
anchors = torch.cat([scale["anchors"] for scale in scales])


def overlaps(width, height):
    """The intersection over union of a box with each anchor, if both have the same centre."""
    intersection = anchors[:, 0].clamp_max(width) * anchors[:, 1].clamp_max(height)
    return intersection / (anchors.prod(dim=1) + width * height - intersection)


def targets(pictures):
    """For each scale: what each anchor at each position should say, and which anchors are asked.

    A box is the task of the anchor that is most like it, at the position of its centre. Other anchors that are
    rather like it may find it too: they are not asked whether there is a box.
    """
    made = []
    for scale in scales:
        cells = side // scale["stride"]
        shape = (len(pictures), len(scale["anchors"]), cells, cells)
        made.append({
            "box": torch.zeros(*shape, 4),
            "class": torch.zeros(shape, dtype=torch.long),
            "object": torch.zeros(shape),
            "asked": torch.ones(shape),
        })
    for index, picture in enumerate(pictures):
        for box in picture:
            centre_x, centre_y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
            alike = overlaps(box["width"], box["height"])
            for anchor, overlap in enumerate(alike.tolist()):
                level, slot = divmod(anchor, len(scales[0]["anchors"]))
                stride, target = scales[level]["stride"], made[level]
                column, row = int(centre_x / stride), int(centre_y / stride)
                at = (index, slot, row, column)
                if anchor == alike.argmax():
                    target["box"][at] = torch.tensor([
                        centre_x / stride - column,
                        centre_y / stride - row,
                        numpy.log(box["width"] / anchors[anchor, 0].item()),
                        numpy.log(box["height"] / anchors[anchor, 1].item()),
                    ])
                    target["class"][at] = box["class"]
                    target["object"][at] = 1
                    target["asked"][at] = 1
                elif overlap > 0.6 and target["object"][at] == 0:
                    target["asked"][at] = 0
    return made


def scale_loss(raw, target):
    """The loss of one output, [N, A · (5 + C), rows, columns], per box of the batch."""
    count, _, rows, columns = raw.shape
    raw = raw.view(count, target["object"].shape[1], -1, rows, columns).permute(0, 1, 3, 4, 2)
    has_object = functional.binary_cross_entropy_with_logits(
        raw[..., 4], target["object"], weight=target["asked"], reduction="sum"
    )
    here = target["object"] == 1
    found, wanted = raw[here], target["box"][here]
    centre = functional.binary_cross_entropy_with_logits(found[:, :2], wanted[:, :2], reduction="sum")
    size = functional.smooth_l1_loss(found[:, 2:4], wanted[:, 2:], beta=0.1, reduction="sum")
    kinds = functional.one_hot(target["class"][here], module.CLASSES).float()
    kind = functional.binary_cross_entropy_with_logits(found[:, 5:], kinds, reduction="sum")
    return has_object + centre + 2 * size + kind


def mirrored(pictures):
    """Pictures and boxes from right to left."""
    flipped = [[{**box, "x": side - box["x"] - box["width"]} for box in picture] for picture in pictures]
    return flipped


def batch_loss(batch):
    pictures, labels = pixels[batch].float() / 255, [boxes[index] for index in batch.tolist()]
    if torch.rand(()) < 0.5:
        pictures, labels = pictures.flip(3), mirrored(labels)
    losses = [scale_loss(raw, target) for raw, target in zip(network(pictures), targets(labels))]
    return sum(losses) / sum(len(picture) for picture in labels)


train(network, len(pixels), epochs=24, batch_loss=batch_loss)
save(network, weights_path)
