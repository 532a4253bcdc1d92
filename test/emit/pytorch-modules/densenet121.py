"""DenseNet121 of densenet.cnn, written by `cnn export --to pytorch`.

DenseNet: G. Huang et al., Densely Connected Convolutional Networks, 2016, table 1.
Parameters and multiply-adds are torchvision's, at 224 × 224.
"""

import torch
import torch.nn.functional as F
from torch import nn


class DenseLayer(nn.Module):
    """One layer of a dense block. The 1×1 convolution is the bottleneck: it keeps the 3×3's cost
    from growing with the number of channels that have been gathered.
    """

    def __init__(self, in_channels, growth):
        super().__init__()
        self.norm1 = nn.BatchNorm2d(in_channels)
        self.relu1 = nn.ReLU()
        self.conv1 = nn.Conv2d(in_channels, 4 * growth, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(4 * growth)
        self.relu2 = nn.ReLU()
        self.conv2 = nn.Conv2d(4 * growth, growth, 3, padding=1, bias=False)

    def forward(self, x):
        x = self.norm1(x)
        x = self.relu1(x)
        x = self.conv1(x)
        x = self.norm2(x)
        x = self.relu2(x)
        return self.conv2(x)


class DenseBlock(nn.Module):
    """Every layer reads all that came before it: the channels grow by `growth` a layer."""

    def __init__(self, in_channels, layers, growth):
        super().__init__()
        self.layers = layers
        for i in range(layers):
            self.add_module(f"denselayer{i + 1}", DenseLayer(in_channels + i * growth, growth))

    def forward(self, features):
        for i in range(self.layers):
            new = self.get_submodule(f"denselayer{i + 1}")(features)
            features = torch.cat([features, new], dim=1)
        return features


class Transition(nn.Module):
    """Halves the channels, and the height and width."""

    def __init__(self, in_channels):
        super().__init__()
        self.norm = nn.BatchNorm2d(in_channels)
        self.relu = nn.ReLU()
        self.conv = nn.Conv2d(in_channels, in_channels // 2, 1, bias=False)
        self.pool = nn.AvgPool2d(2)

    def forward(self, x):
        x = self.norm(x)
        x = self.relu(x)
        x = self.conv(x)
        return self.pool(x)


class Features(nn.Module):
    """A stem, then dense blocks of `layers[0]`, `layers[1]`, … layers with transitions between
    them.
    """

    def __init__(self):
        super().__init__()
        self.conv0 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.norm0 = nn.BatchNorm2d(64)
        self.relu0 = nn.ReLU()
        self.pool0 = nn.MaxPool2d(3, stride=2, padding=1)
        self.denseblock1 = DenseBlock(64, 6, 32)
        self.transition1 = Transition(256)
        self.denseblock2 = DenseBlock(128, 12, 32)
        self.transition2 = Transition(512)
        self.denseblock3 = DenseBlock(256, 24, 32)
        self.transition3 = Transition(1024)
        self.denseblock4 = DenseBlock(512, 16, 32)
        self.norm5 = nn.BatchNorm2d(1024)

    def forward(self, x):
        x = self.conv0(x)
        x = self.norm0(x)
        x = self.relu0(x)
        x = self.pool0(x)
        x = self.denseblock1(x)
        x = self.transition1(x)
        x = self.denseblock2(x)
        x = self.transition2(x)
        x = self.denseblock3(x)
        x = self.transition3(x)
        x = self.denseblock4(x)
        return self.norm5(x)


class DenseNet121(nn.Module):
    """7,978,856 parameters, 2.834 G multiply-adds.

    Takes image [N, 3, 224, 224]; gives scores [N, 1000].
    """

    def __init__(self, classes=1000):
        super().__init__()
        self.features = Features()
        self.classifier = nn.Linear(1024, classes)

    def forward(self, image):
        x = self.features(image)
        x = F.relu(x)
        x = F.adaptive_avg_pool2d(x, 1)
        x = torch.flatten(x, 1)
        x = self.classifier(x)
        return F.softmax(x, dim=1)
