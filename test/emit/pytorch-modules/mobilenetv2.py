"""MobileNetV2 of mobilenetv2.cnn, written by `cnn export --to pytorch`.

MobileNetV2: M. Sandler et al., 2018.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn


def divisible(v):
    """Rounds channels to a multiple of 8, as the paper's code does."""
    return max(8, math.floor(v + 4) // 8 * 8)


class ConvBNReLU(nn.Module):
    def __init__(self, in_channels, channels, kernel=3, stride=1, groups=1):
        super().__init__()
        self.conv = nn.Conv2d(
            in_channels,
            channels,
            kernel,
            stride=stride,
            padding=(kernel - 1) // 2,
            groups=groups,
            bias=False,
        )
        self.bn = nn.BatchNorm2d(channels)

    def forward(self, x):
        x = self.conv(x)
        x = self.bn(x)
        return F.relu6(x)


class InvertedResidual(nn.Module):
    def __init__(self, in_channels, channels, stride, expand):
        super().__init__()
        hidden = round(in_channels * expand)
        self.expansion = None
        if expand != 1:
            self.expansion = ConvBNReLU(in_channels, hidden, kernel=1)
        self.depthwise = ConvBNReLU(hidden, hidden, stride=stride, groups=hidden)
        self.project = nn.Conv2d(hidden, channels, 1, bias=False)
        self.bn = nn.BatchNorm2d(channels)
        self.residual = stride == 1 and in_channels == channels

    def forward(self, x):
        if self.expansion is not None:
            out = self.expansion(x)
        else:
            out = x
        out = self.depthwise(out)
        out = self.project(out)
        bn = self.bn(out)
        if self.residual:
            bn = bn + x
        return bn


class MobileNetV2(nn.Module):
    """Takes image [N, 3, 32, 32]; gives scores [N, 1000]."""

    def __init__(self, classes=1000, width=1):
        super().__init__()
        self.stem = ConvBNReLU(3, divisible(32 * width), stride=2)
        self.for_1 = nn.Sequential(
            nn.Sequential(InvertedResidual(divisible(32 * width), divisible(16 * width), 1, 1)),
            nn.Sequential(
                InvertedResidual(divisible(16 * width), divisible(24 * width), 2, 6),
                InvertedResidual(divisible(24 * width), divisible(24 * width), 1, 6),
            ),
            nn.Sequential(
                InvertedResidual(divisible(24 * width), divisible(32 * width), 2, 6),
                InvertedResidual(divisible(32 * width), divisible(32 * width), 1, 6),
                InvertedResidual(divisible(32 * width), divisible(32 * width), 1, 6),
            ),
            nn.Sequential(
                InvertedResidual(divisible(32 * width), divisible(64 * width), 2, 6),
                *[
                    InvertedResidual(divisible(64 * width), divisible(64 * width), 1, 6)
                    for _ in range(3)
                ],
            ),
            nn.Sequential(
                InvertedResidual(divisible(64 * width), divisible(96 * width), 1, 6),
                InvertedResidual(divisible(96 * width), divisible(96 * width), 1, 6),
                InvertedResidual(divisible(96 * width), divisible(96 * width), 1, 6),
            ),
            nn.Sequential(
                InvertedResidual(divisible(96 * width), divisible(160 * width), 2, 6),
                InvertedResidual(divisible(160 * width), divisible(160 * width), 1, 6),
                InvertedResidual(divisible(160 * width), divisible(160 * width), 1, 6),
            ),
            nn.Sequential(InvertedResidual(divisible(160 * width), divisible(320 * width), 1, 6)),
        )
        self.head = ConvBNReLU(divisible(320 * width), 1280, kernel=1)
        self.classifier = nn.Linear(1280, classes)

    def forward(self, image):
        x = self.stem(image)
        x = self.for_1(x)
        x = self.head(x)
        x = F.adaptive_avg_pool2d(x, 1)
        x = torch.flatten(x, 1)
        x = F.dropout(x, p=0.2, training=self.training)
        x = self.classifier(x)
        return F.softmax(x, dim=1)
