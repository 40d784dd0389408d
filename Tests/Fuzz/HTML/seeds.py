"""Writes the inputs of html5lib's tree-construction tests as seeds for the fuzzer: seeds.py HTML5LIB_TESTS CORPUS."""

import pathlib
import sys

source, corpus = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
count = 0
for file in sorted(source.glob("tree-construction/**/*.dat")):
    for case in file.read_bytes().split(b"#data\n")[1:]:
        data = case.split(b"\n#errors", 1)[0]
        # The first byte chooses how the fuzzer reads the rest; each seed gets its turn in another way.
        (corpus / f"seed-{count}").write_bytes(bytes([count % 256]) + data)
        count += 1
