#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: tests/scripts/install_test.py BUILD_FOLDER

Installs by `cmake --install` into an empty prefix, and unpacks the Debian package. The program must find the files that were
installed with it, without the source tree.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

BUILD = pathlib.Path(sys.argv.pop(1)).resolve()


def run(*arguments, folder, check=True):
    return subprocess.run([str(a) for a in arguments], cwd=folder, check=check, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL)


class Installed(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="deltasim-install-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.work = self.folder / "work"
        self.work.mkdir()

    def look_at(self, prefix):
        """All that an installation below this prefix has to have and to do."""
        program = prefix / "bin" / "deltasim"
        share = prefix / "share"
        for file in ("man/man1/deltasim.1", "man/man1/deltasim-sweep.1", "bash-completion/completions/deltasim",
                     "fish/vendor_completions.d/deltasim.fish", "zsh/vendor-completions/_deltasim",
                     "doc/deltasim/copyright", "deltasim/configs/README.md", "deltasim/configs/schemas/model.schema.json",
                     "deltasim/configs/templates/processor.yaml", "deltasim/configs/costs/cacti_7.csv"):
            self.assertTrue((share / file).is_file(), file)

        # A model that is nowhere else is found, and one that is no longer there is not: no other tree is looked into.
        models = share / "deltasim" / "models"
        shutil.copy(models / "lenet_caffe.yaml", models / "installed_only.yaml")
        (models / "vgg19.yaml").unlink()
        listed = run(program, "list", "models", folder=self.work).stdout
        self.assertIn("installed_only", listed)
        self.assertNotIn("vgg19", listed)

        (self.work / "exp.yaml").write_text("model: installed_only\nprocessor: eyeriss\n", encoding="utf-8")
        done = run(program, "compare", "exp.yaml", "--format", "csv", folder=self.work)
        self.assertIn("lenet_caffe", done.stdout)  # the name that the file gives
        run(program, "new", "costs", "costs.yaml", folder=self.work)
        self.assertIn(str(share / "deltasim" / "configs" / "schemas" / "costs.schema.json"),
                      (self.work / "costs.yaml").read_text(encoding="utf-8"))
        run(program, "check", "costs.yaml", "exp.yaml", folder=self.work)

    def test_prefix(self):
        prefix = self.folder / "prefix"
        run("cmake", "--install", BUILD, "--prefix", prefix, folder=self.work)
        self.look_at(prefix)

    def test_package(self):
        if shutil.which("dpkg-deb") is None or shutil.which("dpkg-shlibdeps") is None:
            self.skipTest("dpkg-deb and dpkg-shlibdeps (package dpkg-dev) make the package, and are not here")
        run("cpack", "--config", BUILD / "CPackConfig.cmake", "-B", self.folder / "packages", folder=self.work)
        package, = (self.folder / "packages").glob("*.deb")
        self.assertLess(package.stat().st_size, 6_000_000)
        depends = run("dpkg-deb", "--field", package, "Depends", folder=self.work).stdout
        for library in ("libc6", "libyaml-cpp", "libsqlite3-0", "libsystemc", "libutf8proc"):
            self.assertIn(library, depends)
        root = self.folder / "root"
        run("dpkg-deb", "--extract", package, root, folder=self.work)
        self.look_at(root / "usr")


class Completion(unittest.TestCase):
    """The scripts are ones that their shells can read, and bash's completes."""

    def setUp(self):
        self.documents = BUILD / "documents"

    def test_syntax(self):
        for shell, file in (("bash", "deltasim.bash"), ("zsh", "_deltasim"), ("fish", "deltasim.fish")):
            if shutil.which(shell):
                result = run(shell, "-n", self.documents / file, folder="/", check=False)
                self.assertEqual((result.returncode, result.stderr), (0, ""), shell)

    def completed(self, *words):
        script = (f'source {self.documents / "deltasim.bash"}; compopt() {{ :; }}; COMP_WORDS=("$@"); '
                  'COMP_CWORD=$(($# - 1)); _deltasim; printf "%s\\n" "${COMPREPLY[@]}"')
        environment = dict(os.environ, PATH=f"{BUILD / 'src'}:{os.environ['PATH']}")
        result = subprocess.run(["bash", "-c", script, "bash", *words], cwd=BUILD, env=environment, check=True,
                                capture_output=True, text=True)
        return result.stdout.split()

    def test_words(self):
        self.assertEqual(self.completed("deltasim", "com"), ["compare", "completion"])
        self.assertIn("--schedule", self.completed("deltasim", "run", "--s"))
        self.assertEqual(self.completed("deltasim", "run", "x.yaml", "--format", "m"), ["markdown"])
        self.assertIn("delta_latched", self.completed("deltasim", "run", "x.yaml", "--schedule", "delta"))
        self.assertIn("hbm2_8gb", self.completed("deltasim", "replay", "t", "--dram", "h"))
        self.assertEqual(self.completed("deltasim", "new", "proc"), ["processor"])
        self.assertEqual(self.completed("deltasim", "completion", "f"), ["fish"])

    def test_man_pages(self):
        pages = sorted(page.name for page in (self.documents / "man").glob("*.1"))
        commands = run(BUILD / "src" / "deltasim", "--help", folder="/").stdout
        for command in ("run", "compare", "sweep", "table", "price", "check", "replay", "new", "keys"):
            self.assertIn(f"deltasim-{command}.1", pages)
            self.assertIn(command, commands)
        if shutil.which("man"):
            shown = subprocess.run(["man", "--warnings", "-l", self.documents / "man" / "deltasim-replay.1"], check=True,
                                   capture_output=True, text=True, env=dict(os.environ, MANPAGER="cat", LC_ALL="C"))
            self.assertEqual(shown.stderr, "")
            self.assertIn("--mapping", shown.stdout)


unittest.main()
