#!/usr/bin/python3 -B
# SPDX-License-Identifier: MIT
"""usage: tests/scripts/import_test.py DELTASIM

Imports networks that ONNX's own helpers make, and runs each head in numpy: it must give what the network gives. Skipped if the
packages python3-onnx and python3-numpy are not installed.
"""

import unittest

from imported_networks import (ImportCase, TensorProto, activated, constant, helper, model, np, numpy_helper, onnx,
                               weights)


class ImportTest(ImportCase):
    def test_gemm_with_and_without_transposition_alpha_and_beta(self):
        for opset in range(9, 19):
            for trans in (0, 1):
                w, b = weights(4, 7), weights(4)
                node = helper.make_node("Gemm", ["x", "w", "b"], ["y"], name="fc", transB=trans, alpha=0.5, beta=2.0)
                network = model([node], [constant(w if trans else np.ascontiguousarray(w.T), "w"), constant(b, "b")],
                                opset)
                layers, arrays, _ = self.head(network)
                self.assertEqual(layers, ["- {outputs: 4, activation: softmax}"])
                self.check(layers, arrays, lambda x: activated("softmax", 0.5 * w @ x + 2 * b), weights(7))

    def test_a_bias_of_one_number_and_none(self):
        for bias in (np.float32(0.25).reshape(1), None):
            w = weights(3, 5)
            inputs = ["x", "w"] + (["b"] if bias is not None else [])
            nodes = [helper.make_node("Gemm", inputs, ["z"], transB=1), helper.make_node("Sigmoid", ["z"], ["y"])]
            network = model(nodes, [constant(w, "w")] + ([constant(bias, "b")] if bias is not None else []))
            layers, arrays, _ = self.head(network)
            self.check(layers, arrays, lambda x: activated("sigmoid", w @ x + (0 if bias is None else bias)),
                       weights(5))

    def test_two_layers_with_flatten_dropout_and_every_activation(self):
        third, sixth, root = (constant(np.float32(v).reshape(()), n) for v, n in
                              ((3, "three"), (6, "six"), (np.sqrt(2), "root")))
        half, one, zero = (constant(np.float32(v).reshape(()), n) for v, n in ((0.5, "half"), (1, "one"), (0, "zero")))
        node = helper.make_node
        functions = {
            "relu": [node("Relu", ["h"], ["a"])],
            "leaky_relu, negative_slope: 0.1": [node("LeakyRelu", ["h"], ["a"], alpha=0.1)],
            "leaky_relu, negative_slope: 0.01": [node("LeakyRelu", ["h"], ["a"])],
            "tanh": [node("Tanh", ["h"], ["a"])],
            "silu": [node("Sigmoid", ["h"], ["s"]), node("Mul", ["h", "s"], ["a"])],
            "gelu": [node("Div", ["h", "root"], ["d"]), node("Erf", ["d"], ["e"]), node("Add", ["e", "one"], ["p"]),
                     node("Mul", ["h", "p"], ["m"]), node("Mul", ["m", "half"], ["a"])],
            "hard_swish": [node("Add", ["h", "three"], ["t"]), node("Clip", ["t", "zero", "six"], ["c"]),
                           node("Mul", ["h", "c"], ["m"]), node("Div", ["m", "six"], ["a"])],
        }
        for name, nodes in functions.items():
            w1, b1, w2 = weights(6, 12), weights(6), weights(3, 6)
            graph = [node("Flatten", ["x"], ["f"]), node("Gemm", ["f", "w1", "b1"], ["h"], transB=1), *nodes,
                     node("Dropout", ["a"], ["k"]), node("MatMul", ["k", "w2"], ["z"]),
                     node("Softmax", ["z"], ["y"], axis=-1)]
            network = model(graph, [constant(w1, "w1"), constant(b1, "b1"),
                                    constant(np.ascontiguousarray(w2.T), "w2"), third, sixth, root, half, one, zero])
            layers, arrays, said = self.head(network)
            self.assertEqual(layers, [f"- {{outputs: 6, activation: {name}}}",
                                      "- {outputs: 3, activation: softmax, bias: false}"])
            self.assertIn("Dropout", said)
            self.check(layers, arrays, lambda x: activated("softmax", w2 @ activated(name, w1 @ x + b1)), weights(12))

    def test_matmul_and_add_in_either_order(self):
        for order in ((0, 1), (1, 0)):
            w, b = weights(5, 4), weights(4)
            names = ["z", "b"]
            nodes = [helper.make_node("MatMul", ["x", "w"], ["z"]),
                     helper.make_node("Add", [names[order[0]], names[order[1]]], ["y"])]
            layers, arrays, _ = self.head(model(nodes, [constant(w, "w"), constant(b, "b")], opset=9))
            self.check(layers, arrays, lambda x: activated("softmax", w.T @ x + b), weights(5))

    def test_weights_behind_transpose_identity_cast_and_constant(self):
        w = weights(4, 6)
        node = helper.make_node
        nodes = [node("Constant", [], ["half"], value=numpy_helper.from_array(w.astype(np.float16), "v")),
                 node("Cast", ["half"], ["w32"], to=TensorProto.FLOAT), node("Identity", ["w32"], ["same"]),
                 node("Transpose", ["same"], ["wt"], perm=[1, 0]), node("MatMul", ["x", "wt"], ["y"])]
        layers, arrays, _ = self.head(model(nodes, []))
        self.check(layers, arrays, lambda x: activated("softmax", w.astype(np.float16).astype(np.float32) @ x),
                   weights(6))

    def test_elements_in_fields_and_half_precision(self):
        for kind in (TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.DOUBLE):
            w = weights(3, 2).astype(np.float16).astype(np.float32)
            tensor = helper.make_tensor("w", kind, w.shape, w.flatten().tolist())
            node = helper.make_node("Gemm", ["x", "w"], ["y"], transB=1)
            layers, arrays, _ = self.head(model([node], [tensor]))
            np.testing.assert_array_equal(arrays["weight[1]"], w)

    def test_bfloat16(self):
        w = np.array([[1.5, -2.0], [0.25, 8.0]], np.float32)
        tensor = TensorProto(name="w", data_type=TensorProto.BFLOAT16, dims=[2, 2],
                             raw_data=(w.view(np.uint32) >> 16).astype(np.uint16).tobytes())
        _, arrays, _ = self.head(model([helper.make_node("Gemm", ["x", "w"], ["y"], transB=1)], [tensor]))
        np.testing.assert_array_equal(arrays["weight[1]"], w)

    def test_external_data(self):
        w = weights(40, 30)
        network = model([helper.make_node("Gemm", ["x", "w"], ["y"], transB=1, name="fc")], [constant(w, "w")])

        def save(m, file):
            onnx.save(m, str(file), save_as_external_data=True, all_tensors_to_one_file=True, location="w.bin",
                      size_threshold=0)
        _, arrays, _ = self.head(network, save=save)
        np.testing.assert_array_equal(arrays["weight[1]"], w)

        def cut(m, file):
            save(m, file)
            (file.parent / "w.bin").write_bytes(b"abc")
        done = self.run_import(network, save=cut)
        self.assertEqual(done.returncode, 2)
        self.assertIn("w.bin: expected 4800 bytes from byte 0 on, found a file of 3 bytes", done.stderr)
        for location in ("../secret", "/etc/passwd"):
            hostile = model([helper.make_node("Gemm", ["x", "w"], ["y"], transB=1)], [constant(w, "w")])
            tensor = hostile.graph.initializer[0]
            tensor.ClearField("raw_data")
            tensor.data_location = TensorProto.EXTERNAL
            tensor.external_data.add(key="location", value=location)
            self.refused(hostile, "expected a file in the model's folder")

    def test_convolution_after_global_pooling_is_a_layer(self):
        node = helper.make_node
        k, b, w = weights(8, 5, 1, 1), weights(8), weights(3, 8)
        nodes = [node("Conv", ["x", "k0"], ["c"], name="backbone", kernel_shape=[3, 3]),
                 node("GlobalAveragePool", ["c"], ["g"], name="pool"),
                 node("Conv", ["g", "k", "b"], ["v"], kernel_shape=[1, 1], name="conv"),
                 node("HardSwish", ["v"], ["h"]), node("Flatten", ["h"], ["f"]),
                 node("Gemm", ["f", "w"], ["y"], transB=1, name="fc")]
        network = model(nodes, [constant(weights(5, 3, 3, 3), "k0"), constant(k, "k"), constant(b, "b"),
                                constant(w, "w")], opset=14)
        layers, arrays, said = self.head(network)
        self.assertEqual(len(layers), 2)
        self.assertIn('node "pool" (GlobalAveragePool)', said)
        self.check(layers, arrays, lambda x: activated("softmax", w @ activated("hard_swish", k[:, :, 0, 0] @ x + b)),
                   weights(5))
        layers, _, _ = self.head(network, "--from", "fc")
        self.assertEqual(len(layers), 1)

    def test_operators_whose_attributes_became_inputs(self):
        """Of ReduceMean at 18, of Squeeze at 13, of Dropout at 12."""
        node = helper.make_node
        k, b, w = weights(6, 5, 1, 1), weights(6), weights(3, 6)
        axes = numpy_helper.from_array(np.array([2, 3], np.int64), "axes")
        ratio = constant(np.float32(0.5).reshape(()), "ratio")
        for opset in (9, 11, 12, 13, 17, 18):
            mean = (node("ReduceMean", ["x", "axes"], ["g"], name="pool") if opset >= 18 else
                    node("ReduceMean", ["x"], ["g"], name="pool", axes=[2, 3]))
            squeeze = (node("Squeeze", ["v", "axes"], ["s"]) if opset >= 13 else
                       node("Squeeze", ["v"], ["s"], axes=[2, 3]))
            dropout = (node("Dropout", ["r", "ratio"], ["d"]) if opset >= 12 else
                       node("Dropout", ["r"], ["d"], ratio=0.5))
            nodes = [mean, node("Conv", ["g", "k", "b"], ["v"], kernel_shape=[1, 1], name="conv"), squeeze,
                     node("Relu", ["s"], ["r"]), dropout, node("Flatten", ["d"], ["f"]),
                     node("Gemm", ["f", "w"], ["z"], transB=1), node("Softmax", ["z"], ["y"])]
            network = model(nodes, [constant(k, "k"), constant(b, "b"), constant(w, "w"), axes, ratio], opset)
            layers, arrays, said = self.head(network)
            self.assertEqual(len(layers), 2, said)
            self.check(layers, arrays,
                       lambda x: activated("softmax", w @ np.maximum(k[:, :, 0, 0] @ x + b, 0)), weights(5))

    def test_a_convolution_that_sees_an_image_is_no_layer(self):
        node = helper.make_node
        nodes = [node("Relu", ["x"], ["r"], name="before"), node("MaxPool", ["r"], ["m"], name="max"),
                 node("Conv", ["m", "k"], ["c"], name="conv"), node("Flatten", ["c"], ["f"]),
                 node("Gemm", ["f", "w"], ["y"], transB=1)]
        layers, _, said = self.head(model(nodes, [constant(weights(2, 4, 1, 1), "k"), constant(weights(3, 8), "w")]))
        self.assertEqual(len(layers), 1)
        self.assertIn('the result of node "f" (Flatten), 8 a sample', said)
        self.refused(model(nodes[:3] + [node("GlobalAveragePool", ["c"], ["y"], name="pool")],
                           [constant(weights(2, 4, 1, 1), "k")]), '"pool" (GlobalAveragePool)')

    def test_what_cannot_be_taken_is_named(self):
        node = helper.make_node
        w = constant(weights(3, 3), "w")
        gemm = node("Gemm", ["x", "w"], ["z"], transB=1, name="fc")
        cases = [
            ([gemm, node("BatchNormalization", ["z", "w", "w", "w", "w"], ["y"], name="bn")], '"bn"'),
            ([gemm, node("Add", ["z", "x"], ["y"], name="residual")], '"residual" (Add)'),
            ([gemm, node("LeakyRelu", ["z"], ["y"], name="leaky", alpha=-0.3)], "expected a slope alpha of at least 0"),
            ([node("Gemm", ["x", "w"], ["y"], transA=1, name="ta")], "transA"),
            ([node("MatMul", ["w", "x"], ["y"], name="left")], "on the left"),
            ([node("MatMul", ["x", "x"], ["y"], name="attention")], '"attention"'),
            ([node("Gemm", ["x", "v"], ["y"], name="dynamic")], '"dynamic"'),
            ([gemm, node("Relu", ["z"], ["r"]), node("Tanh", ["r"], ["y"], name="twice")], "two activation"),
            ([node("Softmax", ["x"], ["s"], name="soft"), node("Gemm", ["s", "w"], ["y"], name="top")], "OK"),
        ]
        for nodes, part in cases[:-1]:
            self.refused(model(nodes, [w]), part)
        self.refused(model([gemm, node("Gemm", ["z", "w"], ["y"])], [w]), 'no node "nothere"',
                     options=("--from", "nothere"))
        self.refused(model([gemm, node("Relu", ["z"], ["q"])], [w], outputs=("z", "q")), "several outputs (z, q)")

    def test_what_stands_before_the_lowest_layer_belongs_to_the_features(self):
        node = helper.make_node
        w, b = weights(4, 6), weights(6)
        for first in (node("Relu", ["x"], ["h"], name="act"), node("Add", ["x", "b"], ["h"], name="act")):
            network = model([first, node("Gemm", ["h", "w"], ["y"], transB=1, name="fc")],
                            [constant(w, "w"), constant(b, "b")])
            layers, _, said = self.head(network)
            self.assertEqual(len(layers), 1)
            self.assertIn('the result of node "act"', said)
            self.refused(network, '"act"', "expected --from a layer", options=("--from", "act"))
            self.head(network, "--from", "fc")
        self.refused(model([node("Relu", ["x"], ["y"])], []), "no fully-connected layer")

    def test_numbers_that_are_not_finite_are_named(self):
        node = helper.make_node("Gemm", ["x", "w", "b"], ["y"], transB=1, name="fc")
        for name, index in (("w", 5), ("b", 2)):
            arrays = {"w": weights(3, 4), "b": weights(3)}
            arrays[name].flat[index] = np.nan if name == "w" else np.inf
            self.refused(model([node], [constant(array, n) for n, array in arrays.items()]),
                         f"element {index} of its {'weights' if name == 'w' else 'bias'}", '"fc" (Gemm)')

    def test_hostile_files(self):
        w = constant(weights(16, 16), "w")
        good = model([helper.make_node("Gemm", ["x", "w"], ["y"], transB=1)], [w]).SerializeToString()
        self.refused(b"", "model of ONNX")
        self.refused(b"# not protobuf at all\n" * 10, "model of ONNX")
        self.refused(good[:len(good) // 2], "cut short")
        for seed in range(60):  # bytes turned over: an error or a head, never a crash
            broken = bytearray(good)
            random = np.random.default_rng(seed)
            for _ in range(3):
                broken[random.integers(len(broken))] = random.integers(256)
            done = self.run_import(bytes(broken))
            self.assertIn(done.returncode, (0, 2), done.stderr)

        def tensor(dims, raw=b"1234"):
            return TensorProto(name="w", data_type=TensorProto.FLOAT, dims=dims, raw_data=raw)
        gemm = helper.make_node("Gemm", ["x", "w"], ["y"])
        self.refused(model([gemm], [tensor([-1, 1])]), 'tensor "w": a dimension of -1')
        self.refused(model([gemm], [tensor([1 << 40, 1 << 40])]), "do not fit 64 bits")
        self.refused(model([gemm], [tensor([1 << 30, 1 << 30])]), "found 4")
        self.refused(model([gemm], [tensor([3, 3])]), "expected 36 bytes")
        self.refused(model([gemm], [TensorProto(name="w", data_type=TensorProto.STRING, dims=[1])]), "type number 8")
        circle = [helper.make_node("Identity", ["b"], ["a"]), helper.make_node("Identity", ["a"], ["b"]),
                  helper.make_node("Identity", ["b"], ["y"])]
        self.refused(model(circle, []), "circle")
        constants = [helper.make_node("Reshape", ["r", "r"], ["r"]), helper.make_node("Gemm", ["x", "r"], ["y"])]
        self.refused(model(constants, []), "no constant")
        twice = [helper.make_node("Relu", ["x"], ["y"]), helper.make_node("Tanh", ["x"], ["y"])]
        self.refused(model(twice, []), "another node makes too")


if __name__ == "__main__":
    unittest.main()
