#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: slurm_sweep_test.py DELTASIM

Runs scripts/slurm-sweep on a Slurm of its own: munged, slurmctld and slurmd on loopback, with configuration, key and state in a
temporary folder. The test requeues one array task and kills another. The merged store must equal the store of the sweep without
shards. Exit code 77, with a message, if Slurm is not installed.
"""

import getpass
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SKIPPED = 77
SWEEP = """
model: {name: tiny, features: 150, layers: [{outputs: 100, activation: relu}, {outputs: 10, activation: softmax}]}
processor: stm32h743
training: {schedules: [naive, delta]}
grid:
  processor.pe_array.lanes: [1, 2, 3, 4]
  processor.controller.lookahead_steps: [2, 3, 4, 5, 6]
"""
CONFIGURATION = """
ClusterName=loopback
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.sock,cred_expire=5
CredType=cred/munge
SlurmctldPort={controller_port}
SlurmdPort={node_port}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0
KillWait=2
ReturnToService=2
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} State=UNKNOWN
PartitionName=main Nodes={host} Default=YES State=UP
"""


def find(program):
    return shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/sbin")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, condition, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s for {what}")


class Cluster:
    """One node that is its own controller."""

    def __init__(self, folder):
        self.folder = folder
        self.daemons = []

    def begin(self):
        folder = self.folder
        (folder / "state").mkdir()
        (folder / "spool").mkdir()
        key = folder / "munge.key"
        key.write_bytes(os.urandom(1024))
        key.chmod(0o400)
        configuration = folder / "slurm.conf"
        configuration.write_text(CONFIGURATION.format(
            host=socket.gethostname().split(".")[0], user=getpass.getuser(), folder=folder, cpus=os.cpu_count(),
            controller_port=free_port(), node_port=free_port()), encoding="ascii")
        os.environ["SLURM_CONF"] = str(configuration)
        self.start(["munged", "--foreground", "--num-threads=10", f"--key-file={key}", f"--socket={folder}/munge.sock",
                    f"--pid-file={folder}/munged.pid", f"--seed-file={folder}/munge.seed",
                    f"--log-file={folder}/munged.log"])
        wait_for("munged", lambda: (folder / "munge.sock").exists())
        self.start(["slurmctld", "-D", "-c"])
        wait_for("slurmctld", lambda: subprocess.run(["scontrol", "ping"], capture_output=True).returncode == 0)
        self.start(["slurmd", "-D"])
        wait_for("slurmd", lambda: "idle" in self.ask("sinfo", "-h", "-o", "%t"))

    def start(self, command):
        log = open(self.folder / (command[0] + ".out"), "wb")
        self.daemons.append(subprocess.Popen([find(command[0]), *command[1:]], stdout=log, stderr=log,
                                             start_new_session=True))

    def ask(self, *command):
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def stop(self):
        if len(self.daemons) == 3:  # jobs would outlive their daemons
            subprocess.run(["scancel", "--user", getpass.getuser()], capture_output=True)
            wait_for("the end of all jobs", lambda: not self.ask("squeue", "-h"))
        for daemon in reversed(self.daemons):
            daemon.terminate()
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()

    def logs(self):
        for file in sorted(self.folder.rglob("*.out")) + sorted(self.folder.rglob("*.log")):
            print(f"--- {file.name}\n{file.read_text(errors='replace')[-3000:]}", file=sys.stderr)


def dump(store):
    """Every row of every table."""
    with sqlite3.connect(store) as connection:
        return "\n".join(connection.iterdump())


def points_in(store):
    """How many points a store has by now, whatever state it is in."""
    try:
        with sqlite3.connect(store) as connection:
            return connection.execute("SELECT count(*) FROM points").fetchone()[0]
    except sqlite3.Error:
        return 0


def processes_of(store):
    """The processes of sweeps into a store that are nobody's children but Slurm's."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0") if entry.name.isdigit() else []
        except OSError:
            continue
        if b"sweep" in words and str(store).encode() in words:
            found.append(int(entry.name))
    return found


def show(cluster, job):
    return cluster.ask("scontrol", "show", "job", job)


def test(deltasim, folder, cluster):
    os.environ["DELTASIM"] = deltasim
    sweep = folder / "sweep.yaml"
    sweep.write_text(SWEEP, encoding="ascii")
    subprocess.run([deltasim, "sweep", sweep, "--store", folder / "whole.db", "--engine", "step"], check=True,
                   capture_output=True)
    merged = folder / "merged.db"
    shards = [folder / f"merged-{i}-of-2.db" for i in (1, 2)]
    jobs = cluster.ask(str(ROOT / "scripts/slurm-sweep"), "--shards", "2", "--store", str(merged), "--sbatch",
                       "--cpus-per-task=1", str(sweep), "--engine", "step")
    array = jobs.split()[0]

    wait_for("the first shard's first point", lambda: points_in(shards[0]) > 0)
    cluster.ask("scontrol", "requeue", f"{array}_1")
    wait_for("the second shard's first point", lambda: points_in(shards[1]) > 0)
    victims = processes_of(shards[1])
    assert victims, "the second shard ended before it could be killed"
    for victim in victims:
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:  # a child went with its parent
            pass
    wait_for("the merged store", lambda: merged.exists() and not cluster.ask("squeue", "-h"), 240)
    task = show(cluster, f"{array}_1")
    assert "Restarts=1" in task, f"the first shard was not requeued: {task}"
    whole = dump(folder / "whole.db").splitlines()
    difference = [line[:300] for line in set(whole) ^ set(dump(merged).splitlines())]
    assert not difference, "the merged store differs from the unsharded one:\n" + "\n".join(difference)
    print(f"{points_in(merged)} points in {len(shards)} shards, one requeued, one killed: as unsharded")


def main():
    for program in ("munged", "slurmctld", "slurmd", "sbatch"):
        if not find(program):
            print(f"skipped: {program} is not installed; scripts/test --ci installs Slurm")
            return SKIPPED
    folder = pathlib.Path(tempfile.mkdtemp(prefix="deltasim-slurm-"))
    folder.chmod(0o755)  # munged wants its socket to be reached by all
    cluster = Cluster(folder)
    try:
        cluster.begin()
        test(sys.argv[1], folder, cluster)
    except BaseException:
        cluster.logs()
        raise
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
