"""Small sites of their own that browser tests put on the register."""

import http.server
import threading


class Members:
    """A directory of its own: a list whose records lead to pages of their own."""

    def __init__(self):
        names = ["Ada Byron", "Blaise Pascal", "Carl Gauss", "Dorothy Vaughan", "Emmy Noether", "Grace Hopper"]
        self.people = {name: (f"512-555-{101 + index:04}", f"{12 + index} Oak Street") for index, name in enumerate(names)}
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = site.page(self.path)
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write((body or "nothing").encode())

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.http.server_port}/"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def page(self, path):
        rows = {f"/member/{name.split()[1].lower()}": (name, *values) for name, values in self.people.items()}
        if path == "/":
            items = "".join(
                f'<li class="member"><a href="{place}">{name}</a><br>{street}, Austin, TX 78701<br>Phone: {phone}</li>'
                for place, (name, phone, street) in rows.items())
            return f"<!doctype html><html lang=en><title>Members</title><h1>Our members</h1><ul>{items}</ul></html>"
        if path in rows:
            name, phone, street = rows[path]
            return f"<!doctype html><html lang=en><title>{name}</title><h1>{name}</h1><p>{street}, Austin, TX 78701</p><p>Phone: {phone}</p></html>"
        return None
