"""WaveNet of wavenet.cnn, written by `cnn export --to pytorch`.

WaveNet: A. van den Oord et al., 2016.
"""

import torch.nn.functional as F
from torch import nn


class Layer(nn.Module):
    def __init__(self, in_channels, channels, skip_channels, dilation):
        super().__init__()
        self.padded = nn.ConstantPad1d((dilation, 0), 0)
        self.filter = nn.Sequential(
            nn.Conv1d(in_channels, channels, 2, dilation=dilation), nn.Tanh()
        )
        self.gate = nn.Sequential(
            nn.Conv1d(in_channels, channels, 2, dilation=dilation), nn.Sigmoid()
        )
        self.residual = nn.Conv1d(channels, channels, 1)
        self.skip = nn.Conv1d(channels, skip_channels, 1)

    def forward(self, x):
        padded = self.padded(x)
        filter_ = self.filter(padded)
        gate = self.gate(padded)
        gated = filter_ * gate
        residual = self.residual(gated)
        skip = self.skip(gated)
        return residual + x, skip


class WaveNet(nn.Module):
    """Takes sound [N, 1, 64]; gives scores [N, 256, 64]."""

    def __init__(self, channels=32, classes=256):
        super().__init__()
        self.start = nn.Sequential(nn.ConstantPad1d((1, 0), 0), nn.Conv1d(1, channels, 2))
        self.x = Layer(channels, channels, 64, 1)
        self.for_1 = nn.ModuleList(
            [
                nn.ModuleDict({"x": Layer(channels, channels, 64, dilation)})
                for dilation in (2, 4, 8, 16, 32, 64, 128, 256, 512)
            ]
        )
        self.conv_1 = nn.Conv1d(64, 64, 1)
        self.scores = nn.Conv1d(64, classes, 1)

    def forward(self, sound):
        x = self.start(sound)
        x, total = self.x(x)
        for part in self.for_1:
            x, skip = part["x"](x)
            total = total + skip
        x = F.relu(total)
        x = self.conv_1(x)
        x = F.relu(x)
        return self.scores(x)
