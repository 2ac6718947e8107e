#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: tests/scripts/make_cacti_table_test.py

Runs scripts/make-cacti-table on right and on wrong tables. For a wrong one it must say in one line what is wrong, and exit with 2.
"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "make-cacti-table"
OWN = ("Tech node (nm), Capacity (bytes), Number of banks, Associativity, Output width (bits), Access time (ns), "
       "Dynamic read energy (nJ), Dynamic write energy (nJ), Standby leakage per bank(mW), Area (mm2), \n")
SWEEP = ("tech_nm,cell,periph,temp_K,optimize,size_bytes,word_bits,banks,read_nJ,write_nJ,leak_per_bank_mW,"
         "leak_total_mW,access_ns,area_mm2,status\n")


def made(text, *options):
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        result = subprocess.run([sys.executable, SCRIPT, *options, file.name], capture_output=True, text=True, check=False)
        return result.returncode, result.stdout, result.stderr.replace(file.name, "FILE")


class MakeCactiTable(unittest.TestCase):
    def test_a_sweep(self):
        code, out, _ = made(SWEEP + "32,itrs-lop,itrs-lop,300,ED2,8192,64,2,0.004,0.0051,0.5,1.0,0.31,0.02,ok\n"
                            "32,itrs-lop,itrs-lop,300,ED2,512,64,16,,,,,,,failed\n")
        self.assertEqual(code, 0)
        self.assertEqual(out.splitlines()[-1], "32,lop,sram,8192,64,2,4,5.1,1.0,0.31,0.02")

    def test_the_table_that_cacti_writes(self):
        text = OWN + "65, 4096, 8, 1, 32, 0.41, 0.0021, 0.0033, 0.25, 0.01, \n"
        code, out, _ = made(text, "--device", "lstp")
        self.assertEqual(code, 0)
        self.assertEqual(out.splitlines()[-1], "65,lstp,sram,4096,32,8,2.1,3.3,2,0.41,0.01")
        code, out, err = made(text)
        self.assertEqual((code, out), (2, ""))
        self.assertIn("give --device hp, lstp or lop", err)

    def refused(self, text, expected, *options):
        code, out, err = made(text, *options)
        self.assertEqual((code, out), (2, ""))
        self.assertEqual(err.count("\n"), 1)
        self.assertIn(expected, err)

    def test_what_is_no_such_table(self):
        self.refused("", "FILE:1: lacks the columns tech_nm, cell")
        self.refused("size,energy\n1,2\n", "FILE:1: lacks the columns")
        self.refused(SWEEP.replace("banks,", ""), "lacks the columns banks, which a sweep of CACTI runs has")
        self.refused(OWN.replace("Number of banks, ", ""), "lacks the columns Number of banks, which the out.csv",
                     "--device", "hp")
        self.refused(SWEEP, "no row is wanted")
        self.refused(SWEEP, "says itself", "--device", "hp")

    def test_cells_that_are_no_numbers(self):
        self.refused(OWN + "65, 4096, 8, 1, 32, 0.41, N/A, 0.0033, 0.25, 0.01, \n", "FILE:2: read_nJ: expected a number",
                     "--device", "hp")
        self.refused(OWN + "65, 4096, 8, 1, 32, 0.41, 0.1, 0.0033, -1, 0.01, \n", "FILE:2: leak_per_bank_mW",
                     "--device", "hp")
        self.refused(OWN + "65, 40.96, 8\n", "FILE:2: size_bytes: expected a whole number", "--device", "hp")
        self.refused(SWEEP + "32,itrs-hp,itrs-hp,300,ED2,8192,64,2,inf,0.0051,0.5,1.0,0.31,0.02,ok\n", "FILE:2: read_nJ")

    def test_files_that_are_none(self):
        for name in ("/nonexistent.csv", "/", sys.executable):
            result = subprocess.run([sys.executable, SCRIPT, name], capture_output=True, text=True, check=False)
            self.assertEqual(result.returncode, 2, name)
            self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
            self.assertIn(name, result.stderr)
            self.assertNotIn("codec", result.stderr)


unittest.main()
