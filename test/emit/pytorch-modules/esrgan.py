"""ESRGAN of esrgan.cnn, written by `cnn export --to pytorch`.

ESRGAN's generator.
"""

import torch
import torch.nn.functional as F
from torch import nn


class DenseBlock(nn.Module):
    def __init__(self, in_channels, growth=32):
        super().__init__()
        self.c1 = nn.Sequential(
            nn.Conv2d(in_channels, growth, 3, padding=1), nn.LeakyReLU(negative_slope=0.2)
        )
        self.c2 = nn.ModuleDict({"1": nn.Conv2d(in_channels + growth, growth, 3, padding=1)})
        self.c3 = nn.ModuleDict({"1": nn.Conv2d(in_channels + 2 * growth, growth, 3, padding=1)})
        self.c4 = nn.ModuleDict({"1": nn.Conv2d(in_channels + 3 * growth, growth, 3, padding=1)})
        self.c5 = nn.ModuleDict(
            {"1": nn.Conv2d(in_channels + 4 * growth, in_channels, 3, padding=1)}
        )

    def forward(self, x):
        c1 = self.c1(x)
        out = torch.cat([x, c1], dim=1)
        out = self.c2["1"](out)
        c2 = F.leaky_relu(out, negative_slope=0.2)
        out = torch.cat([x, c1, c2], dim=1)
        out = self.c3["1"](out)
        c3 = F.leaky_relu(out, negative_slope=0.2)
        out = torch.cat([x, c1, c2, c3], dim=1)
        out = self.c4["1"](out)
        c4 = F.leaky_relu(out, negative_slope=0.2)
        out = torch.cat([x, c1, c2, c3, c4], dim=1)
        c5 = self.c5["1"](out)
        return x + c5 * 0.2


class RRDB(nn.Module):
    def __init__(self, in_channels):
        super().__init__()
        self.x = nn.Sequential(*[DenseBlock(in_channels) for _ in range(3)])

    def forward(self, inputs):
        x = self.x(inputs)
        return inputs + x * 0.2


class ESRGAN(nn.Module):
    """Takes image [N, 3, 8, 8]; gives y [N, 3, 32, 32]."""

    def __init__(self, blocks=2):
        super().__init__()
        self.first = nn.Conv2d(3, 64, 3, padding=1)
        self.trunk = nn.Sequential(
            nn.Sequential(*[RRDB(64) for _ in range(blocks)]), nn.Conv2d(64, 64, 3, padding=1)
        )
        self.repeat_1 = nn.Sequential(*[
            nn.Sequential(
                nn.Upsample(scale_factor=2),
                nn.Conv2d(64, 64, 3, padding=1),
                nn.LeakyReLU(negative_slope=0.2),
            )
            for _ in range(2)
        ])
        self.y = nn.Sequential(
            nn.Conv2d(64, 64, 3, padding=1),
            nn.LeakyReLU(negative_slope=0.2),
            nn.Conv2d(64, 3, 3, padding=1),
        )

    def forward(self, image):
        first = self.first(image)
        trunk = self.trunk(first)
        x = first + trunk
        x = self.repeat_1(x)
        return self.y(x)
