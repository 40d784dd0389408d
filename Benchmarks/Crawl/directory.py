"""A directory of made-up members for the crawl benchmark: lists of 50, and a page of 43 KB for each member. site.py PAGES prints its port and
serves until it is ended. Both sides of the benchmark read the same bytes; what this process costs counts for neither."""

import asyncio
import html
import random
import sys

SIZE = 43 * 1024
EACH = 50
FIRST = "Ada Ben Cora Dean Elsa Finn Gwen Hugo Iris Joel Kate Liam Mona Noah Olga Paul Rosa Sean Tina Wade".split()
LAST = "Abbott Barnes Carver Dalton Ellis Foster Garner Hobbs Irwin Jarvis Keller Lawson Mercer Norton Osborn Parker Quinn Rhodes".split()
STREETS = "Oak Maple Cedar Lake Hill Park River Mill Main Church".split()
CITIES = "Springfield Fairview Riverton Lakewood Georgetown Milford Ashland Clayton".split()
WORDS = ("the firm advises families and small companies on contracts leases estates and taxes with care for detail since it was founded its "
         "people have served the town in courts councils schools and charities and they answer every call within a day or two").split()


def member(number):
    """What there is to be found about one of them: five fields."""
    dice = random.Random(number)
    first, last = dice.choice(FIRST), dice.choice(LAST)
    return {
        "name": f"{first} {last} {number}",
        "telephone": f"(512) 555-{number % 10000:04}",
        "email": f"{first}.{last}.{number}@example.org".lower(),
        "address": f"{dice.randint(1, 9999)} {dice.choice(STREETS)} Street, {dice.choice(CITIES)}, TX 7{dice.randint(1000, 8999)}",
        "license": f"TX-{100000 + number}",
    }


def prose(dice, count):
    return " ".join(dice.choice(WORDS) for _ in range(count)).capitalize() + "."


def frame(title, body):
    menu = "".join(f'<li class="menu-item level-{n % 3}"><a class="menu-link" href="/topics/{n}">{word.title()} {n}</a></li>'
                   for n, word in enumerate(WORDS))
    style = "".join(f".c{n}{{margin:{n}px;padding:{n % 7}px;color:#{n * 4099 % 4096:03x};display:block}}" for n in range(60))
    script = "".join(f'w.push({{"event":"slot","id":{n},"size":[{n * 7},{n * 5}],"lazy":{"true" if n % 2 else "false"}}});' for n in range(60))
    foot = "".join(f'<li><a href="/places/{n}" title="Offices in town {n}">Offices in town {n}</a></li>' for n in range(60))
    return (f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{style}</style>'
            f'<script>var w=window.w||[];{script}</script></head><body><header><nav class="site"><ul>{menu}</ul></nav></header>'
            f'<main>{body}</main><footer><ul class="places">{foot}</ul></footer></body></html>')


def facts(fields):
    return (f'<article class="profile"><h1 class="name">{html.escape(fields["name"])}</h1><dl class="facts">'
            f'<dt>Phone</dt><dd class="tel"><a href="tel:{fields["telephone"]}">{fields["telephone"]}</a></dd>'
            f'<dt>E-mail</dt><dd class="mail"><a href="mailto:{fields["email"]}">{fields["email"]}</a></dd>'
            f'<dt>Address</dt><dd class="adr">{html.escape(fields["address"])}</dd>'
            f'<dt>License</dt><dd class="license">{fields["license"]}</dd></dl>')


def rest():
    """What stands below the facts, of a length that makes the page 43 KB: parts of a few sorts, as such pages have them."""
    dice = random.Random(43)
    parts, size = [], len(frame("", facts(member(0))))
    while size < SIZE:
        n = len(parts)
        part = (f'<section class="review c{n % 60}"><h3 class="review-title">{prose(dice, 4)}</h3><div class="stars" data-stars="{n % 5}">'
                f'<span class="star"></span><span class="star"></span></div><p class="review-text">{prose(dice, 28)} <em>{prose(dice, 3)}</em></p>'
                f'<ul class="tags"><li>{dice.choice(WORDS)}</li><li>{dice.choice(WORDS)}</li></ul>'
                f'<a class="more" href="/reviews/{n}?from=profile&amp;sort=new">Read on</a></section>')
        parts.append(part)
        size += len(part)
    return "".join(parts)


REST = rest()


def page(path, pages):
    """The bytes of a page; None where there is none."""
    if path == "/robots.txt":
        return b"User-agent: *\nAllow: /\n"
    if path.startswith("/members/") and path[9:].isdigit() and int(path[9:]) < pages:
        fields = member(int(path[9:]))
        return frame(html.escape(fields["name"]), facts(fields) + REST + "</article>").encode()
    number = path.removeprefix("/members?page=") if path != "/members" else "1"
    if not number.isdigit() or not 0 < int(number) <= -(-pages // EACH):
        return None
    first = (int(number) - 1) * EACH
    rows = "".join(f'<li class="member"><a class="name" href="/members/{n}">{html.escape(member(n)["name"])}</a> '
                   f'<span class="tel">{member(n)["telephone"]}</span></li>' for n in range(first, min(first + EACH, pages)))
    after = "" if first + EACH >= pages else f'<p class="pages"><a rel="next" href="/members?page={int(number) + 1}">Next</a></p>'
    return frame(f"Members, page {number}", f'<h1>Members</h1><ul class="members">{rows}</ul>{after}').encode()


class Server(asyncio.Protocol):
    def __init__(self, pages):
        self.pages = pages
        self.waiting = b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.waiting += data
        while b"\r\n\r\n" in self.waiting:
            head, self.waiting = self.waiting.split(b"\r\n\r\n", 1)
            body = page(head.split(b" ", 2)[1].decode(), self.pages)
            status, body = ("404 Not Found", b"none") if body is None else ("200 OK", body)
            kind = "text/html; charset=utf-8" if body.startswith(b"<") else "text/plain"
            closes = b"connection: close" in head.lower()
            self.transport.write(
                f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
                f"Connection: {'close' if closes else 'keep-alive'}\r\n\r\n".encode() + body)
            if closes:
                self.transport.close()


async def serve(pages):
    server = await asyncio.get_running_loop().create_server(lambda: Server(pages), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
