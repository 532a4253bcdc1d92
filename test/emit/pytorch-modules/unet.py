"""UNet of unet.cnn, written by `cnn export --to pytorch`.

U-Net: O. Ronneberger, P. Fischer and T. Brox, U-Net: Convolutional Networks for Biomedical Image
Segmentation, 2015, figure 1. The sizes claimed below are the numbers at the figure's boxes.
"""

import torch
import torch.nn.functional as F
from torch import nn


def center_crop(x, size):
    """The centre of the spatial axes, of the given sizes."""
    for axis, length in enumerate(size, start=2):
        x = x.narrow(axis, (x.shape[axis] - length) // 2, length)
    return x


class Double(nn.Module):
    """Two 3×3 convolutions without padding: each takes a border of one pixel away, where it would
    see past the image.
    """

    def __init__(self, in_channels, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, channels, 3)
        self.conv2 = nn.Conv2d(channels, channels, 3)

    def forward(self, x):
        x = self.conv1(x)
        x = F.relu(x)
        x = self.conv2(x)
        return F.relu(x)


class Down(nn.Module):
    """A step down: half the height and width, more channels."""

    def __init__(self, in_channels, channels):
        super().__init__()
        self.pool = nn.MaxPool2d(2)
        self.Double_1 = Double(in_channels, channels)

    def forward(self, x):
        x = self.pool(x)
        return self.Double_1(x)


class Up(nn.Module):
    """A step up, joined with the map of the same step down. That one is larger, because nothing was
    taken from its border since: its centre is used.
    """

    def __init__(self, in_channels, skip_channels, channels):
        super().__init__()
        self.up = nn.ConvTranspose2d(in_channels, channels, 2, stride=2)
        self.Double_1 = Double(skip_channels + channels, channels)

    def forward(self, x, skip):
        up = self.up(x)
        x = torch.cat([center_crop(skip, up.shape[2:]), up], dim=1)
        return self.Double_1(x)


class UNet(nn.Module):
    """Grey image tiles in, a score for background and cell at each pixel of the tile's centre out.
    31,030,658 parameters, 150.428 G multiply-adds at 572 × 572.

    Takes tile [N, 1, 572, 572]; gives scores [N, 2, 388, 388].
    """

    def __init__(self, classes=2):
        super().__init__()
        self.down1 = Double(1, 64)
        self.down2 = Down(64, 128)
        self.down3 = Down(128, 256)
        self.down4 = Down(256, 512)
        self.bottom = Down(512, 1024)
        self.up4 = Up(1024, 512, 512)
        self.up3 = Up(512, 256, 256)
        self.up2 = Up(256, 128, 128)
        self.up1 = Up(128, 64, 64)
        self.scores = nn.Conv2d(64, classes, 1)

    def forward(self, tile):
        down1 = self.down1(tile)
        down2 = self.down2(down1)
        down3 = self.down3(down2)
        down4 = self.down4(down3)
        x = self.bottom(down4)
        x = self.up4(x, down4)
        x = self.up3(x, down3)
        x = self.up2(x, down2)
        x = self.up1(x, down1)
        return self.scores(x)
