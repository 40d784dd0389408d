"""Compares Rollcall's reading of robots.txt with protego's over real files: robots.py BINARY FOLDER.

For every file and each of five agents, the addresses asked for are made from the file's own rules (the wildcard filled, the end cut or
lengthened) and some that no rule names. Prints the share of equal answers and every class of difference with an example.
"""

import collections
import json
import pathlib
import random
import subprocess
import sys

import protego

AGENTS = ["rollcall", "googlebot", "bingbot", "gptbot", "baiduspider"]


def values(text):
    for line in text.splitlines():
        name, _, value = line.partition("#")[0].partition(":")
        if name.strip().lower() in ("allow", "disallow") and value.strip():
            yield value.strip()


def addresses(host, text, dice):
    made = ["/", "/index.html", "/search?q=a", "/a/b/c.html"]
    for value in dict.fromkeys(values(text)):
        path = value.removesuffix("$").replace("*", "x")
        if not path.startswith("/") or path.startswith("//"):
            continue
        made += [path, path + "more", path[:-1] or "/"]
    made = list(dict.fromkeys(made))
    return [f"http://{host}{path}" for path in (made if len(made) <= 60 else dice.sample(made, 60))]


def main(binary, folder):
    dice = random.Random(1)
    files = sorted(path for path in (pathlib.Path(folder) / "tests/test_data").iterdir() if path.is_file())
    questions, theirs = [], []
    for path in files:
        text = path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
        parsed = protego.Protego.parse(text)
        urls = addresses("www.example.com", text, dice)
        for agent in AGENTS:
            questions.append(json.dumps({"file": str(path), "agent": agent, "urls": urls}))
            theirs.append((path.name, agent, urls, [parsed.can_fetch(url, agent) for url in urls], parsed.crawl_delay(agent),
                           list(parsed.sitemaps)))
    run = subprocess.run([binary, "robots"], input="\n".join(questions) + "\n", capture_output=True, text=True, check=True)
    ours = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(ours) == len(theirs)
    total = equal = delays = sitemaps = 0
    differing, examples = set(), collections.defaultdict(list)
    for (name, agent, urls, allowed, delay, maps), answer in zip(theirs, ours):
        for url, expected, got in zip(urls, allowed, answer["allowed"]):
            if got == "?":
                continue
            total += 1
            if (got == "1") == expected:
                equal += 1
            else:
                differing.add(name)
                examples[(agent, "we allow" if got == "1" else "we refuse")].append(f"{name} {url}")
        if (delay or 0) == (answer.get("delay") or 0):
            delays += 1
        else:
            examples[(agent, "delay")].append(f"{name}: {delay} against {answer.get('delay')}")
        if maps[:1000] == answer["sitemaps"]:
            sitemaps += 1
        else:
            examples[(agent, "sitemaps")].append(name)
    print(f"{len(files)} files, {len(AGENTS)} agents, {total} addresses: {equal} answers equal ({100 * equal / total:.4f} %), "
          f"{len(differing)} files differ somewhere; crawl delays equal in {delays} of {len(theirs)}, sitemaps in {sitemaps}")
    for (agent, kind), found in sorted(examples.items()):
        print(f"  {agent}, {kind}: {len(found)}, as {'; '.join(found[:4])}")


main(sys.argv[1], sys.argv[2])
