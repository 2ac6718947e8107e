#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: formats_test.py DELTASIM

Other programs read the output: LaTeX compiles it, pandas and R read the CSV without options, Markdown is a table, and figures have
the format that their names say. A message names the programs that are not installed, and their checks are left out.
"""

import csv
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SWEEP = """
model: [lenet_caffe, {name: "odd, name_50% & {x} ^~#$ \u00fc\u0151\u65e5", features: 30, layers: [{outputs: 10, activation: softmax}]}]
processor: [eyeriss, stm32h743]
classes: 10
training: {schedules: [naive, delta, delta_fused]}
grid:
  processor.pe_array.lanes: [1, 16]
columns: {lanes: processor.pe_array.lanes}
"""
LONG_NAMES = """
model: [lenet_caffe, lenet5]
processor: [eyeriss, gap8]  # each has costs of its own
classes: 10
training: {schedules: [naive, delta, delta_latched]}
grid: {training.batch: [1, 2]}
columns: {batch: training.batch}
"""
DOCUMENT = r"""\documentclass{article}
\usepackage{booktabs}
\begin{document}
%s
\end{document}
"""


def call(command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (command, done.stdout[-3000:], done.stderr[-3000:])
    return done.stdout


def check_latex(program, folder):
    questions = {
        "all": [],
        "chosen": ["--columns", "model,processor,schedule,energy_pj,saving_x"],
        "pivot": ["--where", "schedule=delta", "--where", "lanes=16", "--pivot", "model,processor,saving_x"],
    }
    for name, question in questions.items():
        table = call([program, "table", "sweep.db", *question, "--format", "latex"], folder)
        (folder / f"{name}.tex").write_text(DOCUMENT % table)
        call(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", f"{name}.tex"], folder)
        assert (folder / f"{name}.pdf").read_bytes().startswith(b"%PDF"), name


def check_pandas(program, folder, rows):
    (folder / "rows.csv").write_text(call([program, "table", "sweep.db", "--format", "csv"], folder))
    script = "import pandas, sys; t = pandas.read_csv('rows.csv'); print(t[['model', 'energy_pj', 'lanes']].to_json(orient='records'))"
    read = json.loads(call(["/usr/bin/python3", "-c", script], folder))
    assert [row["model"] for row in read] == [row["model"] for row in rows]
    assert all(abs(a["energy_pj"] - b["energy_pj"]) <= 1e-9 * b["energy_pj"] for a, b in zip(read, rows))


def check_r(program, folder, rows):
    (folder / "rows.csv").write_text(call([program, "table", "sweep.db", "--format", "csv"], folder))
    script = 't <- read.csv("rows.csv"); cat(nrow(t), sum(t$energy_pj), class(t$lanes), t$model[nrow(t)], sep = "\\n")'
    count, energy, kind, last = call(["Rscript", "-e", script], folder).splitlines()
    assert int(count) == len(rows) and kind == "integer" and last == rows[-1]["model"]
    total = sum(row["energy_pj"] for row in rows)
    assert abs(float(energy) - total) < 1e-5 * total


def check_csv(program, folder, rows):
    """One table, names without marks, a column for what is assumed."""
    header, *lines = call([program, "table", "sweep.db", "--format", "csv"], folder).splitlines()
    assert len(lines) == len(rows) and "assumed" in header.split(",")
    assert "*" not in "".join(lines), "a mark in CSV"
    read = list(csv.DictReader(call([program, "table", "sweep.db", "--format", "csv"], folder).splitlines()))
    for row, full in zip(read, rows):
        # The parts of the energy, its phases, and the causes of the cycles are columns, and add up.
        parts = [key for key in row if re.fullmatch("(compute|register_file|sram|edram|dram|interconnect|static)_pj", key)]
        phases = [f"{phase}_pj" for phase in ("forward", "delta", "gradient", "update", "shared")]
        for keys in (parts, phases):
            assert abs(sum(float(row[key]) for key in keys) - full["energy_pj"]) < 1e-9 * full["energy_pj"], keys
        causes = [f"{cause}_cycles" for cause in full["time_cycles"] if cause not in ("total", "phases")]
        assert sum(int(row[key]) for key in causes) == full["cycles"], causes
    quickstart = str(ROOT / "configs/experiments/quickstart.yaml")
    one = ["--set", "model=lenet_caffe", "--set", "classes=10", "--set", "processor=eyeriss", "--schedule", "delta", "--format", "csv"]
    assert len(call([program, "run", quickstart, *one], folder).splitlines()) == 2
    causes = call([program, "run", quickstart, *one, "--table", "time"], folder).splitlines()
    time = json.loads(call([program, "run", quickstart, *one[:-1], "json"], folder))["time_cycles"]
    assert causes[0] == "cause,cycles,share_percent" and len(causes) == len(time.keys() - {"phases"}) + 1, causes
    assert "assumed" in call([program, "run", quickstart, *one], folder).splitlines()[0].split(",")
    fashion = str(ROOT / "configs/experiments/fashion_mnist.yaml")
    trained = [program, "train", fashion, "--set", "training.epochs=1", "--set", "training.schedules=[naive,delta]", "--format", "csv"]
    costs = list(csv.DictReader(call([*trained, "--table", "costs"], folder).splitlines()))
    assert all("*" not in row["processor"] and row["sram_bytes"].isdigit() and row["assumed"] for row in costs), costs
    call([program, "run", quickstart, *one, "--out", "kept"], folder)
    for file in (folder / "kept").glob("*.csv"):
        assert "\n\n" not in file.read_text(), f"{file} has several tables"


def check_json_of_columns(program, folder):
    """Whatever the command, --columns and --table choose of the JSON too: one table, as of CSV."""
    quickstart = str(ROOT / "configs/experiments/quickstart.yaml")
    one = ["--set", "model=lenet5", "--set", "classes=10", "--set", "processor=eyeriss"]
    whole = json.loads(call([program, "run", quickstart, *one, "--schedule", "delta", "--format", "json"], folder))
    questions = {
        ("run", quickstart, *one, "--schedule", "delta", "--columns", "cycles,energy_pj"):
            {"columns": ["cycles", "energy_pj"], "rows": [{"cycles": whole["cycles"], "energy_pj": whole["energy_pj"]["total"]}]},
        ("run", quickstart, *one, "--schedule", "delta", "--table", "time", "--columns", "cause,cycles"): None,
        ("search", quickstart, *one, "--store", "searched.db", "--budget", "10", "--columns", "schedule,cycles"): None,
        ("list", "schedules", "--columns", "name"): None,
    }
    for question, wanted in questions.items():
        answer = json.loads(call([program, *question, "--format", "json"], folder))
        keys = question[question.index("--columns") + 1].split(",")
        assert answer["columns"] == keys and all(list(row) == keys for row in answer["rows"]), answer
        assert len(answer["rows"]) > 0 and (wanted is None or answer == wanted), answer


def check_unknown_columns(program, folder):
    """They are refused by name, with those that there are or the one that was meant; by sweep and compare before they begin."""
    quickstart = str(ROOT / "configs/experiments/quickstart.yaml")
    one = ["--set", "model=lenet5", "--set", "classes=10", "--set", "processor=eyeriss"]
    for command in (["compare", quickstart, *one], ["sweep", "sweep.yaml", "--store", "never.db"], ["table", "sweep.db"],
                    ["run", quickstart, *one, "--schedule", "delta"], ["list", "dram"],
                    ["search", quickstart, *one, "--store", "searched.db", "--budget", "5"]):
        for asked, hint in (("model,xyzzy", "known are "), ("model,schedul", "did you mean \"schedule\"?")):
            if command[0] == "list":
                asked, hint = asked.replace("model", "name"), hint.replace("schedule", "name")
                asked = asked.replace("schedul", "nam")
            elif command[0] == "search":
                asked = asked.replace("model", "cycles")
            done = subprocess.run([program, *command, "--columns", asked], cwd=folder, capture_output=True, text=True, check=False)
            assert done.returncode == 2 and hint in done.stderr and "unknown column" in done.stderr, (command, asked, done.stderr)
            assert done.stdout == "", done.stdout
    assert not (folder / "never.db").exists(), "a sweep began before its columns were known"
    done = subprocess.run([program, "run", quickstart, *one, "--schedule", "delta", "--columns", "xyzzy", "--out", "lost"], cwd=folder,
                          capture_output=True, check=False)
    assert done.returncode == 2 and json.loads((folder / "lost/result.json").read_text())["cycles"] > 0
    # A column that is known and that no row has is empty.
    assert "-" in call([program, "compare", quickstart, *one, "--columns", "schedule,edram_accesses"], folder)


def check_markdown(program, folder):
    lines = [line for line in call([program, "table", "sweep.db", "--format", "markdown"], folder).splitlines() if line.startswith("|")]
    cells = [line.replace("\\|", "").count("|") for line in lines]
    assert len(set(cells)) == 1 and set(lines[1]) <= set("|:- "), lines[:3]


def check_plots(program, folder):
    for kind in ("savings", "breakdown", "roofline", "pareto", "sweep", "heatmap"):
        for form in ("svg", "pdf", "png"):
            for width in ("one", "two"):
                file = folder / f"{kind}.{form}"
                where = ["--where", "lanes=16"] if kind in ("savings", "breakdown", "heatmap") else []
                call([program, "plot", "sweep.db", "--kind", kind, "-o", file.name, "--width", width, *where], folder)
                data = file.read_bytes()
                if form == "svg":
                    root = xml.etree.ElementTree.fromstring(data)
                    assert int(root.get("width")) == (336 if width == "one" else 687), root.get("width")
                    words = "".join(root.itertext())
                    assert ("delta" in words or kind in ("pareto", "heatmap", "breakdown")), (kind, words)
                else:
                    assert data.startswith(b"%PDF" if form == "pdf" else b"\x89PNG"), kind
        if shutil.which("pdffonts"):
            assert "LiberationSerif" in call(["pdffonts", f"{kind}.pdf"], folder), f"{kind}: fonts are not as asked for"


def check_names_below_bars(program, folder):
    """Bars of all rows, whose names are long, keep their room, and names say nothing that others imply."""
    (folder / "names.yaml").write_text(LONG_NAMES)
    call([program, "sweep", "names.yaml"], folder)
    for kind in ("savings", "breakdown"):
        for width in ("one", "two"):
            call([program, "plot", "names.db", "--kind", kind, "-o", "names.svg", "--width", width], folder)
            text = (folder / "names.svg").read_text()
            places = re.findall(r'translate\([0-9.]+,([0-9.]+)\)[^>]*>\s*<text>([^<]*)</text>', text)
            ends = [float(y) for y, word in places if re.fullmatch(r"[0-9.]+[a-zA-Z]?", word)]
            assert max(ends) - min(ends) > 96, (kind, width, places)
            names = [word for _, word in places if "batch" in word]
            assert len(names) == (8 if kind == "savings" else 24), (kind, names)
            assert not any("horowitz" in word or "cacti" in word for word in names), (kind, names)


HARD_NAMES = """
model: [{name: "a head that has fifty letters and 50 % of 'quotes' {a}_1 \\\\n one", features: 4, layers: [{outputs: 3, activation: softmax}]},
        {name: "a head that has fifty letters and 50 % of 'quotes' {a}_1 \\\\n two", features: 5, layers: [{outputs: 3, activation: softmax}]},
        {name: "50 % of 100 %% is 日本", features: 6, layers: [{outputs: 3, activation: softmax}]}]
processor: [eyeriss, tpu_v1]
training: {schedules: [naive, delta], baseline: naive}
"""


def check_hard_names(program, folder):
    """Names of any length and letters stand in a figure as they are, at either axis; what no font can draw is told."""
    (folder / "hard.yaml").write_text(HARD_NAMES)
    call([program, "sweep", "hard.yaml"], folder)
    names = {row["model"] for row in json.loads(call([program, "table", "hard.db", "--format", "json"], folder))["rows"]}
    assert len(names) == 3 and all("%" in name for name in names), names
    for kind in ("savings", "heatmap"):
        call([program, "plot", "hard.db", "--kind", kind, "-o", "hard.svg", "--width", "two"], folder)
        words = "\n".join(xml.etree.ElementTree.parse(folder / "hard.svg").getroot().itertext())
        assert all(name in words for name in names), (kind, words)
    for form in ("png", "pdf", "svg"):
        done = subprocess.run([program, "plot", "hard.db", "--kind", "savings", "-o", f"hard.{form}"], cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        fonts = subprocess.run(["fc-list", ":charset=65e5 672c", "family"], capture_output=True, text=True).stdout if shutil.which("fc-list") else "unknown"
        assert ("no installed font" in done.stderr and "日本" in done.stderr) == (form != "svg" and not fonts.strip()), (form, fonts, done.stderr)


ROOFS = """
model: [vgg16, mobilenet_v3_large]
processor: [eyeriss, stm32h743, fixynn, flexflow, dadiannao, tpu_v1]
classes: 10
training: {schedules: [delta, delta_fused]}
"""


def check_roofs(program, folder):
    """No two roofs look alike, in grey print either, and the upright title is clear of the numbers beside it."""
    (folder / "roofs.yaml").write_text(ROOFS)
    call([program, "sweep", "roofs.yaml"], folder)
    for width in ("one", "two"):
        call([program, "plot", "roofs.db", "--kind", "roofline", "-o", "roofs.svg", "--width", width], folder)
        text = (folder / "roofs.svg").read_text()
        greys = re.findall(r"<path stroke='rgb\(\s*(\d+),\s*\1,\s*\1\)'(?: stroke-dasharray='([^']*)')?  d='([^']*)'", text)
        roofs = [(grey, dash) for grey, dash, path in greys if path.count("M") == 2]  # in the key and in the figure
        assert len(roofs) == len(set(roofs)) == 6, roofs
        title = float(re.search(r'translate\(([0-9.]+),[0-9.]+\) rotate\(270\)', text).group(1))
        ends = re.findall(r'translate\(([0-9.]+),[0-9.]+\)[^>]*text-anchor="end">\s*<text>\s*([0-9]+[A-Z])\s*<', text)
        letters = 6.0  # wider than any digit, and narrower than an M, of ten points
        assert ends and title < min(float(x) - letters * len(number) for x, number in ends), (title, ends)


def main(program):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "sweep.yaml").write_text(SWEEP)
        call([program, "sweep", "sweep.yaml"], folder)
        rows = json.loads(call([program, "table", "sweep.db", "--format", "json"], folder))["rows"]
        check_csv(program, folder, rows)
        check_markdown(program, folder)
        check_json_of_columns(program, folder)
        check_unknown_columns(program, folder)
        has_pandas = subprocess.run(["/usr/bin/python3", "-c", "import pandas"], capture_output=True, check=False).returncode == 0
        tools = {
            "pdflatex": (shutil.which("pdflatex"), lambda: check_latex(program, folder)),
            "pandas": (has_pandas, lambda: check_pandas(program, folder, rows)),
            "Rscript": (shutil.which("Rscript"), lambda: check_r(program, folder, rows)),
            "gnuplot": (shutil.which("gnuplot"), lambda: (check_plots(program, folder), check_names_below_bars(program, folder), check_hard_names(program, folder), check_roofs(program, folder))),
        }
        for tool, (there, check) in tools.items():
            if there:
                check()
            else:
                print(f"formats_test: {tool} is not installed: passed over")
    return 0


sys.exit(main(sys.argv[1]))
