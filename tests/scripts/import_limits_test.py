#!/usr/bin/python3 -B
# SPDX-License-Identifier: MIT
"""usage: tests/scripts/import_limits_test.py DELTASIM

Imports networks that only just have a fully-connected head, or just have none. The import leaves out what does not belong to the
head, or names it in an error. Skipped if the packages python3-onnx and python3-numpy are not installed.
"""

import os
import subprocess
import time
import unittest

from imported_networks import (DELTASIM, ImportCase, TensorProto, activated, constant, helper, model, np, numpy_helper,
                               weights)


class ImportLimitsTest(ImportCase):
    def test_a_layer_that_does_not_fit_ends_the_head(self):
        node = helper.make_node
        w, wide = weights(6, 5), weights(3, 35)
        for layer in (node("MatMul", ["x", "w"], ["m"], name="below"),
                      node("Gemm", ["x", "w"], ["m"], name="below")):
            network = model([layer, node("Relu", ["m"], ["a"]), node("Flatten", ["a"], ["f"], name="flat"),
                             node("Gemm", ["f", "wide"], ["y"], transB=1, name="fc")],
                            [constant(w, "w"), constant(wide, "wide")], shape=(1, 7, 6))
            layers, arrays, said = self.head(network)
            self.assertEqual(layers, ["- {outputs: 3, activation: softmax, bias: false}"])
            np.testing.assert_array_equal(arrays["weight[1]"], wide)
            self.assertIn('the result of node "flat" (Flatten), 35 a sample', said)
            self.assertIn('not taken: node "below"', said)
            self.assertIn("has 5 outputs, the layer above it 35 inputs", said)
            self.refused(network, '"below"', "has 5 outputs", options=("--from", "below"))

    def test_one_output_without_an_activation_function_is_a_sigmoid(self):
        w = weights(1, 9)
        network = model([helper.make_node("Gemm", ["x", "w"], ["y"], transB=1)], [constant(w, "w")])
        layers, arrays, said = self.head(network)
        self.assertEqual(layers, ["- {outputs: 1, activation: sigmoid, bias: false}"])
        self.assertIn("a classifier of two classes, whose sigmoid", said)
        self.check(layers, arrays, lambda x: activated("sigmoid", w @ x), weights(9))

    def test_a_convolution_is_a_layer_where_there_is_one_place(self):
        """Whether it is, by the shapes that the file says and by the nodes above."""
        node = helper.make_node
        k, w = weights(8, 5, 1, 1), weights(3, 8)

        def network(above, into="p", opset=13, more=(), **shapes):
            nodes = [*above, node("Conv", [into, "k"], ["c"], name="conv"), node("Relu", ["c"], ["r"]),
                     node("Flatten", ["r"], ["f"], name="flat"), node("Gemm", ["f", "w"], ["y"], transB=1)]
            return model(nodes, [constant(k, "k"), constant(w, "w"), *more], opset, **shapes)

        def whole(*numbers, name="axes"):
            return numpy_helper.from_array(np.array(numbers, np.int64), name)

        def mean(*axes, op="ReduceMean", **more):
            return [node(op, ["x"], ["p"], axes=list(axes), **more)]
        unsqueezed = [node("Unsqueeze", ["q", "axes"], ["p"])]
        taken = [
            network([], "x", shape=(None, 5, 1, 1)), network([], "x", shape=("batch", 5, 1, 1)),
            network([node("AveragePool", ["x"], ["p"], kernel_shape=[7, 7])], shapes=[("p", (2, 5, 1, 1))]),
            network([node("GlobalMaxPool", ["x"], ["g"]), node("Identity", ["g"], ["p"])]),
            network(mean(2, 3)), network(mean(-1, -2)), network(mean(3, 2)), network(mean(-2, 3, op="ReduceMax")),
            network([node("ReduceMean", ["x", "axes"], ["p"])], opset=18, more=[whole(-1, 2)]),
            network([node("ReduceMax", ["x", "axes"], ["p"])], opset=20, more=[whole(2, 3)]),
            network([node("Constant", [], ["axes"], value_ints=[2, 3]), node("ReduceMean", ["x", "axes"], ["p"])],
                    opset=18),
            network([node("ReduceMean", ["x"], ["q"], axes=[2, 3], keepdims=0), *unsqueezed], more=[whole(2, 3)]),
            network([node("ReduceMean", ["x"], ["q"], axes=[2, 3], keepdims=0), node("Reshape", ["q", "s"], ["p"])],
                    more=[whole(-1, 5, 1, 1, name="s")]),
            network([node("Flatten", ["x"], ["q"]), *unsqueezed], more=[whole(-1, -2)]),
            network([*mean(2, 3), node("Conv", ["p", "first"], ["q"]), node("HardSwish", ["q"], ["v"])], "v",
                    more=[constant(weights(5, 4, 1, 1), "first")]),
        ]
        for number, case in enumerate(taken):
            with self.subTest(taken=number):
                layers, arrays, said = self.head(case)
                self.assertIn('node "conv" (Conv)', said)
                a = arrays[f"weight[{len(layers) - 1}]"]
                np.testing.assert_array_equal(a, k[:, :, 0, 0])
        left = [
            network([], "x", shape=(1, 5, 7, 7)), network([], "x", shape=(1, 5, 1, 7)), network([], "x"),
            network([], "x", shape=(1, 5, None, None)), network([], "x", shape=(1, 5, 1, None)),
            network(mean(3)), network(mean(2)), network(mean(-1)), network(mean(1, 2, 3)), network(mean(0, 2, 3)),
            network(mean(1)), network(mean(2, op="ReduceMax")), network([node("ReduceMean", ["x"], ["p"])]),
            network(mean(2, 3, keepdims=0)),
            network([node("ReduceMean", ["x", "axes"], ["p"])], opset=18, more=[whole(3)]),
            network([node("ReduceMean", ["x", "given"], ["p"])], opset=18),
            network([node("ReduceMean", ["x"], ["q"], axes=[3], keepdims=0), *unsqueezed], more=[whole(3)]),
            network([node("ReduceMean", ["x"], ["q"], axes=[2, 3], keepdims=0), *unsqueezed], more=[whole(0, 1)]),
            network([*mean(2, 3), node("Reshape", ["p", "s"], ["q"])], "q", more=[whole(-1, 5, 2, 2, name="s")]),
            network([*mean(2, 3), node("Add", ["p", "grid"], ["q"])], "q",
                    more=[constant(weights(1, 5, 2, 2), "grid")]),
            network([*mean(2, 3), node("Conv", ["p", "first"], ["q"], pads=[1, 1, 1, 1])], "q",
                    more=[constant(weights(5, 4, 1, 1), "first")]),
            network(mean(2, 3), shapes=[("p", (1, 5, 2, 2))]),
        ]
        for number, case in enumerate(left):
            with self.subTest(left=number):
                layers, arrays, said = self.head(case)
                self.assertEqual(len(layers), 1)
                np.testing.assert_array_equal(arrays["weight[1]"], w)
                self.assertIn('not taken: node "conv" (Conv): is a convolution over several places', said)
                self.refused(case, '"conv" (Conv)', "several places", options=("--from", "conv"))
        self.refused(model([node("Conv", ["x", "k"], ["q"], name="conv"), node("Flatten", ["q"], ["y"])],
                           [constant(k, "k")], shape=(1, 5, 7, 7)), '"conv" (Conv)', "several places")

    def test_casts_go_between_floating_point_types(self):
        node = helper.make_node
        w = (weights(3, 8) * 5).astype(np.float64)
        w[0] = [1 + 2.0**-11 + 2.0**-40, 1 + 2.0**-11, -1 - 3 * 2.0**-11, 3 + 2.0**-30, 2.0**-25 + 2.0**-60, 1e-7, 0,
                -0.1]
        kinds = {TensorProto.FLOAT: np.float32, TensorProto.FLOAT16: np.float16, TensorProto.DOUBLE: np.float64}
        for first, second in ((a, b) for a in kinds for b in kinds):
            for stored in kinds.values():
                nodes = [node("Cast", ["w"], ["u"], to=first), node("Cast", ["u"], ["v"], to=second),
                         node("Gemm", ["x", "v"], ["y"], transB=1)]
                _, arrays, _ = self.head(model(nodes, [constant(w.astype(stored), "w")]))
                expected = w.astype(stored).astype(kinds[first]).astype(kinds[second]).astype(np.float32)
                np.testing.assert_array_equal(arrays["weight[1]"], expected)
        bits = np.array([[1.0, 1 + 2.0**-8, 1 + 3 * 2.0**-8, -3.14159]], np.float32)  # two ties: to the even one
        nodes = [node("Cast", ["w"], ["v"], to=TensorProto.BFLOAT16), node("MatMul", ["x", "v"], ["y"])]
        _, arrays, _ = self.head(model(nodes, [constant(bits.T, "w")]))
        np.testing.assert_array_equal(arrays["weight[1]"], np.array([[1.0, 1.0, 1.015625, -3.140625]], np.float32))
        self.refused(model([node("Cast", ["w"], ["v"], to=TensorProto.FLOAT16),
                            node("Gemm", ["x", "v"], ["y"], transB=1, name="fc")], [constant(w * 1e6, "w")]),
                     '"fc" (Gemm)', "expected a finite number")
        for to in (TensorProto.INT32, TensorProto.INT64, TensorProto.INT8, TensorProto.UINT8, TensorProto.BOOL,
                   TensorProto.STRING, 99):
            on_weights = [node("Cast", ["w"], ["u"], to=to, name="cast"), node("Cast", ["u"], ["v"], to=1),
                          node("Gemm", ["x", "v"], ["y"], transB=1)]
            self.refused(model(on_weights, [constant(w, "w")]), '"cast" (Cast)', "expected floating-point types")
            between = [node("Gemm", ["x", "w"], ["h"], transB=1), node("Relu", ["h"], ["r"]),
                       node("Cast", ["r"], ["i"], to=to, name="cast"), node("Cast", ["i"], ["f"], to=1, name="back"),
                       node("Gemm", ["f", "v"], ["y"])]
            v = weights(3, 4)
            layers, arrays, said = self.head(model(between, [constant(w, "w"), constant(v, "v")]))
            np.testing.assert_array_equal(arrays["weight[1]"], v.T)
            self.assertEqual(len(layers), 1)
            self.assertIn('the result of node "back" (Cast)', said)
            self.refused(model([node("Gemm", ["x", "w"], ["h"], transB=1), node("Cast", ["h"], ["y"], to=to)],
                               [constant(w, "w")]), '"y" (Cast)')
        halves = [node("Gemm", ["x", "w"], ["h"], transB=1), node("Cast", ["h"], ["i"], to=TensorProto.FLOAT16),
                  node("Gemm", ["i", "v"], ["y"])]
        layers, _, _ = self.head(model(halves, [constant(w, "w"), constant(v, "v")]))
        self.assertEqual(len(layers), 2)

    def test_a_bias_is_the_same_for_all_samples(self):
        node = helper.make_node
        w, b = weights(5, 6), weights(5)

        def added(bias, op="MatMul"):
            if op == "Gemm":
                return model([node("Gemm", ["x", "w", "b"], ["y"], transB=1, name="bias")],
                             [constant(w, "w"), constant(bias, "b")])
            return model([node("MatMul", ["x", "w"], ["m"]), node("Add", ["b", "m"], ["y"], name="bias")],
                         [constant(w.T.copy(), "w"), constant(bias, "b")])
        for op in ("MatMul", "Gemm"):
            for shape in ((5,), (1, 5), (1, 1, 5)):
                _, arrays, _ = self.head(added(b.reshape(shape), op))
                np.testing.assert_array_equal(arrays["bias[1]"], b)
            for shape in ((), (1,), (1, 1), (1, 1, 1)):
                _, arrays, _ = self.head(added(b[:1].reshape(shape), op))
                np.testing.assert_array_equal(arrays["bias[1]"], np.full(5, b[0]))
            for shape in ((5, 1), (1, 5, 1), (5, 1, 1), (5, 5), (2, 5), (0,), (4,)):
                self.refused(added(np.resize(b, shape), op), '"bias"', "expected a bias of 5", "for all samples")
            self.refused(added(np.arange(5), op), '"bias"')
        column = [node("Unsqueeze", ["b", "one"], ["c"]), node("MatMul", ["x", "w"], ["m"]),
                  node("Add", ["m", "c"], ["y"], name="bias")]
        one = numpy_helper.from_array(np.array([1], np.int64), "one")
        self.refused(model(column, [constant(w.T.copy(), "w"), constant(b, "b"), one]), '"bias"', "found 5 x 1")
        # Of images, the channels are not the last.
        k, last = weights(5, 6, 1, 1), weights(3, 5)

        def image(bias, *between):
            nodes = [node("GlobalAveragePool", ["x"], ["g"]), node("Conv", ["g", "k"], ["c"]), *between,
                     node("Add", [between[-1].output[0] if between else "c", "b"], ["a"], name="bias"),
                     node("Flatten", ["a"], ["f"]), node("Gemm", ["f", "w"], ["y"], transB=1)]
            return model(nodes, [constant(k, "k"), constant(bias, "b"), constant(last, "w")])
        for case in (image(b.reshape(1, 5, 1, 1)), image(b.reshape(5, 1, 1)), image(b, node("Flatten", ["c"], ["d"])),
                     image(b.reshape(1, 5, 1, 1), node("Dropout", ["c"], ["d"]))):
            _, arrays, _ = self.head(case)
            np.testing.assert_array_equal(arrays["bias[1]"], b)
        for case in (image(b), image(b.reshape(1, 5)), image(b.reshape(5, 1)), image(b.reshape(5, 1, 1, 1)),
                     image(b.reshape(5, 1, 1), node("Flatten", ["c"], ["d"]))):
            self.refused(case, '"bias" (Add)', "expected a bias of 5")

    def test_every_form_of_a_constant(self):
        node = helper.make_node
        w, b, v = weights(5, 6), weights(5), weights(3, 5)

        def number(name, value):
            return node("Constant", [], [name], value_float=value)
        gelu = [node("Gemm", ["x", "w"], ["h"], transB=1), number("root", float(np.sqrt(2))), number("one", 1.0),
                number("half", 0.5), node("Div", ["h", "root"], ["d"]), node("Erf", ["d"], ["e"]),
                node("Add", ["e", "one"], ["p"]), node("Mul", ["h", "p"], ["m"]), node("Mul", ["m", "half"], ["a"]),
                node("Gemm", ["a", "v"], ["y"], transB=1)]
        layers, arrays, _ = self.head(model(gelu, [constant(w, "w"), constant(v, "v")]))
        self.assertIn("activation: gelu", layers[0])
        self.check(layers, arrays, lambda x: activated("softmax", v @ activated("gelu", w @ x)), weights(6))
        floats = [node("Constant", [], ["b"], value_floats=[float(n) for n in b]),
                  node("Constant", [], ["s"], value_ints=[-1, 6]), node("Reshape", ["flat", "s"], ["w"]),
                  node("Gemm", ["x", "w", "b"], ["y"], transB=1)]
        layers, arrays, _ = self.head(model(floats, [constant(w.flatten(), "flat")]))
        np.testing.assert_array_equal(arrays["weight[1]"], w)
        np.testing.assert_array_equal(arrays["bias[1]"], b)
        integer = [node("Constant", [], ["axis"], value_int=0), node("Unsqueeze", ["b", "axis"], ["c"]),
                   node("Gemm", ["x", "w", "c"], ["y"], transB=1)]
        _, arrays, _ = self.head(model(integer, [constant(w, "w"), constant(b, "b")]))
        np.testing.assert_array_equal(arrays["bias[1]"], b)
        sparse = helper.make_sparse_tensor(constant(b, "s"), constant(np.arange(5), "i"), [5])
        for form, value in (("sparse_value", sparse), ("value_string", "a"), ("value_strings", ["a", "b"])):
            held = node("Constant", [], ["b"], name="held", **{form: value})
            for top in (node("Gemm", ["x", "w", "b"], ["y"], transB=1), node("Gemm", ["x", "b"], ["y"])):
                self.refused(model([held, top], [constant(w, "w")]), 'node "held" (Constant)',
                             f"as {form}, which is not read")
        self.refused(model([node("Constant", [], ["b"], name="held"), node("Gemm", ["x", "b"], ["y"])], []), '"held"',
                     "no value")

    def test_shapes_of_constants(self):
        """What ONNX's nodes make of weights, against numpy."""
        node = helper.make_node
        w = weights(4, 6)

        def whole(*numbers):
            return numpy_helper.from_array(np.array(numbers, np.int64), "n")
        kept = [
            (w.reshape(1, 4, 6, 1), [node("Transpose", ["w"], ["v"], perm=[1, 0, 3, 2]), node("Squeeze", ["v"], ["u"])],
             w),
            (w.reshape(6, 1, 4), [node("Transpose", ["w"], ["v"], perm=[2, 1, 0]), node("Flatten", ["v"], ["u"])],
             w.reshape(6, 4).T),
            (w, [node("Transpose", ["w"], ["u"])], w.T),
            (w.reshape(2, 2, 6), [node("Reshape", ["w", "n"], ["u"])], w.reshape(4, 6), whole(4, -1)),
            (w, [node("Reshape", ["w", "n"], ["u"])], w.reshape(4, 6), whole(0, 6)),
            (w.reshape(2, 2, 6), [node("Flatten", ["w"], ["u"], axis=-1)], w),
            (w.reshape(4, 1, 6), [node("Squeeze", ["w", "n"], ["u"])], w, whole(-2)),
        ]
        for number, (stored, nodes, expected, *more) in enumerate(kept):
            with self.subTest(kept=number):
                _, arrays, _ = self.head(model([*nodes, node("Gemm", ["x", "u"], ["y"], transB=1)],
                                               [constant(np.ascontiguousarray(stored), "w"), *more]))
                np.testing.assert_array_equal(arrays["weight[1]"], expected)
        sizes = ((2**62, 4), (2**31, 2**33), (2**62, 2**62, -1), (-1, -1), (-5, 6), (5, 5), (-1, 7), (0, 0, 0),
                 (-1, 0, 0))
        named = [("Transpose", ["w"], {"perm": [0, 0]}), ("Transpose", ["w"], {"perm": [5, -7]}),
                 ("Transpose", ["w"], {"perm": [0]}), ("Flatten", ["w"], {"axis": 3}),
                 ("Unsqueeze", ["w", "given"], {}), ("Reshape", ["w", "given"], {}),
                 ("Squeeze", ["w", "n"], {}, 1), ("Squeeze", ["w", "n"], {}, 9), ("Unsqueeze", ["w", "n"], {}, 0, 0),
                 ("Unsqueeze", ["w", "n"], {}, -9), *(("Reshape", ["w", "n"], {}, *shape) for shape in sizes)]
        for operation, inputs, attributes, *numbers in named:
            with self.subTest(operation, numbers=numbers, **attributes):
                nodes = [node(operation, inputs, ["u"], name="bad", **attributes), node("Gemm", ["x", "u"], ["y"])]
                self.refused(model(nodes, [constant(w, "w"), whole(*numbers)]), f'node "bad" ({operation})')
        # A product of several matrices is no layer; none of its sizes may be dropped but the first.
        self.refused(model([node("MatMul", ["x", "w"], ["y"], name="many")], [constant(w.reshape(4, 1, 6), "w")]),
                     '"many"', "found 4 x 1 x 6")
        _, arrays, _ = self.head(model([node("MatMul", ["x", "w"], ["y"])], [constant(w.reshape(1, 1, 4, 6), "w")]))
        np.testing.assert_array_equal(arrays["weight[1]"], w.T)
        nothing = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[1 << 62, 0])
        self.refused(model([node("Transpose", ["w"], ["u"]), node("Gemm", ["x", "u"], ["y"])], [nothing]), 
                     "expected a matrix of weights")

    def test_nodes_without_their_inputs(self):
        node = helper.make_node
        w, v = constant(weights(5, 6), "w"), constant(weights(3, 5), "v")
        numbers = [constant(np.float32(n).reshape(()), name) for name, n in
                   (("one", 1), ("half", 0.5), ("three", 3), ("six", 6), ("zero", 0))]
        top = [node("Mul", ["g", "half"], ["a"])]
        for inputs in ([], [""]):
            for nodes in ([node("Sigmoid", inputs, ["s"], name="bare"), node("Mul", ["h", "s"], ["a"])],
                          [node("HardSigmoid", inputs, ["s"], name="bare"), node("Mul", ["s", "h"], ["a"])],
                          [node("Erf", inputs, ["e"], name="bare"), node("Add", ["e", "one"], ["p"]),
                           node("Mul", ["h", "p"], ["g"]), *top],
                          [node("Clip", inputs, ["c"], name="bare"), node("Mul", ["h", "c"], ["m"]),
                           node("Div", ["m", "six"], ["a"])]):
                self.refused(model([node("Gemm", ["x", "w"], ["h"], transB=1), *nodes,
                                    node("Gemm", ["a", "v"], ["y"], transB=1)], [w, v, *numbers]), 'node "bare"')
            for operation in ("Relu", "Sigmoid", "Tanh", "HardSwish", "Softmax", "Gelu", "LeakyRelu", "LogSoftmax",
                              "Mul", "Div", "Add", "Identity", "Flatten", "Reshape", "Squeeze", "Unsqueeze", "Cast", "Dropout",
                              "Gemm", "MatMul", "Conv", "ReduceMean", "Transpose", "Constant"):
                for given in (inputs, [*inputs, "w"], ["x", *inputs]):
                    self.refused(model([node(operation, given, ["y"], name="bare")], [w]))

    def test_external_data_of_no_regular_file(self):
        w = weights(4, 5)
        tensor = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=w.shape, data_location=TensorProto.EXTERNAL)
        tensor.external_data.add(key="location", value="w.bin")
        network = model([helper.make_node("Gemm", ["x", "w"], ["y"], transB=1)], [tensor])
        file = self.path / "w.bin"
        os.mkfifo(file)
        for offset in (None, 8):
            if offset:
                tensor = network.graph.initializer[0]
                tensor.external_data.add(key="offset", value=str(offset))
            done = self.run_import(network)
            self.assertEqual(done.returncode, 2)
            self.assertIn("w.bin: is not a regular file", done.stderr)
        file.unlink()
        file.mkdir()
        done = self.run_import(network)
        self.assertEqual(done.returncode, 2)
        self.assertIn("w.bin: is a directory", done.stderr)
        network.graph.initializer[0].external_data[0].value = "a" * 5000
        self.refused(network, 'tensor "w": external data')

    def test_long_chains_take_no_longer_than_their_length(self):
        node = helper.make_node
        count = 20000
        w, b = weights(4, 5), weights(4)

        def chain(first):
            constants = [node("Identity", [f"i{i - 1}" if i else "b"], [f"i{i}"]) for i in range(count)]
            sums = [node("Add", [f"a{i - 1}" if i else "m", first(i)], [f"a{i}"]) for i in range(count)]
            return model([*constants, node("Gemm", ["x", "w"], ["m"], transB=1), *sums,
                          node("Identity", [f"a{count - 1}"], ["y"])], [constant(w, "w"), constant(b, "b")])
        for first in (lambda i: f"i{count - 1}", lambda i: f"i{i}", lambda i: f"i{count - 1 - i}"):
            network = chain(first)
            begin = time.monotonic()
            _, arrays, _ = self.head(network)
            self.assertLess(time.monotonic() - begin, 20)  # two of these chains took minutes
            np.testing.assert_allclose(arrays["bias[1]"], count * b, rtol=1e-3)

    def test_files_that_are_there_are_left_as_they_are(self):
        w = weights(3, 4)
        network = model([helper.make_node("Gemm", ["x", "w"], ["y"], transB=1)], [constant(w, "w")]).SerializeToString()

        def run(file, *options):
            return subprocess.run([DELTASIM, "import", file, *options], cwd=self.path, capture_output=True, text=True,
                                  timeout=60)
        (self.path / "net.onnx").write_bytes(network)
        self.assertEqual(run("net.onnx", "--out", "made").returncode, 0)
        yaml, arrays = self.path / "made/net.yaml", self.path / "made/net.safetensors"
        texts = yaml.read_bytes(), arrays.read_bytes()
        again = run("net.onnx", "--out", "made")  # the same content is no loss
        self.assertEqual((again.returncode, yaml.read_bytes(), arrays.read_bytes()), (0, *texts))

        def kept(done, *names):
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertEqual(done.stdout, "")
            self.assertEqual(done.stderr, "".join(
                f"deltasim: error: {name} is there already, and is left as it is\n" for name in names))
        for file, other in ((yaml, arrays), (arrays, yaml)):
            text = file.read_bytes()
            file.write_bytes(text[:-1] + b"!")  # of the same size
            other.unlink()
            kept(run("net.onnx", "--out", "made"), f"made/{file.name}")
            self.assertEqual(file.read_bytes(), text[:-1] + b"!")
            self.assertFalse(other.exists())
            file.write_bytes(text)
            self.assertEqual(run("net.onnx", "--out", "made").returncode, 0)
        yaml.write_text("mine\n")
        arrays.write_text("mine too\n")
        kept(run("net.onnx", "--out", "made"), "made/net.safetensors", "made/net.yaml")
        self.assertEqual(sorted(os.listdir(self.path / "made")), ["net.safetensors", "net.yaml"])
        for name in ("net.yaml", "net.safetensors"):  # the network itself, by its name, a link and another name of it
            folder = self.path / f"of {name}"
            folder.mkdir()
            for make in (lambda f: f.write_bytes(network), lambda f: f.symlink_to("../net.onnx"),
                         lambda f: os.link(self.path / "net.onnx", f), lambda f: f.symlink_to("nowhere"), os.mkfifo,
                         os.mkdir):
                make(folder / name)
                source = f"{folder.name}/{name}" if (folder / name).is_file() else "net.onnx"
                kept(run(source, "--name", "net", "--out", folder.name), f"{folder.name}/{name}")
                self.assertEqual(os.listdir(folder), [name])
                (folder / name).rmdir() if (folder / name).is_dir() else (folder / name).unlink()
        self.assertEqual((self.path / "net.onnx").read_bytes(), network)


if __name__ == "__main__":
    unittest.main()
