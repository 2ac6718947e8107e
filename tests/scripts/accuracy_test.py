#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""usage: tests/scripts/accuracy_test.py DELTASIM

Trains the shipped example, and the same head on the same features with an independent library, scikit-learn. The mean
accuracies over several seeds must agree within one point. Exit code 77 if the library is not installed.
"""

import json
import pathlib
import subprocess
import sys
import warnings

try:
    import numpy
    from sklearn.neural_network import MLPClassifier
except ImportError:
    print("scikit-learn (package python3-sklearn) is not installed")
    sys.exit(77)

DELTASIM = sys.argv[1]
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DATA = ROOT / "configs" / "data" / "fashion_mnist"
SEEDS = range(1, 4)
EPOCHS = 10
POINT = 0.01


def data():
    names = ("features", "labels", "test_features", "test_labels")
    features, labels, test_features, test_labels = (numpy.load(DATA / f"{name}.npy") for name in names)
    return features * 0.03125, labels, test_features * 0.03125, test_labels


def ours(seed, *settings):
    command = [DELTASIM, "train", ROOT / "configs" / "experiments" / "fashion_mnist.yaml", "--schedule", "delta", "--format",
               "json", "--set", "processor=eyeriss", "--set", f"training.seed={seed}", "--set", f"training.epochs={EPOCHS}",
               "--set", "training.learning_rate=0.01", "--set", "training.learning_rate_schedule=constant"]
    for setting in settings:
        command += ["--set", setting]
    done = subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)["runs"][0]["epochs"][-1]["test_accuracy"]


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def main():
    features, labels, test_features, test_labels = data()
    warnings.simplefilter("ignore")  # of a training that ends after its epochs, as it should

    def theirs(seed, hidden):
        network = MLPClassifier(hidden, solver="sgd", learning_rate_init=0.01, momentum=0, alpha=0, batch_size=16,
                                max_iter=EPOCHS, random_state=seed, tol=0, n_iter_no_change=EPOCHS)
        return network.fit(features, labels).score(test_features, test_labels)

    one_layer = "model={name: one_layer, features: 576, layers: [{outputs: classes, activation: softmax}]}"
    good = True
    for name, hidden, settings in (("576-128-10", (128,), []), ("576-10", (), [one_layer])):
        own, reference = mean(ours(seed, *settings) for seed in SEEDS), mean(theirs(seed, hidden) for seed in SEEDS)
        print(f"{name}: ours {own:.4f}, scikit-learn {reference:.4f}")
        good = good and abs(own - reference) <= POINT
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
