"""Rolls beside Scrapy, on the same directory in the same run: speed.py CRAWLBENCHMARK SCRAPY. Started by Benchmarks/Crawl/run. PAGES=n members (2,000),
TURNS=n (3). SCRAPY empty: no peer."""

import json
import os
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "Watch"))

import directory
from figures import Figures


class Cost:
    """Processes of one side, one after the other: their CPU-seconds, all of them together, and the most memory that one of them held."""

    def __init__(self):
        self.seconds, self.peak, self.pages = 0.0, 0.0, 0

    def run(self, command, pages, folder):
        with open(os.path.join(folder, "messages"), "w+") as messages:
            child = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=messages, stderr=messages)
            try:
                _, status, usage = os.wait4(child.pid, 0)
            except BaseException:
                child.kill()
                raise
            child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode != 0:
                messages.seek(0)
                sys.exit(f"crawl: {command[0]} failed: {messages.read()[-1000:]}")
        self.seconds += usage.ru_utime + usage.ru_stime
        self.peak = max(self.peak, usage.ru_maxrss / 1024)
        self.pages += pages


def right(path, members, of):
    """The share of all fields that a side's file has as they are; a listing that is nobody's is an error of the benchmark."""
    found = 0
    with open(path) as lines:
        for line in lines:
            values = of(json.loads(line))
            number = int(values["page"].rsplit("/", 1)[1])
            found += sum(values.get(field) == text for field, text in directory.member(number).items())
    return found / (5 * members)


def listing(line):
    """A line of ours in the words of the plan; telephones are stored in their normal form."""
    fields = {kind: values[0] for kind, values in line["fields"].items()}
    digits = fields.get("telephone", "").removeprefix("+1")
    return {**fields, "telephone": f"({digits[:3]}) {digits[3:6]}-{digits[6:]}", "page": line["page"]}


def main():
    binary, scrapy = os.path.abspath(sys.argv[1]), sys.argv[2] and os.path.abspath(sys.argv[2])
    members, turns = int(os.environ.get("PAGES", "2000")), int(os.environ.get("TURNS", "3"))
    pages = members + -(-members // directory.EACH)
    size = len(directory.page("/members/0", members))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    figures = Figures()
    ours, learned, peer = Cost(), Cost(), Cost()
    server = subprocess.Popen([sys.executable, os.path.join(HERE, "directory.py"), str(members)], stdout=subprocess.PIPE, text=True)
    try:
        url = f"http://127.0.0.1:{server.stdout.readline().strip()}/members"
        with tempfile.TemporaryDirectory(prefix="rollcall-crawl-") as folder:
            mine, its = os.path.join(folder, "rollcall.jsonl"), os.path.join(folder, "scrapy.jsonl")
            # In turns, since what the machine does besides changes what either costs from second to second.
            for _ in range(turns):
                for cost, ways in ((ours, "classes"), (learned, "all")):
                    cost.run([binary, "roll", url, mine, ways], pages, folder)
                    if (share := right(mine, members, listing)) != 1:
                        sys.exit(f"crawl: only {share:.2%} of the fields are right")
                if scrapy:
                    peer.run([scrapy, "runspider", os.path.join(HERE, "spider.py"), "-a", f"start={url}", "-O", its], pages, folder)
                    if (share := right(its, members, lambda line: line)) != 1:
                        sys.exit(f"crawl: only {share:.2%} of Scrapy's fields are right")
    finally:
        server.terminate()
        server.wait()
    speed = lambda cost: cost.pages / cost.seconds if cost.pages else None
    kilobytes = f"{size / 1024:.0f} KB"
    figures.show(f"roll of {members:,} pages of {kilobytes}, five fields", speed(ours), "pages/CPU-s", 800, at_least=True)
    figures.show("  with label, class and place for each field", speed(learned), "pages/CPU-s", at_least=True)
    figures.show("  peak memory", max(ours.peak, learned.peak), "MiB", 100)
    if scrapy:
        figures.show("  beside Scrapy", speed(ours), "pages/CPU-s", None, "Scrapy", speed(peer))
        figures.show("  peak memory beside Scrapy", max(ours.peak, learned.peak), "MiB", None, "Scrapy", peer.peak)
    if figures.missed:
        sys.exit("crawl: missed: " + "; ".join(figures.missed))


if __name__ == "__main__":
    main()
