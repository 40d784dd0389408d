"""Processes of the benchmark: started in sessions of their own, measured by /proc, and ended by their ids whatever happens."""

import ctypes
import os
import resource
import signal
import socket
import subprocess
import time
import urllib.request

_TICKS = os.sysconf("SC_CLK_TCK")
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


class Trouble(Exception):
    """Why the benchmark cannot go on."""


def _prepare():
    # Ends with the benchmark even when that is killed, and may open as many sockets as the machine allows.
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


class Child:
    """One process under measurement."""

    running = []

    def __init__(self, name, arguments, folder, environment=None):
        self.name = name
        self.log = os.path.join(folder, name + ".log")
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, preexec_fn=_prepare,
                env={**os.environ, **(environment or {})})
        Child.running.append(self)

    def cpu(self):
        """User and system seconds so far."""
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def wakings(self):
        """How often its threads went to sleep of their own accord so far."""
        found = 0
        for task in os.listdir(f"/proc/{self.process.pid}/task"):
            with open(f"/proc/{self.process.pid}/task/{task}/status") as file:
                found += sum(int(line.split()[1]) for line in file if line.startswith("voluntary_ctxt_switches:"))
        return found

    def peak(self):
        """The greatest resident set so far, in MiB."""
        with open(f"/proc/{self.process.pid}/status") as file:
            for line in file:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) / 1024
        raise Trouble(f"{self.name} has ended: {self.words()}")

    def words(self):
        """The end of what it said."""
        with open(self.log, errors="replace") as file:
            return file.read()[-600:].strip()

    def until(self, what, holds, seconds=60):
        """Waits for something to become true while the process lives."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise Trouble(f"{self.name} ended with {self.process.returncode}: {self.words()}")
            try:
                if holds():
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise Trouble(f"{self.name}: {what} did not happen in {seconds} s: {self.words()}")

    def stop(self):
        if self in Child.running:
            Child.running.remove(self)
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    @staticmethod
    def stop_all():
        for child in Child.running:
            if child.process.poll() is None:
                child.process.terminate()
        for child in reversed(list(Child.running)):
            child.stop()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def fetch(url):
    """The body of a page of the processes under measurement; OSError where there is none."""
    with urllib.request.urlopen(url, timeout=30) as response:
        return response.read().decode()
