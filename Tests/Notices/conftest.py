"""What the tests of channels share: the program's binary, and services on loopback that behave as the real ones document."""

import http.server
import json
import os
import pathlib
import subprocess
import threading

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("BUILD", ROOT / ".build")).resolve()
BINARY = pathlib.Path(os.environ.get("ROLLCALL_BINARY", BUILD / "debug" / "rollcall"))


class Service:
    """An HTTP service: keeps what it was sent, and answers as `answer` says (200 and nothing by default)."""

    def __init__(self):
        self.requests = []
        self.arrived = threading.Condition()
        self.answer = lambda number, request: (200, {}, b"")
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                request = {"path": self.path, "headers": dict(self.headers.items()), "raw": body, "json": json.loads(body)}
                with service.arrived:
                    service.requests.append(request)
                    number = len(service.requests)
                    service.arrived.notify_all()
                status, headers, content = service.answer(number, request)
                if status is None:
                    self.close_connection = True
                    return
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def wait(self, count, seconds):
        """Waits until so many requests have come."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.requests) >= count, timeout=seconds), (
                f"{len(self.requests)} of {count} requests in {seconds} s")
        return self.requests[:count]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="session")
def binary():
    return BINARY


@pytest.fixture
def service():
    service = Service()
    yield service
    service.close()


@pytest.fixture
def run(tmp_path):
    """Runs the program with a configuration of channels; returns its exit status, its JSON and what it said beside."""

    def run(channels, *arguments, environment=None, settings=None):
        file = tmp_path / "rollcall.yaml"
        configuration = {"database": {"path": str(tmp_path / "rollcall.sqlite")}, **(settings or {})}
        configuration["alerts"] = {"channels": channels}
        file.write_text(json.dumps(configuration))
        result = subprocess.run(
            [BINARY, *arguments, "--config", str(file)], capture_output=True, text=True, timeout=90, cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), **(environment or {})})
        output = result.stdout.strip()
        return result.returncode, json.loads(output) if output.startswith(("[", "{")) else output, result.stderr

    return run
