# SPDX-License-Identifier: MIT
"""Writes wrong includes into a temporary tree; scripts/check-includes must name each of them."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECK = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "check-includes"
SPDX = "// SPDX-License-Identifier: MIT\n"
HEADER = SPDX + "#pragma once\n"


class CheckIncludes(unittest.TestCase):
    def check(self, files):
        """Runs the check on a tree of these files; its exit code and its lines."""
        with tempfile.TemporaryDirectory() as root:
            for name, text in files.items():
                file = pathlib.Path(root) / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
            run = subprocess.run([sys.executable, CHECK, root], capture_output=True, text=True, check=False)
        return run.returncode, run.stdout.splitlines()

    def test_a_clean_tree_passes(self):
        clean = {
            "src/core/terms.hpp": HEADER + "#include <vector>\n",
            "src/sim/memories/dram.cpp": SPDX + '#include <systemc>\n#include "sim/memories/dram.hpp"\n#include "core/terms.hpp"\n',
            "src/config/reader.cpp": SPDX + "#include <yaml-cpp/yaml.h>\n",
            "src/app/main.cpp": SPDX + '#include <CLI/CLI.hpp>\n#include "experiment/compare.hpp"\n',
            "tests/sim/dram_test.cpp": SPDX + '#include "golden.hpp"\n#include "sim/dram.hpp"\n',
            "scripts/run": "#!/usr/bin/env bash\n# SPDX-License-Identifier: MIT\n",
        }
        self.assertEqual(self.check(clean), (0, []))

    def test_each_offence_is_named(self):
        planted = [
            ("src/core/terms.hpp", HEADER + '#include "model/head.hpp"\n', 3, "core includes model, which is above it"),
            ("src/sim/a.cpp", SPDX + '\n  # include "app/b.hpp"\n', 3, "sim includes app, which is above it"),
            ("tests/energy/a.cpp", SPDX + '#include "sim/b.hpp"\n', 2, "energy includes sim, which is above it"),
            ("src/sim/a.cpp", SPDX + '#include "b.hpp"\n', 2, '"b.hpp" does not begin with a room'),
            ("src/sim/a.cpp", SPDX + '#include "../core/b.hpp"\n', 2, '"../core/b.hpp" does not begin with a room'),
            ("src/config/readers/a.cpp", SPDX + '#include "config/sweep/b.hpp"\n', 2,
             "config/readers includes config/sweep/b.hpp, which is above it"),
            ("src/sim/fold/a.cpp", SPDX + '#include "sim/machine.hpp"\n', 2,
             "sim/fold includes sim/machine.hpp, which is above it"),
            ("src/app/a.cpp", SPDX + "#include <systemc>\n", 2, "SystemC is included outside the rooms sim and systemc"),
            ("src/app/a.cpp", SPDX + "#include <tlm.h>\n", 2, "SystemC is included outside the rooms sim and systemc"),
            ("src/model/a.cpp", SPDX + "#include <yaml-cpp/yaml.h>\n", 2, "yaml-cpp is included outside the room config"),
            ("src/sim/a.cpp", SPDX + "#include <CLI/CLI.hpp>\n", 2, "CLI11 is included outside the room app"),
            ("src/core/a.hpp", SPDX, 1, "no #pragma once"),
            ("models/vgg16.yaml", "name: vgg16\n", 1, "no line SPDX-License-Identifier: MIT"),
            ("src/core/a.cpp", SPDX + "\n" * 400, 401, "401 lines, more than 400"),
        ]
        for path, text, line, message in planted:
            with self.subTest(message):
                self.assertEqual(self.check({path: text}), (1, [f"{path}:{line}: {message}"]))

    def test_every_offence_of_a_tree_is_named(self):
        code, lines = self.check({"src/core/a.hpp": "", "src/core/b.cpp": SPDX + '#include "sim/c.hpp"\n'})
        self.assertEqual((code, len(lines)), (1, 3))


if __name__ == "__main__":
    unittest.main()
