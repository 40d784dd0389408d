"""From a site that fails to a message that was accepted: the whole program, killed on the way as well."""

import contextlib
import http.server
import json
import os
import signal
import subprocess
import threading
import time
from datetime import datetime

import pytest


class Site:
    """A site of many directories (one for each path) that all answer 200, until told to answer something else."""

    def __init__(self):
        self.status = 200
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                content = b"<title>Directory</title><h1>A directory of members</h1>" + b"<p>member</p>" * 200
                self.send_response(site.status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def site():
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()


@pytest.fixture
def program(tmp_path, site, service, binary):
    """The program with directories on the site and a webhook; starts and stops it at will."""
    file = tmp_path / "rollcall.yaml"
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    file.write_text(json.dumps({
        "database": {"path": str(tmp_path / "rollcall.sqlite")},
        "http": {"listen": "127.0.0.1:0"},
        "web": {"allow_private": True},
        "watch": {
            "checks": ["http"], "controls": [], "host_concurrency": 16, "intervals": {"critical": "1s", "normal": "1s"},
            "confirm": {"rechecks": ["200ms"], "recoveries": 1}, "shared": {"directories": 10000},
        },
        "alerts": {"channels": [{"name": "ops", "kind": "webhook", "url": service.url + "/hook"}]},
    }))

    def command(*arguments):
        return subprocess.run(
            [binary, *arguments, "--config", str(file)], capture_output=True, text=True, timeout=60, cwd=tmp_path, env=environment)

    def fill(count):
        rows = tmp_path / "directories.csv"
        rows.write_text("url\n" + "".join(f"{site.url}/d{number}/\n" for number in range(count)))
        result = command("import", str(rows))
        assert result.returncode == 0, result.stderr

    @contextlib.contextmanager
    def serving():
        with open(tmp_path / "log", "ab") as log:
            process = subprocess.Popen(
                [binary, "serve", "--config", str(file)], stdout=log, stderr=log, cwd=tmp_path, env=environment)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=30)

    class Program:
        pass

    program = Program()
    program.command, program.fill, program.serving = command, fill, serving
    program.log = lambda: (tmp_path / "log").read_text()
    yield program


def wait_for(what, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = what()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s")


def incidents(program):
    result = program.command("incidents", "--all", "--json", "--limit", "1000")
    return json.loads(result.stdout)


def told(service):
    """Numbers of incidents by event, in the order in which they were accepted."""
    return [(item["event"], item["id"]) for request in service.requests for item in request["json"]["data"]["incidents"]]


def test_an_incident_is_accepted_within_five_seconds_and_its_end_as_well(program, site, service):
    program.fill(1)
    with program.serving() as process:
        wait_for(lambda: "listening" in program.log(), 20)
        time.sleep(1.5)
        site.status = 503
        service.wait(1, 20)
        accepted = time.time() * 1000
        incident = incidents(program)[0]
        confirmed = incident["confirmed_at"]
        assert service.requests[0]["json"]["type"] == "incident.opened"
        assert "503" in service.requests[0]["json"]["data"]["incidents"][0]["sentence"]
        latest = time.time() * 1000 - accepted
        opened = datetime.fromisoformat(confirmed.replace("Z", "+00:00")).timestamp() * 1000
        assert accepted - opened < 5_000 + latest
        site.status = 200
        service.wait(2, 20)
        assert service.requests[1]["json"]["type"] == "incident.resolved"
        assert told(service) == [("opened", incident["id"]), ("resolved", incident["id"])]
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    listed = json.loads(program.command("notify", "list", "--json").stdout)
    assert [entry["state"] for entry in listed] == ["accepted", "accepted"]
    # By durable jobs, of which so many run at a time over all nodes.
    queues = {queue["queue"]: queue for queue in json.loads(program.command("jobs", "stats", "--json").stdout)}
    assert {name: queues[name]["concurrency"] for name in ("email", "notification", "analytics")} == {
        "email": 5, "notification": 10, "analytics": 5}
    jobs = json.loads(program.command("jobs", "list", "--state", "done", "--json").stdout)
    assert [job["queue"] for job in jobs if job["kind"] == "notice"] == ["notification", "notification"]


def test_a_storm_is_one_message_with_a_list(program, site, service):
    program.fill(60)
    with program.serving():
        wait_for(lambda: "listening" in program.log(), 20)
        time.sleep(3)
        site.status = 500
        wait_for(lambda: len(told(service)) >= 60, 40)
        assert len(service.requests) <= 4, [len(request["json"]["data"]["incidents"]) for request in service.requests]
        assert len(set(told(service))) == len(told(service)), "each incident is told once"


def test_messages_about_different_things_go_side_by_side_and_those_about_one_in_order(program, service, tmp_path):
    """The service holds its answers until it has ten requests in hand. A pipeline's stage tells of each record, its output of all in turn."""
    enough, lock = threading.Event(), threading.Lock()
    hand, most, together = set(), [0], []

    def answer(number, request):
        title = request["json"]["data"]["incidents"][0]["title"]
        with lock:
            hand.add((number, title))
            most[0] = max(most[0], len(hand))
            together.append(sum(1 for _, other in hand if other.startswith("output")))
            if len(hand) == 10:
                enough.set()
        enough.wait(15)
        with lock:
            hand.discard((number, title))
        return 200, {}, b""

    service.answer = answer
    (tmp_path / "n.csv").write_text("n\n" + "".join(f"{number}\n" for number in range(10, 22)))
    (tmp_path / "tell.yaml").write_text(json.dumps({
        "source": {"read": "n.csv"}, "stages": [{"notify": {"channel": "ops", "title": 'concat("stage ", n)'}}],
        "outputs": [{"notify": {"channel": "ops", "title": 'concat("output ", n)', "most": 1}}],
    }))
    result = program.command("run", str(tmp_path / "tell.yaml"))
    assert result.returncode == 0, result.stderr
    with program.serving():
        requests = service.wait(24, 60)
    titles = [request["json"]["data"]["incidents"][0]["title"] for request in requests]
    assert most[0] == 10 and max(together) == 1
    assert sorted(titles) == sorted(f"{who} {number}" for who in ("stage", "output") for number in range(10, 22))
    assert [title for title in titles if title.startswith("output")] == [f"output {number}" for number in range(10, 22)]


def test_a_service_that_limits_and_fails_gets_the_message_in_the_end_under_one_key(program, site, service):
    answers = {1: (429, {"Retry-After": "1"}, b""), 2: (500, {}, b""), 3: (None, {}, b"")}
    service.answer = lambda number, request: answers.get(number, (200, {}, b""))
    program.fill(1)
    with program.serving():
        wait_for(lambda: "listening" in program.log(), 20)
        time.sleep(1.5)
        site.status = 503
        requests = service.wait(4, 60)
        assert len({request["headers"]["webhook-id"] for request in requests}) == 1
        wait_for(lambda: json.loads(program.command("notify", "list", "--json").stdout)[0]["state"] == "accepted", 10)


def test_a_kill_at_any_moment_loses_no_notice(program, site, service):
    program.fill(8)
    delays = [0.0, 0.3, 0.7, 1.1, 1.9, 2.3]
    for round_number, delay in enumerate(delays):
        with program.serving() as process:
            time.sleep(2.5)
            site.status = 503 if round_number % 2 == 0 else 200
            time.sleep(1.0 + delay)
            process.kill()
            process.wait()
    site.status = 200
    with program.serving():
        def settled():
            known = incidents(program)
            if not known or any(incident["ended_at"] is None for incident in known):
                return False
            words = {}
            for event, number in told(service):
                words.setdefault(number, set()).add(event)
            # Each incident on record was told as over, alone or after its beginning.
            return all("resolved" in words.get(incident["id"], ()) for incident in known)
        wait_for(settled, 60)
