"""Writes the inputs of html5lib's tree-construction tests as seeds for the fuzzer: seeds.py html5lib_tree_tests.json CORPUS."""

import json
import pathlib
import sys

corpus = pathlib.Path(sys.argv[2])
for count, (_, _, (page, _)) in enumerate(json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))):
    # The first byte chooses how the fuzzer reads the rest; each seed gets its turn in another way.
    (corpus / f"seed-{count}").write_bytes(bytes([count % 256]) + page.encode("utf-8", "replace"))
