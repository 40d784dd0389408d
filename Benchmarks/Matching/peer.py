"""splink on the records of a CSV file, with its usual comparisons and without labels: what it costs and finds; JSON=1 for machines."""

import json
import logging
import os
import sys
import time

import pandas
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

logging.disable(logging.WARNING)
frame = pandas.read_csv(sys.argv[1], dtype=str).rename(columns={"id": "unique_id"})
start = time.time()
linker = Linker(
    frame,
    SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.7]),
            cl.JaroWinklerAtThresholds("address", [0.95, 0.88]),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.ExactMatch("zip").configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("phone", [1, 3]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("phone"), block_on("zip", "substr(name,1,4)"), block_on("address"), block_on("name"),
        ],
    ),
    DuckDBAPI(),
)
linker.training.estimate_probability_two_random_records_match([block_on("phone"), block_on("name", "city")], recall=0.7)
linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
for rule in (block_on("phone"), block_on("name"), block_on("address")):
    linker.training.estimate_parameters_using_expectation_maximisation(rule)
predictions = linker.inference.predict(threshold_match_probability=0.5)
clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predictions, 0.5).as_pandas_dataframe()
seconds = time.time() - start


def pairs(groups):
    found = set()
    for members in groups:
        members = sorted(members)
        found.update((a, b) for i, a in enumerate(members) for b in members[i + 1 :])
    return found


found = pairs(clusters.groupby("cluster_id")["unique_id"].apply(list))
truth = pairs(frame.groupby(frame["unique_id"].str.split("-").str[0])["unique_id"].apply(list))
right = len(found & truth)
figures = [
    ("wall time", seconds, "s"), ("precision", right / max(1, len(found)), ""), ("recall", right / max(1, len(truth)), ""),
    ("F1", 2 * right / max(1, len(found) + len(truth)), "")]
for name, value, unit in figures:
    figure = f"splink, 10000 of the same records: {name}"
    if os.environ.get("JSON"):
        line = {"figure": figure, "value": round(value, 4), "unit": unit, "peer": None, "peer_value": None, "ratio": None}
        print(json.dumps({**line, "goal": None, "pass": True}))
    else:
        print(f"      {figure:<49} {value:.3f} {unit}".rstrip())
