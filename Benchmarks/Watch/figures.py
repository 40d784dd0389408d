"""Figures with their goals, printed for people or, with JSON=1, for machines."""

import json
import math
import os


class Figures:
    def __init__(self):
        self.missed = []
        self.for_machines = os.environ.get("JSON") == "1"
        if not self.for_machines:
            print(f"{'figure':<52}{'value':>10} {'unit':<12}{'peer':>10}{'ratio':>8}{'goal':>8}")

    def show(self, figure, value, unit, goal=None, peer=None, peer_value=None, at_least=False):
        """The goal is for the ratio where there is a peer, else for the value; at most that, or at least."""
        ratio = value / peer_value if peer_value else None
        judged = value if ratio is None else ratio
        passed = goal is None or (judged >= goal if at_least else judged <= goal)
        if not passed:
            self.missed.append(figure)
        if self.for_machines:
            line = {
                "figure": figure, "value": round(value, 4), "unit": unit, "peer": peer,
                "peer_value": None if peer_value is None else round(peer_value, 4), "ratio": None if ratio is None else round(ratio, 4),
                "goal": goal, "pass": passed}
            print(json.dumps(line), flush=True)
            return
        line = f"{figure:<52}{value:>10.3f} {unit:<12}"
        line += f"{'' if peer_value is None else format(peer_value, '.3f'):>10}{'' if ratio is None else format(ratio, '.3f'):>8}"
        line += f"{'' if goal is None else ('>=' if at_least else '<=') + format(goal, 'g'):>8}"
        print(line + ("" if passed else "  MISSED"), flush=True)


class Histogram:
    """What a histogram of /metrics took in between two readings."""

    def __init__(self, name, before, after):
        self.buckets = []
        for sample, value in after.items():
            if sample.startswith(name + "_bucket{"):
                edge = sample.split('le="')[1].split('"')[0]
                self.buckets.append((math.inf if edge == "+Inf" else float(edge), value - before.get(sample, 0)))
        merged = {}
        for edge, value in self.buckets:
            merged[edge] = merged.get(edge, 0) + value
        self.buckets = sorted(merged.items())
        self.count = self.buckets[-1][1] if self.buckets else 0
        total = lambda samples: sum(value for sample, value in samples.items() if sample.split("{")[0] == name + "_sum")
        self.sum = total(after) - total(before)

    @property
    def mean(self):
        return self.sum / self.count if self.count else math.inf

    def quantile(self, share):
        """The edge of the bucket that the quantile lies in: it is no more than this."""
        for edge, below in self.buckets:
            if below >= share * self.count:
                return edge
        return math.inf


def growth(name, before, after):
    """By how much the samples of one name have grown, by their labels."""
    found = {}
    for sample, value in after.items():
        if sample == name or sample.startswith(name + "{"):
            found[sample] = value - before.get(sample, 0)
    return found
