#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: tests/scripts/commands_test.py DELTASIM

Tests what documents tell their readers to type. It runs the tutorial of configs/README.md from the first line to the last. The
program must have every command and option that a document names, and every file that a document names must exist.
"""

import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import unittest

DELTASIM = pathlib.Path(sys.argv.pop(1)).resolve()
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DOCUMENTS = sorted(path for pattern in ("*.md", "docs/*.md", "configs/**/*.md", "models/*.md", "src/**/*.md", "tests/*.md",
                                        "scripts/*.md") for path in ROOT.glob(pattern))


def run(arguments, folder, check=True):
    return subprocess.run([str(a) for a in arguments], cwd=folder, check=check, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL)


def blocks(text):
    """Indented blocks without empty lines, each as its lines."""
    block = []
    for line in text.splitlines() + [""]:
        if line.startswith("    "):
            block.append(line[4:])
        elif block:
            yield block
            block = []


def commands(block):
    """Commands of deltasim in a block, continued lines joined, comments and columns of explanation cut."""
    for line in "\n".join(block).replace("\\\n", " ").splitlines():
        match = re.match(r"(?:build/release/src/)?deltasim (.*)", line)
        if match:
            yield re.split(r"\s{2,}(?!-)|\s#", match.group(1).strip())[0]


class Tutorial(unittest.TestCase):
    """Files are written and commands run as one who reads it does."""

    def test_from_first_to_last(self):
        text = (ROOT / "configs" / "README.md").read_text(encoding="utf-8").split("## Where files are found")[0]
        done = 0
        with tempfile.TemporaryDirectory(prefix="deltasim-tutorial-") as folder:
            for block in blocks(text):
                named = re.fullmatch(r"# (\S+\.yaml)", block[0])
                if named:
                    (pathlib.Path(folder) / named.group(1)).write_text("\n".join(block[1:]) + "\n", encoding="utf-8")
                for command in commands(block):
                    result = run([DELTASIM, *shlex.split(command)], folder, check=False)
                    self.assertEqual(result.returncode, 0, f"deltasim {command}\n{result.stderr}")
                    self.shown(text, command, result.stdout)
                    done += 1
        self.assertGreater(done, 8)

    def shown(self, text, command, output):
        """What the tutorial shows of a table is what is printed: the same words in the same order, columns left out."""
        match = {"compare exp.yaml": r"my_head .*", "table sizes.db --where schedule=delta --pivot kib,lanes,energy_pj":
                 r"[\d,]+  +\d\S+e\+\d+.*"}.get(command)
        if match is None:
            return
        rows = [line.strip().split() for line in text.splitlines() if re.fullmatch(r"\s+" + match, line)]
        self.assertTrue(rows)
        for row in rows:
            words = [line.split() for line in output.splitlines()]
            self.assertTrue(any(set(row) <= set(line) for line in words), row)


class Names(unittest.TestCase):
    def test_options(self):
        known = {}
        for document in DOCUMENTS:
            for block in blocks(document.read_text(encoding="utf-8")):
                for command in commands(block):
                    name, *rest = command.split()
                    for one in name.split("|"):
                        if not re.fullmatch(r"[a-z]+", one):
                            continue  # of a placeholder
                        if one not in known:
                            known[one] = run([DELTASIM, one, "--help"], ROOT).stdout
                        for option in rest:
                            option = option.split("=")[0].strip("[]")
                            if re.fullmatch(r"--[a-z-]+|-[a-z]", option):
                                self.assertRegex(known[one], rf"{re.escape(option)}\b", f"{document}: {command}")
        self.assertGreater(len(known), 10)

    def test_files(self):
        """`src/core/x.hpp` and its like, written in backquotes, are there."""
        named = 0
        for document in DOCUMENTS:
            for file in re.findall(r"`((?:src|tests|scripts|configs|models|docs)/[\w./-]+)`",
                                   document.read_text(encoding="utf-8")):
                if file.endswith(".db"):
                    continue  # made by a sweep
                self.assertTrue((ROOT / file).exists(), f"{document} names {file}")
                named += 1
        self.assertGreater(named, 30)


if __name__ == "__main__":
    os.environ["NO_COLOR"] = "1"
    unittest.main()
