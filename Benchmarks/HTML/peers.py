"""CPU-seconds of the peers for the pages a file lists, a line each: peers.py LIST. Peers that are not installed are left out, with a word on stderr.

libxml2 and gumbo are called through ctypes: a call costs a microsecond or two beside the milliseconds that a page takes.
"""

import ctypes
import ctypes.util
import sys
import time

SELECTORS = ["a[href]", "div > p", "h1, h2, h3", "li:nth-child(2n+1)", "form input[type=text]"]
pages = [open(line, "rb").read() for line in open(sys.argv[1]).read().split("\n") if line]


def measure(name, body, rounds=3):
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for page in pages:
            body(page)
        best = min(best, time.process_time() - start)
    print(name, best, flush=True)


def missing(name, why):
    print(f"html: {name} is not measured: {why}", file=sys.stderr)


def encoding(page):
    try:
        page.decode()
        return b"UTF-8"
    except UnicodeDecodeError:
        return b"ISO-8859-1"


def libxml2():
    path = ctypes.util.find_library("xml2")
    if not path:
        return missing("libxml2", "the library is not installed")
    xml = ctypes.CDLL(path)
    xml.htmlReadMemory.restype = ctypes.c_void_p
    xml.htmlReadMemory.argtypes = [ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_int]
    xml.xmlFreeDoc.argtypes = [ctypes.c_void_p]
    # recover, no errors, no warnings, no network
    options = 1 | 32 | 64 | 2048
    # Left to guess, libxml2 stops in the middle of pages that declare an encoding late or wrongly, and looks faster than it is.
    encodings = {id(page): encoding(page) for page in pages}
    measure("libxml2", lambda page: xml.xmlFreeDoc(xml.htmlReadMemory(page, len(page), None, encodings[id(page)], options)))


def gumbo():
    path = ctypes.util.find_library("gumbo")
    if not path:
        return missing("gumbo", "the library is not installed")
    library = ctypes.CDLL(path)
    library.gumbo_parse_with_options.restype = ctypes.c_void_p
    library.gumbo_parse_with_options.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]
    library.gumbo_destroy_output.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    options = ctypes.addressof(ctypes.c_char.in_dll(library, "kGumboDefaultOptions"))
    measure(
        "gumbo",
        lambda page: library.gumbo_destroy_output(options, library.gumbo_parse_with_options(options, page, len(page))),
    )


def selectolax():
    try:
        from selectolax.lexbor import LexborHTMLParser
    except ImportError:
        return missing("selectolax", "it is not installed")

    def select(page):
        tree = LexborHTMLParser(page)
        for selector in SELECTORS:
            tree.css(selector)

    measure("selectolax", LexborHTMLParser)
    measure("selectolax+select", select)


for peer in (libxml2, gumbo, selectolax):
    peer()
