"""What the browser tests share: a demo of Rollcall with a simulated web, and a real Chromium (Debian's) that looks at it."""

import json
import os
import pathlib
import shutil
import signal
import subprocess

import pytest
from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("BUILD", ROOT / ".build"))
BINARY = pathlib.Path(os.environ.get("ROLLCALL_BINARY", BUILD / "debug" / "rollcall"))


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """A running demo: its first line of standard output is a JSON object that says where it listens."""
    folder = tmp_path_factory.mktemp("demo")
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen(
            [BINARY, "demo", "--directories", "60", "--seed", "7", "--port", "0", "--json"],
            stdout=subprocess.PIPE, stderr=log, cwd=folder)
    line = process.stdout.readline()
    assert line, f"the demo did not start: {(folder / 'log').read_text()}"
    where = json.loads(line)
    yield where
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0, "SIGTERM must drain and exit with 0"


@pytest.fixture(scope="session")
def chromium():
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "Chromium is missing: run make setup"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, demo):
    """A page of desktop size that fails the test on any script error or refused resource."""
    context = chromium.new_context(base_url=demo["console"], viewport={"width": 1280, "height": 900})
    page = context.new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert problems == []


@pytest.fixture
def phone(chromium, demo):
    """The same on a small screen that is touched, in the dark."""
    context = chromium.new_context(
        base_url=demo["console"], viewport={"width": 375, "height": 740}, has_touch=True, is_mobile=True, color_scheme="dark")
    yield context.new_page()
    context.close()
