"""The trees of real pages beside html5lib's: oracle.py BENCHMARK DATA [PAGES].

Both parsers get the same text, so that this compares trees and not encodings (the encoding suite does that). A difference is put into a class by
the first line where the trees part; one that is in no class is unexplained and fails the run. JSON=1 prints figures for machines.
"""

import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import warnings

import html5lib
from html5lib.treebuilders import getTreeBuilder

warnings.simplefilter("ignore")
sys.setrecursionlimit(20000)
FOLDERS = ["forms-firefox", "forms-formasaurus", "contacts-webstruct", "lists-courts", "pagination-autopager", "structured-extruct"]
NAMESPACES = {"http://www.w3.org/1999/xhtml": "", "http://www.w3.org/2000/svg": "svg ", "http://www.w3.org/1998/Math/MathML": "math "}
PREFIXES = {
    "http://www.w3.org/1999/xlink": "xlink ",
    "http://www.w3.org/XML/1998/namespace": "xml ",
    "http://www.w3.org/2000/xmlns/": "xmlns ",
}
FORMATTING = "a b big code em font i nobr s small strike strong tt u".split()
CLASSES = {
    "template": "html5lib does not know template",
    "hr in select": "html5lib drops hr in select, which the standard now allows",
    "newline of textarea": "html5lib keeps the newline that opens a textarea",
    "white space reopens": "html5lib does not reopen formatting elements for white space alone",
    "braces": "html5lib's ElementTree cannot carry names with a brace",
}


def split(name):
    space, _, local = name[1:].rpartition("}") if name[0] == "{" else ("", "", name)
    return space, local


def braced(space):
    """What ElementTree took for a namespace was written in the page as it stands."""
    return "{" + space + "}" if space else ""


def lines(root):
    """html5lib's tree in the format of its tests, an item for each node or attribute."""
    out = []

    def text(value, depth):
        if value:
            out.append("| " + " " * depth + '"' + value + '"')

    def element(node, depth):
        pad = "| " + " " * depth
        if not isinstance(node.tag, str):
            out.append(pad + "<!-- " + (node.text or "") + " -->")
            return
        if node.tag == "<!DOCTYPE>":
            public, system = node.get("publicId"), node.get("systemId")
            ids = f' "{public or ""}" "{system or ""}"' if public or system else ""
            out.append(pad + "<!DOCTYPE " + (node.text or "") + ids + ">")
            return
        space, name = split(node.tag)
        out.append(pad + "<" + (NAMESPACES[space] if space in NAMESPACES else braced(space)) + name + ">")
        attributes = []
        for key, value in node.attrib.items():
            space, local = split(key) if key else ("", key)
            prefix = PREFIXES[space] if space in PREFIXES else braced(space)
            attributes.append(("xmlns" if local == "xmlns" else prefix + local, value))
        for key, value in sorted(attributes, key=lambda pair: pair[0].encode("utf-16-be", "surrogatepass")):
            out.append(pad + "  " + key + '="' + value + '"')
        text(node.text, depth + 2)
        for child in node:
            element(child, depth + 2)
            text(child.tail, depth + 2)

    for child in root:
        element(child, 0)
    return "\n".join(out).split("\n")


def classify(theirs, ours, at):
    mine, oracle = (ours[at] if at < len(ours) else ""), (theirs[at] if at < len(theirs) else "")
    before = next((line for line in reversed(ours[:at]) if line.startswith("|") and "<" in line), "")
    if mine.strip("| ") in ("<template>", "content"):
        return "template"
    if mine.strip("| ") == "<hr>":
        return "hr in select"
    if "<textarea>" in before and oracle.strip("| ") == '"':
        return "newline of textarea"
    name = mine.strip("| ")
    if name[:1] == "<" and name.strip("<>") in FORMATTING and oracle.strip("| ").strip('"\r\t ') == "":
        return "white space reopens"
    if "{" in mine or "{" in oracle:
        return "braces"
    return None


def main():
    benchmark, data = sys.argv[1], pathlib.Path(sys.argv[2])
    pages = sorted(page for folder in FOLDERS for page in (data / folder).rglob("*.htm*"))
    random.Random(1).shuffle(pages)
    if len(sys.argv) > 3:
        pages = pages[: int(sys.argv[3])]
    found, same, unexplained = {name: [] for name in CLASSES}, 0, []
    with tempfile.TemporaryDirectory() as folder:
        copies = []
        for index, page in enumerate(pages):
            raw = page.read_bytes()
            try:
                text = raw.decode("utf-8")
            except UnicodeDecodeError:
                text = raw.decode("latin-1")
            copy = pathlib.Path(folder, f"{index}.html")
            copy.write_text(text.lstrip("\ufeff"), encoding="utf-8", newline="")
            copies.append(copy)
        listing = pathlib.Path(folder, "list")
        listing.write_text("\n".join(map(str, copies)))
        subprocess.run([benchmark, "trees", str(listing)], check=True)
        for page, copy in zip(pages, copies):
            text = copy.read_bytes().decode()
            parser = html5lib.HTMLParser(getTreeBuilder("etree"))
            try:
                parser.parse(text, scripting=False)
                theirs = lines(parser.tree.document._element)
            except (ValueError, IndexError) as error:
                theirs = [f"the oracle failed on a name with {{: {error!r}" if "{" in text else f"the oracle failed: {error!r}"]
            ours = pathlib.Path(f"{copy}.tree").read_bytes().decode().split("\n")
            if theirs == ours:
                same += 1
                continue
            at = next((i for i, pair in enumerate(zip(theirs, ours)) if pair[0] != pair[1]), min(len(theirs), len(ours)))
            kind = classify(theirs, ours, at)
            if kind:
                found[kind].append(page)
            else:
                unexplained.append(page)
                print(f"html: unexplained: {page.relative_to(data)}", *theirs[at - 2 : at + 2], "---", *ours[at - 2 : at + 2], sep="\n  ", file=sys.stderr)
    if os.environ.get("JSON"):
        figure = {"unit": f"of {len(pages)} pages", "peer": "html5lib", "peer_value": None, "ratio": None}
        print(json.dumps({"figure": "html_trees_equal", "value": same, **figure, "goal": None, "pass": True}))
        print(json.dumps({"figure": "html_trees_unexplained", "value": len(unexplained), **figure, "goal": 0, "pass": not unexplained}))
    else:
        print(f"html: {same} of {len(pages)} trees equal html5lib's")
        for name, reason in CLASSES.items():
            print(f"  {len(found[name]):4} {name}: {reason}")
        print(f"  {len(unexplained):4} unexplained")
    sys.exit(1 if unexplained else 0)


main()
