"""The whole program beside its peers: watch.py ROLLCALL [idle|500|5000|hanging|register|all]. Started by Benchmarks/Watch/run."""

import os
import shutil
import signal
import sys
import tempfile
import time

from figures import Figures, Histogram, growth
from processes import Child, Trouble, fetch, free_port
from sides import Farm, Peers, Rollcall

WARM_UP = 75
FIRST_LOOKS = 600
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STAGES = ("idle", "500", "5000", "hanging", "register")


class Benchmark:
    def __init__(self, binary, minutes):
        self.binary = binary
        self.seconds = int(minutes * 60)
        self.figures = Figures()

    def run(self, stage):
        print(f"watch: {stage}, measured for {self.seconds} s", file=sys.stderr)
        folder = tempfile.mkdtemp(prefix="rollcall-watch-")
        try:
            match stage:
                case "idle": self.idle(folder)
                case "500": self.compare(folder, 500, 30, memory=80, share=2)
                case "5000": self.compare(folder, 5_000, 60, memory=150)
                case "hanging": self.hang(folder, 5_000, 60)
                case "register": self.register(folder, 100_000)
        finally:
            Child.stop_all()
            shutil.rmtree(folder, ignore_errors=True)

    def idle(self, folder):
        """Nobody on the register, nothing to do: what a server costs that only stands there."""
        settings = {name: folder for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
        port = free_port()
        child = Child("rollcall", [self.binary, "serve", "--listen", f"127.0.0.1:{port}"], folder, settings)
        child.until("readiness", lambda: fetch(f"http://127.0.0.1:{port}/readyz"), 180)
        time.sleep(5)
        start, before, woken = time.monotonic(), child.cpu(), child.wakings()
        time.sleep(self.seconds)
        took = time.monotonic() - start
        self.figures.show("empty register: share of one core", (child.cpu() - before) / took * 100, "%", 0.15)
        self.figures.show("empty register: wakings of its threads", (child.wakings() - woken) / took, "a second")
        self.figures.show("empty register: peak memory", child.peak(), "MiB")

    def compare(self, folder, directories, interval, memory, share=None):
        """Both sides watch the same farm at the same time, and are measured when every check of every directory has been made once."""
        name = f"{directories} every {interval} s"
        farm = Farm(self.binary, folder, directories)
        rollcall = Rollcall(self.binary, folder, farm, interval)
        peers = Peers(folder, farm, interval)
        time.sleep(WARM_UP)
        # A look at each name and each certificate comes first and then rests for hours: what is measured is the every-day state.
        rollcall.child.until("a first look at every name", lambda: self.made(rollcall.metrics(), "dns") >= directories, FIRST_LOOKS)
        before, start, ours, theirs = rollcall.metrics(), time.monotonic(), rollcall.cpu(), peers.cpu()
        time.sleep(self.seconds)
        took = time.monotonic() - start
        ours, theirs = rollcall.cpu() - ours, peers.cpu() - theirs
        after = rollcall.metrics()
        made, well = self.seen(before, after)
        peer_made, peer_well = peers.probes(self.seconds)
        expected = directories * took / interval
        for side, count, share_well in (("Rollcall", made, well), ("the peers", peer_made, peer_well)):
            if count < 0.95 * expected or share_well < 0.99:
                raise Trouble(f"{name}: {side} made {count:.0f} of {expected:.0f} checks, {share_well:.1%} of them good")
        peer = "Prometheus + blackbox"
        self.figures.show(f"{name}: CPU", ours / took * 60, "CPU-s/min", 0.25, peer, theirs / took * 60)
        self.figures.show(
            f"{name}: CPU for each 1,000 checks", ours * 1000 / made, "CPU-s/1000", None, peer, theirs * 1000 / max(peer_made, 1))
        if share:
            self.figures.show(f"{name}: share of one core", ours / took * 100, "%", share)
        self.figures.show(f"{name}: peak memory", rollcall.peak(), "MiB", memory)
        self.figures.show(f"{name}: peak memory beside the peers", rollcall.peak(), "MiB", None, peer, peers.peak())
        self.late(name, before, after)

    def hang(self, folder, directories, interval):
        """A tenth of the directories accept connections and never answer; all the others must not notice."""
        name = f"{directories} every {interval} s, a tenth hanging"
        farm = Farm(self.binary, folder, directories, hanging=0.1)
        rollcall = Rollcall(self.binary, folder, farm, interval)
        time.sleep(WARM_UP)
        before, start, ours = rollcall.metrics(), time.monotonic(), rollcall.cpu()
        time.sleep(self.seconds)
        took, ours, after = time.monotonic() - start, rollcall.cpu() - ours, rollcall.metrics()
        made, well = self.seen(before, after)
        if made < 0.95 * directories * took / interval:
            raise Trouble(f"{name}: only {made:.0f} checks were made")
        durations = Histogram("rollcall_probe_duration_seconds", before, after)
        self.late(name, before, after)
        self.figures.show(f"{name}: mean check", durations.mean, "s", 2)
        self.figures.show(f"{name}: checks made", made / (directories * took / interval), "of planned", 0.99, at_least=True)
        self.figures.show(f"{name}: checks that found it up", well, "share")
        self.figures.show(f"{name}: share of one core", ours / took * 100, "%")
        self.figures.show(f"{name}: peak memory", rollcall.peak(), "MiB", 150)

    def register(self, folder, directories):
        """A register of this size: imported, every page looked at once, and read again by a new process."""
        name = f"{directories:,} on the register"
        farm = Farm(self.binary, folder, directories)
        began = time.monotonic()
        # Fast enough that each page is seen once in the time there is; certificates and names follow at their own pace.
        rollcall = Rollcall(
            self.binary, folder, farm, max(60, self.seconds), {"ROLLCALL_WATCH_BUDGET_PROBES_PER_SECOND": "5000"})
        self.figures.show(f"{name}: imported and ready", time.monotonic() - began, "s")
        time.sleep(self.seconds)
        self.figures.show(f"{name}: seen within {self.seconds} s", sum(self.counts(rollcall.metrics())), "directories")
        self.figures.show(f"{name}: peak memory", rollcall.peak(), "MiB", 600)
        rollcall.stop()
        rollcall.start()
        time.sleep(30)
        self.figures.show(f"{name}: peak memory after a restart", rollcall.peak(), "MiB", 600)

    @staticmethod
    def counts(metrics):
        return [value for sample, value in metrics.items() if sample.startswith("rollcall_directories{")]

    @staticmethod
    def made(metrics, check):
        return sum(value for sample, value in metrics.items() if sample.startswith(f'rollcall_probes_total{{check="{check}"'))

    @staticmethod
    def seen(before, after):
        """Checks of content made between two readings, and the share that found the directory up."""
        found = {sample: value for sample, value in growth("rollcall_probes_total", before, after).items() if 'check="content"' in sample}
        made = sum(found.values())
        return made, sum(value for sample, value in found.items() if 'verdict="up"' in sample) / max(made, 1)

    def late(self, name, before, after):
        self.figures.show(
            f"{name}: lateness p99", Histogram("rollcall_schedule_lateness_seconds", before, after).quantile(0.99), "s", 1)
        # What the process stood still beyond two seconds at a time counts in no check's lateness.
        stalled = "rollcall_schedule_stalled_seconds_total"
        self.figures.show(f"{name}: stalled besides", after.get(stalled, 0) - before.get(stalled, 0), "s", 0)


def end(number, _):
    """Ends what runs, and lets no second Ctrl-C keep it from that."""
    for other in SIGNALS:
        signal.signal(other, signal.SIG_IGN)
    sys.exit(128 + number)


def main():
    binary, wanted = os.path.abspath(sys.argv[1]), sys.argv[2]
    if wanted != "all" and wanted not in STAGES:
        sys.exit(f"watch: unknown stage '{wanted}'; use all, {', '.join(STAGES)}")
    try:
        minutes = float(os.environ.get("WATCH_MINUTES", "3"))
        if not 0.5 <= minutes <= 600:
            raise ValueError
    except ValueError:
        sys.exit("watch: WATCH_MINUTES is a number from 0.5 to 600")
    # Also where a shell started this in the background, and so with Ctrl-C ignored.
    for number in SIGNALS:
        signal.signal(number, end)
    benchmark = Benchmark(binary, minutes)
    try:
        for stage in STAGES if wanted == "all" else (wanted,):
            benchmark.run(stage)
    except Trouble as trouble:
        sys.exit(f"watch: {trouble}")
    if benchmark.figures.missed:
        sys.exit("watch: missed: " + "; ".join(benchmark.figures.missed))


if __name__ == "__main__":
    main()
