#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: terminal_test.py DELTASIM

Runs every command that prints rows on terminals of 80, 100 and 160 columns. No line may be longer than the terminal is wide, and a
message must name the columns that are left out. There are colours unless NO_COLOR is set. A pipe gets all columns.
"""

import fcntl
import os
import pathlib
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ESCAPE = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
SWEEP = """
model: [lenet_caffe, {name: a_head_whose_name_is_as_long_as_names_can_get_before_anyone_complains_of_it_at_all_in_any_table, features: 30,
  layers: [{outputs: 20, activation: relu}, {outputs: 10, activation: softmax}]}]
processor: eyeriss
classes: 10
training: {schedules: [naive, delta, delta_fused]}
grid:
  processor.pe_array.lanes: [1, 4, 16, 64]
columns: {lanes: processor.pe_array.lanes}
"""


def width_of(line):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def on_terminal(command, folder, columns, **variables):
    """What a command prints on a terminal of so many columns."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **variables}
    environment = {name: value for name, value in environment.items() if value is not None}
    process = subprocess.Popen(command, cwd=folder, stdin=slave, stdout=slave, stderr=subprocess.PIPE, env=environment)
    os.close(slave)
    printed = b""
    while True:
        try:
            block = os.read(master, 65536)
        except OSError:  # its other end is closed
            break
        if not block:
            break
        printed += block
    os.close(master)
    said = process.stderr.read()
    assert process.wait() == 0, (command, printed, said)
    return printed.decode().replace("\r\n", "\n")


def main(program):
    quickstart = str(ROOT / "configs/experiments/quickstart.yaml")
    small = ["--set", "model=lenet_caffe", "--set", "classes=10", "--set", "processor=[eyeriss,stm32h743]"]
    one = [*small[:4], "--set", "processor=eyeriss"]
    fashion = str(ROOT / "configs/experiments/fashion_mnist.yaml")
    trained = ["--set", "training.epochs=1", "--set", "training.schedules=[naive,delta]"]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "sweep.yaml").write_text(SWEEP)
        (folder / "trace.txt").write_text("".join(f"0x{64 * i:x} READ {8 * i}\n" for i in range(200)))
        commands = {
            "compare": [program, "compare", quickstart, *small, "--set", "training.schedules=[naive,delta,delta_fused,framework]"],
            "sweep": [program, "sweep", "sweep.yaml"],
            "table": [program, "table", "sweep.db"],
            "chosen": [program, "table", "sweep.db", "--columns", "model,lanes,energy_pj,dram_pj,weight_access_pj,update_pj,dram_cycles"],
            "price": [program, "price", "sweep.db", "--costs", "horowitz_45nm", "cacti_45nm_lstp"],
            "uncertain": [program, "price", "sweep.db", "--uncertainty"],
            "pivot": [program, "table", "sweep.db", "--where", "schedule=delta", "--pivot", "model,lanes,saving_x"],
            "run": [program, "run", quickstart, *one, "--schedule", "delta"],
            "explain": [program, "explain", quickstart, *one],
            "stored": [program, "explain", "sweep.db", "--where", "model=lenet_caffe", "--where", "lanes=4", "--where", "schedule=naive"],
            "search": [program, "search", quickstart, *one, "--store", "searched.db", "--set", "model=lenet5", "--budget", "20"],
            "training": [program, "train", fashion, *trained, "--target-accuracy", "0.5"],
            "replay": [program, "replay", "trace.txt", "--dram", "ddr3_1600_4gb_x8"],
            "two": [program, "explain", "sweep.db", "--where", "model=lenet_caffe", "--where", "lanes=4,16", "--where", "schedule=naive"],
        }
        for what, command in commands.items():
            for columns in (80, 100, 160):
                printed = on_terminal(command, folder, columns)
                longest = max((width_of(ESCAPE.sub("", line)), line) for line in printed.split("\n"))
                assert longest[0] <= columns, (what, columns, longest)
                assert "energy" in printed.lower() or what in ("pivot", "replay"), (what, printed)
        for what in ("models", "processors", "dram", "costs", "targets", "schedules", "training"):
            for columns in (40, 80, 100, 160):
                for choice in ([], ["--columns", "description"]):
                    printed = on_terminal([program, "list", what, *choice], folder, columns)
                    longest = max((width_of(ESCAPE.sub("", line)), line) for line in printed.split("\n"))
                    assert longest[0] <= columns, (what, columns, longest)
        # What was asked for comes before what was not.
        assert re.search(r"low +high", ESCAPE.sub("", on_terminal(commands["uncertain"], folder, 80))), "no range at 80 columns"
        assert re.search(r"target +target +target", ESCAPE.sub("", on_terminal(commands["training"], folder, 80))), "no target at 80 columns"
        printed = on_terminal(commands["compare"], folder, 80)
        assert "\x1b[" in printed
        assert "--wide shows all columns" in " ".join(ESCAPE.sub("", printed).split())
        assert re.search(r"\d [mµun]J", printed), printed
        assert "lenet_caffe on eyeriss *" in printed, printed
        assert "\u2588" in on_terminal(commands["compare"], folder, 160), "no bars"
        plain = on_terminal(commands["compare"], folder, 160, NO_COLOR="1")
        assert "\x1b" not in plain and "\u2588" in plain
        assert "\u2588" not in on_terminal(commands["compare"], folder, 160, LC_ALL="C")
        assert "\x1b" not in on_terminal(commands["compare"], folder, 160, TERM="dumb")
        # A sweep shows its first rows and says where the others are.
        assert "4 more rows: deltasim table sweep.db" in ESCAPE.sub("", on_terminal(commands["sweep"], folder, 100))
        everything = subprocess.run(commands["sweep"], cwd=folder, capture_output=True, text=True, check=True).stdout
        assert "more rows" not in everything and everything.count("lenet_caffe") == 12, everything
        # --wide is the same in a pipe, which without it gets the table's columns, whatever their width.
        wide = on_terminal([*commands["table"], "--wide"], folder, 80)
        piped = [subprocess.run([*commands["table"], *more], cwd=folder, capture_output=True, text=True, check=True).stdout
                 for more in ([], ["--wide"])]
        assert wide == piped[1] and "update phase energy" in wide, wide
        assert "operand saving x" in piped[0] and "update phase energy" not in piped[0], piped[0]
    return 0


sys.exit(main(sys.argv[1]))
