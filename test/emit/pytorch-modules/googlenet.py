"""GoogLeNet of googlenet.cnn, written by `cnn export --to pytorch`.

GoogLeNet: C. Szegedy et al., Going Deeper with Convolutions, 2014, with batch norm and without
the auxiliary heads. 6,624,904 parameters, 1.498 G multiply-adds at 224 × 224.
"""

import torch
import torch.nn.functional as F
from torch import nn


class ConvBN(nn.Module):
    """A convolution without bias, since batch norm would cancel it."""

    def __init__(self, in_channels, channels, kernel, stride=1, padding=0):
        super().__init__()
        self.conv = nn.Conv2d(
            in_channels, channels, kernel, stride=stride, padding=padding, bias=False
        )
        self.bn = nn.BatchNorm2d(channels, eps=0.001)

    def forward(self, x):
        x = self.conv(x)
        x = self.bn(x)
        return F.relu(x)


class Inception(nn.Module):
    """Four branches from one feature map, side by side. r3 and r5 are the 1×1 reductions before the
    wider kernels; the third branch has a 3×3 kernel where the paper has a 5×5, as in the trained
    networks that people use.
    """

    def __init__(self, in_channels, c1, r3, c3, r5, c5, pool):
        super().__init__()
        self.branch1 = ConvBN(in_channels, c1, 1)
        self.branch2 = nn.Sequential(ConvBN(in_channels, r3, 1), ConvBN(r3, c3, 3, padding=1))
        self.branch3 = nn.Sequential(ConvBN(in_channels, r5, 1), ConvBN(r5, c5, 3, padding=1))
        self.branch4 = nn.Sequential(
            nn.MaxPool2d(3, stride=1, padding=1, ceil_mode=True), ConvBN(in_channels, pool, 1)
        )

    def forward(self, x):
        return torch.cat(
            [self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)], dim=1
        )


class GoogLeNet(nn.Module):
    """Takes image [N, 3, 224, 224]; gives scores [N, 1000]."""

    def __init__(self, classes=1000):
        super().__init__()
        self.conv1 = ConvBN(3, 64, 7, stride=2, padding=3)
        self.maxpool1 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.conv2 = ConvBN(64, 64, 1)
        self.conv3 = ConvBN(64, 192, 3, padding=1)
        self.maxpool2 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.inception3a = Inception(192, 64, 96, 128, 16, 32, 32)
        self.inception3b = Inception(256, 128, 128, 192, 32, 96, 64)
        self.maxpool3 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.inception4a = Inception(480, 192, 96, 208, 16, 48, 64)
        self.inception4b = Inception(512, 160, 112, 224, 24, 64, 64)
        self.inception4c = Inception(512, 128, 128, 256, 24, 64, 64)
        self.inception4d = Inception(512, 112, 144, 288, 32, 64, 64)
        self.inception4e = Inception(528, 256, 160, 320, 32, 128, 128)
        self.maxpool4 = nn.MaxPool2d(2, stride=2, ceil_mode=True)
        self.inception5a = Inception(832, 256, 160, 320, 32, 128, 128)
        self.inception5b = Inception(832, 384, 192, 384, 48, 128, 128)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(1024, classes)

    def forward(self, image):
        x = self.conv1(image)
        x = self.maxpool1(x)
        x = self.conv2(x)
        x = self.conv3(x)
        x = self.maxpool2(x)
        x = self.inception3a(x)
        x = self.inception3b(x)
        x = self.maxpool3(x)
        x = self.inception4a(x)
        x = self.inception4b(x)
        x = self.inception4c(x)
        x = self.inception4d(x)
        x = self.inception4e(x)
        x = self.maxpool4(x)
        x = self.inception5a(x)
        x = self.inception5b(x)
        x = self.avgpool(x)
        x = torch.flatten(x, 1)
        x = F.dropout(x, p=0.2, training=self.training)
        x = self.fc(x)
        return F.softmax(x, dim=1)
