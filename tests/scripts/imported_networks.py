# SPDX-License-Identifier: MIT
"""Networks that ONNX's own helpers make, and a test case that imports them. It skips if the packages python3-onnx and python3-numpy
are not installed.
"""

import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest

try:
    import numpy as np
    import onnx
    from onnx import TensorProto, helper, numpy_helper
except ImportError:
    print("skipped: python3-onnx and python3-numpy are not installed")
    sys.exit(77)

DELTASIM = os.path.abspath(sys.argv.pop(1))
RANDOM = np.random.default_rng(7)


def weights(*shape):
    return RANDOM.uniform(-1, 1, shape).astype(np.float32)


def constant(array, name):
    return numpy_helper.from_array(array, name)


def model(nodes, initializers, opset=13, outputs=("y",), shape=None, shapes=()):
    """`shape` of the input x; `shapes`: pairs of an inner value and its shape."""
    graph = helper.make_graph(
        nodes, "g", [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs], initializers,
        value_info=[helper.make_tensor_value_info(name, TensorProto.FLOAT, sizes) for name, sizes in shapes])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])


def safetensors(path):
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    arrays = {}
    for name, entry in json.loads(data[8:8 + length]).items():
        begin, end = entry["data_offsets"]
        assert entry["dtype"] == "F32"
        arrays[name] = np.frombuffer(data[8 + length + begin:8 + length + end], np.float32).reshape(entry["shape"])
    return arrays


def activated(name, z):
    name, _, slope = name.partition(", negative_slope: ")
    if name == "softmax":
        e = np.exp(z - z.max())
        return e / e.sum()
    return {"none": lambda: z, "relu": lambda: np.maximum(z, 0), "tanh": lambda: np.tanh(z),
            "sigmoid": lambda: 1 / (1 + np.exp(-z)), "silu": lambda: z / (1 + np.exp(-z)),
            "leaky_relu": lambda: np.where(z > 0, z, float(slope) * z),
            "hard_swish": lambda: z * np.clip(z + 3, 0, 6) / 6,
            "gelu": lambda: 0.5 * z * (1 + np.vectorize(__import__("math").erf)(z / np.sqrt(2)))}[name]()


class ImportCase(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def run_import(self, network, *options, save=None):
        file = self.path / "net.onnx"
        for made in ("net.yaml", "net.safetensors"):  # which would be left as they are
            (self.path / made).unlink(missing_ok=True)
        if save is not None:
            save(network, file)
        elif isinstance(network, bytes):
            file.write_bytes(network)
        else:
            onnx.save(network, str(file))
        return subprocess.run([DELTASIM, "import", "net.onnx", *options], cwd=self.path, capture_output=True,
                              text=True, timeout=60)

    def head(self, network, *options, save=None):
        """The layers as YAML lines and the arrays."""
        done = self.run_import(network, *options, save=save)
        self.assertEqual(done.returncode, 0, done.stderr)
        yaml = (self.path / "net.yaml").read_text()
        checked = subprocess.run([DELTASIM, "check", "net.yaml"], cwd=self.path, capture_output=True, text=True)
        self.assertEqual(checked.returncode, 0, checked.stderr)
        layers = [line.strip() for line in yaml.splitlines() if line.startswith("  - ")]
        return layers, safetensors(self.path / "net.safetensors"), done.stderr

    def check(self, layers, arrays, expected, x):
        """`expected`: a function of x."""
        a = x
        for number, line in enumerate(layers, 1):
            z = arrays[f"weight[{number}]"] @ a + arrays.get(f"bias[{number}]", 0)
            self.assertEqual("bias: false" in line, f"bias[{number}]" not in arrays)
            a = activated(line.split("activation: ")[1].split(", bias")[0].rstrip("}"), z)
        np.testing.assert_allclose(a, expected(x), rtol=2e-5, atol=1e-6)

    def refused(self, network, *parts, options=()):
        done = self.run_import(network, *options)
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        self.assertTrue(done.stderr.startswith("net.onnx: "), done.stderr)
        for part in parts:
            self.assertIn(part, done.stderr)
