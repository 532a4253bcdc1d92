"""M of twins.cnn, written by `cnn export --to pytorch`.

This file is about twins.
"""

import torch
import torch.nn.functional as F
from torch import nn


class Twin(nn.Module):
    def __init__(self, in_channels):
        super().__init__()
        self.conv_1 = nn.Conv2d(in_channels, 4, 1)

    def forward(self, x):
        x = self.conv_1(x)
        return F.relu(x)


class Scaled(nn.Module):
    """Layer scale as in ConvNeXt."""

    def __init__(self, in_channels):
        super().__init__()
        self.scale_1 = nn.Parameter(1e-6 * torch.ones(in_channels))

    def forward(self, x):
        return x * self.scale_1[:, None, None]


class ASPP(nn.Module):
    def __init__(self, in_channels, rates):
        super().__init__()
        self.all = nn.Conv2d(in_channels, 8, 1)
        channels = 8
        self.for_1 = nn.ModuleList()
        for rate in rates:
            part = nn.ModuleDict(
                {"conv_1": nn.Conv2d(in_channels, 8, 3, padding=rate, dilation=rate)}
            )
            channels = channels + 8
            self.for_1.append(part)
        self.conv_1 = nn.Conv2d(channels, 8, 1)

    def forward(self, source):
        all_ = self.all(source)
        for part in self.for_1:
            all_ = torch.cat([all_, part["conv_1"](source)], dim=1)
        return self.conv_1(all_)


class Half(nn.Module):
    def __init__(self, in_channels):
        super().__init__()
        self.a = nn.Conv2d(in_channels, in_channels // 2, 1)
        self.b = nn.Conv2d(in_channels, in_channels // 2, 3, padding=1)
        self.c = nn.Conv2d(in_channels, in_channels // 2, 5, padding=2)
        self.batch_norm_1 = nn.BatchNorm2d(3 * (in_channels // 2))

    def forward(self, x):
        a = self.a(x)
        b = self.b(x)
        c = self.c(x)
        x = torch.cat([a, b, c], dim=1)
        return self.batch_norm_1(x)


class M(nn.Module):
    """Takes left [N, 4, 8, 8], right [N, 4, 8, 8]; gives y [N, 18, 8, 8]."""

    def __init__(self):
        super().__init__()
        self.a = Twin(4)
        self.b = Twin(4)
        self.s = nn.ModuleDict({"1": Scaled(4)})
        self.ASPP_1 = ASPP(4, (1, 2, 4))
        self.ASPP_2 = ASPP(8, (2, 4))
        self.Half_1 = Half(8)
        self.y = Half(12)

    def forward(self, left, right):
        a = self.a(left)
        b = self.b(right)
        x = a + b
        x = self.s["1"](x)
        x = self.ASPP_1(x)
        x = self.ASPP_2(x)
        x = self.Half_1(x)
        return self.y(x)
