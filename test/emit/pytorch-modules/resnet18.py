"""ResNet18 of resnet.cnn, written by `cnn export --to pytorch`.

ResNet: K. He et al., Deep Residual Learning for Image Recognition, 2015, table 1.
Parameters and multiply-adds are torchvision's, at 224 × 224.
"""

import torch
import torch.nn.functional as F
from torch import nn


class Basic(nn.Module):
    """Two 3×3 convolutions and the way past them."""

    def __init__(self, in_channels, channels, stride=1):
        super().__init__()
        self.downsample = None
        if stride != 1 or in_channels != channels:
            self.downsample = nn.Sequential(
                nn.Conv2d(in_channels, channels, 1, stride=stride, bias=False),
                nn.BatchNorm2d(channels),
            )
        self.conv1 = nn.Conv2d(in_channels, channels, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)

    def forward(self, x):
        if self.downsample is not None:
            shortcut = self.downsample(x)
        else:
            shortcut = x
        x = self.conv1(x)
        x = self.bn1(x)
        x = F.relu(x)
        x = self.conv2(x)
        bn2 = self.bn2(x)
        x = bn2 + shortcut
        return F.relu(x)


class ResNet18(nn.Module):
    """11,689,512 parameters, 1.814 G multiply-adds.

    Takes image [N, 3, 224, 224]; gives scores [N, 1000].
    """

    def __init__(self, classes=1000):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)
        self.layer1 = nn.Sequential(Basic(64, 64), Basic(64, 64))
        self.layer2 = nn.Sequential(Basic(64, 128, stride=2), Basic(128, 128))
        self.layer3 = nn.Sequential(Basic(128, 256, stride=2), Basic(256, 256))
        self.layer4 = nn.Sequential(Basic(256, 512, stride=2), Basic(512, 512))
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(512, classes)

    def forward(self, image):
        x = self.conv1(image)
        x = self.bn1(x)
        x = F.relu(x)
        x = self.maxpool(x)
        x = self.layer1(x)
        x = self.layer2(x)
        x = self.layer3(x)
        x = self.layer4(x)
        x = self.avgpool(x)
        x = torch.flatten(x, 1)
        x = self.fc(x)
        return F.softmax(x, dim=1)
