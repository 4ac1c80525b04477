# SPDX-License-Identifier: Apache-2.0
"""A Slurm cluster of two nodes on this host, from Debian's packages, for the tests: munge, slurmctld and two slurmd on the loopback
interface, in a folder of their own, started and stopped by the tests and no service of the machine."""
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

NEEDED = ("munged", "slurmctld", "slurmd", "srun", "sbatch", "sinfo")
SECONDS_MAX = 60

CONFIGURATION = """
ClusterName=probe
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge/s
CredType=cred/munge
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/%n
SlurmctldPidFile={folder}/ctld.pid
SlurmdPidFile={folder}/%n.pid
SlurmctldLogFile={folder}/log/ctld
SlurmdLogFile={folder}/log/%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_min_interval=0,bf_interval=1,batch_sched_delay=0
ReturnToService=2
MpiDefault=none
NodeName=n1 NodeHostname=localhost NodeAddr=127.0.0.1 Port={ports[1]} CPUs=2 State=UNKNOWN
NodeName=n2 NodeHostname=localhost NodeAddr=127.0.0.1 Port={ports[2]} CPUs=2 State=UNKNOWN
PartitionName=p Nodes=n1,n2 Default=YES State=UP
"""


def why_not():
    """"" where a cluster can be started here, else what is missing."""
    missing = [program for program in NEEDED if shutil.which(program, path="/usr/bin:/usr/sbin:/bin:/sbin") is None]
    if missing:
        return f"no {', '.join(missing)}"
    return "" if os.geteuid() == 0 else "not root"


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Cluster:
    """SLURM_CONF in `environment` leads clients to it. Programs find nothing of the caller's there but what `environment` has."""

    def __init__(self, environment):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="weightcheck-slurm-", dir="/tmp"))
        os.chmod(self.folder, 0o755)
        self.environment = environment | {"SLURM_CONF": str(self.folder / "slurm.conf")}
        try:
            self.start()
        except BaseException:
            self.stop()
            raise

    def start(self):
        for name in ("state", "log", "munge", "n1", "n2"):
            (self.folder / name).mkdir()
        os.chmod(self.folder / "munge", 0o700)
        (self.folder / "munge" / "key").write_bytes(os.urandom(1024))
        os.chmod(self.folder / "munge" / "key", 0o400)
        (self.folder / "slurm.conf").write_text(CONFIGURATION.format(folder=self.folder, ports=free_ports(3)))
        (self.folder / "cgroup.conf").write_text("CgroupPlugin=cgroup/v1\nCgroupAutomount=no\n")
        munge = self.folder / "munge"
        self.run("munged", f"--key-file={munge}/key", f"--socket={munge}/s", f"--pid-file={munge}/pid", f"--log-file={munge}/log",
                 f"--seed-file={munge}/seed", "--force")
        self.run("slurmctld", "-f", str(self.folder / "slurm.conf"))
        for node in ("n1", "n2"):
            self.run("slurmd", "-N", node, "-f", str(self.folder / "slurm.conf"))
        begin = time.monotonic()
        while "2 idle" not in self.run("sinfo", "-h", "-o", "%D %t").stdout:
            if time.monotonic() - begin > SECONDS_MAX:
                raise RuntimeError("no idle nodes: " + (self.folder / "log" / "ctld").read_text()[-2000:])
            time.sleep(0.1)

    def run(self, *command, **settings):
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=SECONDS_MAX, check=True, **settings)

    def stop(self):
        for name in ("ctld.pid", "n1.pid", "n2.pid", "munge/pid"):
            try:
                os.kill(int((self.folder / name).read_text()), 15)
            except (OSError, ValueError):
                pass  # it never came up
        shutil.rmtree(self.folder, ignore_errors=True)
