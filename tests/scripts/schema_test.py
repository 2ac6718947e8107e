#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: tests/scripts/schema_test.py

Every shipped file must name its schema in its first line, and be valid by it; a file with a mistake must not be valid. Skipped
(77) if Python has no yaml or no jsonschema.
"""

import copy
import json
import pathlib
import sys
import unittest

try:
    import jsonschema
    import yaml
except ImportError as error:
    print(f"schema_test: skipped: {error}")
    sys.exit(77)

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILES = [file for top in ("configs", "models") for file in sorted((ROOT / top).rglob("*.yaml"))
         if file.parent.name != "accelergy"]


def schema_of(file):
    first = file.read_text(encoding="utf-8").split("\n", 1)[0]
    mark = "# yaml-language-server: $schema="
    if not first.startswith(mark):
        raise AssertionError(f"{file} does not name its schema")
    return json.loads((file.parent / first[len(mark):]).read_text(encoding="utf-8"))


def read(name):
    file = ROOT / name
    return yaml.safe_load(file.read_text(encoding="utf-8")), schema_of(file)


class Schemas(unittest.TestCase):
    def test_shipped_files_are_valid(self):
        self.assertGreater(len(FILES), 100)
        for file in FILES:
            with self.subTest(file=str(file.relative_to(ROOT))):
                schema = schema_of(file)
                jsonschema.Draft7Validator.check_schema(schema)
                jsonschema.validate(yaml.safe_load(file.read_text(encoding="utf-8")), schema)

    def refused(self, name, change):
        document, schema = read(name)
        changed = copy.deepcopy(document)
        change(changed)
        self.assertNotEqual(changed, document)
        self.assertFalse(jsonschema.Draft7Validator(schema).is_valid(changed))

    def test_slips_are_not(self):
        self.refused("models/vgg16.yaml", lambda d: d.update(feature=3))
        self.refused("models/vgg16.yaml", lambda d: d["layers"][0].update(activation="rellu"))
        self.refused("models/vgg16.yaml", lambda d: d.update(features=0))
        self.refused("configs/processors/eyeriss.yaml", lambda d: d["pe_array"].update(clock_mhz=-200))
        self.refused("configs/processors/eyeriss.yaml", lambda d: d["pe_array"]["lanes"].update(reasons="x"))
        self.refused("configs/processors/eyeriss.yaml", lambda d: d["memories"]["global_buffer"].pop("banks"))
        self.refused("configs/costs/horowitz_45nm.yaml", lambda d: d["operations_pj"].update(mac=4.6))
        self.refused("configs/dram/hbm2_8gb.yaml", lambda d: d["rules"][0].update(scope="bnak"))
        self.refused("configs/experiments/quickstart.yaml", lambda d: d["training"].update(schedules=["delta2"]))
        self.refused("configs/sweeps/batch_sizes.yaml", lambda d: d.update(grids=[]))


unittest.main()
