#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""An example: writes the files that `deltasim import` and `deltasim train` read, from a network of PyTorch.

Change the three lines that have comments. It needs the packages torch, torchvision and numpy."""

import numpy as np
import torch
import torchvision

weights = torchvision.models.MobileNet_V2_Weights.DEFAULT
network = torchvision.models.mobilenet_v2(weights=weights).eval()  # your network
backbone = torch.nn.Sequential(network.features, torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten())  # up to its head
images = torchvision.datasets.CIFAR10("data", download=True, transform=weights.transforms())  # your data

loader = torch.utils.data.DataLoader(torch.utils.data.Subset(images, range(5000)), batch_size=50)
with torch.no_grad():
    batches = [(backbone(x).numpy(), y.numpy()) for x, y in loader]
np.save("features.npy", np.concatenate([features for features, _ in batches]).astype(np.float16))
np.save("labels.npy", np.concatenate([labels for _, labels in batches]).astype(np.uint8))
torch.onnx.export(network, torch.zeros(1, 3, 224, 224), "network.onnx")  # then: deltasim import network.onnx
