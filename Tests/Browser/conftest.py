"""What the browser tests share: a demo of Rollcall with a simulated web, and a real Chromium (Debian's) that looks at it."""

import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time
import urllib.request

import pytest
from playwright.sync_api import sync_playwright
from sites import Members

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("BUILD", ROOT / ".build")).resolve()
BINARY = pathlib.Path(os.environ.get("ROLLCALL_BINARY", BUILD / "debug" / "rollcall"))

# What is set for the tests is not meant for the program, which refuses a variable that it does not know.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("ROLLCALL_")}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Demo:
    """A running demo: its first line of standard output is a JSON object that says where it listens."""

    def __init__(self, folder, directories, port=0):
        self.folder = folder
        with open(folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [BINARY, "demo", "--directories", str(directories), "--seed", "7", "--port", str(port), "--json"],
                stdout=subprocess.PIPE, stderr=log, cwd=folder, env=ENVIRONMENT)
        line = self.process.stdout.readline()
        assert line, f"the demo did not start: {(folder / 'log').read_text()}"
        self.where = json.loads(line)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(timeout=30) == 0, "SIGTERM must drain and exit with 0"


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    demo = Demo(tmp_path_factory.mktemp("demo"), 60)
    yield demo.where
    demo.stop()


@pytest.fixture
def restartable(tmp_path):
    """Starts a small demo on always the same port, as often as it is called; the one before must have been stopped."""
    port = free_port()
    started = []

    def start():
        started.append(Demo(tmp_path, 10, port))
        return started[-1]

    yield start
    for demo in started:
        if demo.process.poll() is None:
            demo.stop()


class Server:
    """A server with nothing on its register, a folder for pipelines, and leave to look at loopback."""

    def __init__(self, folder):
        self.folder = folder
        self.address = f"http://127.0.0.1:{free_port()}"
        self.database = folder / "empty.db"
        (folder / "pipelines").mkdir()
        (folder / "rollcall.yaml").write_text(
            f"pipelines:\n  folder: {folder}/pipelines\nweb:\n  allow_private: true\nrolls:\n  delay: 50ms\n  cache: {{folder: {folder}/pages}}\n")
        with open(folder / "log", "wb") as log:
            self.process = subprocess.Popen(
                [BINARY, "serve", "--database", self.database, "--listen", self.address.removeprefix("http://"), "--config",
                 folder / "rollcall.yaml"], stdout=log, stderr=log, cwd=folder, env=ENVIRONMENT)
        deadline = time.monotonic() + 30
        while True:
            try:
                urllib.request.urlopen(f"{self.address}/livez").read()
                break
            except OSError:
                assert self.process.poll() is None and time.monotonic() < deadline, (folder / "log").read_text()
                time.sleep(0.05)

    def run(self, verb, *arguments, status=0):
        """Runs a verb on the same database, and expects how it ends."""
        result = subprocess.run(
            [BINARY, verb, *arguments, "--database", self.database, "--config", self.folder / "rollcall.yaml"], cwd=self.folder,
            capture_output=True, text=True, env=ENVIRONMENT)
        assert result.returncode == status, result.stderr
        return result.stdout

    def json(self, path):
        return json.load(urllib.request.urlopen(f"{self.address}{path}"))

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(timeout=30) == 0


@pytest.fixture
def server(tmp_path, reader):
    server = Server(tmp_path)
    yield server
    # A page that outlived its server would ask on, and be refused.
    reader.close()
    server.stop()


@pytest.fixture
def empty(server):
    """The address of a server with nothing on its register, and a function that runs a verb on the same database."""
    return server.address, server.run


@pytest.fixture
def members():
    members = Members()
    yield members
    members.http.shutdown()


@pytest.fixture(scope="session")
def chromium():
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "Chromium is missing: run make setup"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture
def reader(chromium):
    """Opens browsers of their own, each with one page that fails the test on a script error, a refused resource or a foreign address."""
    opened = []
    problems = []

    def open_page(base_url, **settings):
        settings = {"viewport": {"width": 1280, "height": 900}} | settings
        context = chromium.new_context(base_url=base_url, **settings)
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: None if request.url.startswith((base_url, "data:")) else problems.append(request.url))
        return page

    def close():
        while opened:
            opened.pop().close()

    open_page.problems = problems
    open_page.close = close
    yield open_page
    close()
    assert problems == []


@pytest.fixture
def page(reader, demo):
    """A page of desktop size."""
    return reader(demo["console"])


@pytest.fixture
def phone(reader, demo):
    """A page on a small screen that is touched, in the dark."""
    return reader(demo["console"], viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, color_scheme="dark")
