"""The chat services and webhooks: what they are sent, and what becomes of each way in which they refuse."""

import base64
import json
import time

import pytest
from standardwebhooks.webhooks import Webhook

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()


def channel(kind, service, **more):
    return [{"name": "ops", "kind": kind, "url": service.url + "/hook", **more}]


def test_a_webhook_is_signed_so_that_the_standards_own_library_accepts_it(run, service):
    code, report, _ = run(channel("webhook", service, secret=SECRET), "notify", "test", "ops", "--json")
    assert (code, report[0]["accepted"]) == (0, True)
    request = service.requests[0]
    payload = Webhook(SECRET).verify(request["raw"], {name.lower(): value for name, value in request["headers"].items()})
    assert payload["type"] == "test"
    assert payload["data"]["incidents"][0]["event"] == "test"


def test_a_secret_comes_from_the_environment_or_a_file_and_is_never_shown(run, service, tmp_path):
    (tmp_path / "url").write_text(service.url + "/from-file\n")
    channels = [
        {"name": "ops", "kind": "webhook", "url": f"file:{tmp_path}/url", "secret": "env:HOOK_SECRET"},
    ]
    code, _, said = run(channels, "notify", "test", "ops", environment={"HOOK_SECRET": SECRET})
    assert code == 0, said
    assert service.requests[0]["path"] == "/from-file"
    code, shown, _ = run(channels, "config", "show", environment={"HOOK_SECRET": SECRET})
    assert code == 0
    assert "whsec_" not in shown and "from-file" not in shown and "(hidden)" in shown
    code, _, said = run(channels, "notify", "test", "ops")
    assert code == 2
    assert "HOOK_SECRET" in said


def test_slack_by_webhook(run, service):
    service.answer = lambda number, request: (200, {}, b"ok")
    assert run(channel("slack", service), "notify", "test", "ops")[0] == 0
    message = service.requests[0]["json"]
    assert message["text"] and message["blocks"][0]["type"] == "section"
    assert message["unfurl_links"] is False


def test_slack_by_token_says_where_the_thread_is(run, service):
    service.answer = lambda number, request: (200, {}, json.dumps({"ok": True, "ts": "1700000000.000100"}).encode())
    channels = [{"name": "ops", "kind": "slack", "token": "xoxb-secret", "channel": "C01", "api": service.url + "/api"}]
    code, report, said = run(channels, "notify", "test", "ops", "--json")
    assert (code, report[0]["reference"]) == (0, "1700000000.000100")
    assert service.requests[0]["path"] == "/api/chat.postMessage"
    assert service.requests[0]["headers"]["Authorization"] == "Bearer xoxb-secret"
    assert "xoxb-secret" not in said


def test_slack_answers_200_where_it_refuses(run, service):
    service.answer = lambda number, request: (200, {}, json.dumps({"ok": False, "error": "invalid_blocks"}).encode())
    channels = [{"name": "ops", "kind": "slack", "token": "xoxb-secret", "channel": "C01", "api": service.url + "/api"}]
    code, report, _ = run(channels, "notify", "test", "ops", "--json")
    assert (code, report[0]["accepted"]) == (1, False)
    assert "invalid_blocks" in report[0]["problem"]


def test_discord_waits_for_the_message_to_be_stored_and_calls_nobody(run, service):
    service.answer = lambda number, request: (200, {}, json.dumps({"id": "1234567890"}).encode())
    code, report, _ = run(channel("discord", service, thread="77"), "notify", "test", "ops", "--json")
    assert (code, report[0]["reference"]) == (0, "1234567890")
    assert service.requests[0]["path"] == "/hook?wait=true&thread_id=77"
    assert service.requests[0]["json"]["allowed_mentions"] == {"parse": []}
    assert len(service.requests[0]["json"]["embeds"]) == 1


def test_teams_takes_an_adaptive_card(run, service):
    service.answer = lambda number, request: (202, {}, b"")
    assert run(channel("teams", service), "notify", "test", "ops")[0] == 0
    attachment = service.requests[0]["json"]["attachments"][0]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert attachment["content"]["type"] == "AdaptiveCard"


@pytest.mark.parametrize("status, word", [(400, "400"), (404, "404"), (410, "gone"), (429, "429"), (500, "500"), (503, "503"), (302, "302")])
def test_a_refusal_is_told_with_its_status(run, service, status, word):
    service.answer = lambda number, request: (status, {"Retry-After": "1", "Location": "http://127.0.0.1:1/"}, b"because")
    code, report, _ = run(channel("webhook", service), "notify", "test", "ops", "--json")
    assert (code, report[0]["accepted"]) == (1, False)
    assert word in report[0]["problem"] and "because" in report[0]["problem"]
    assert len(service.requests) == 1, "a test is sent once, and no redirect is followed"


def test_no_answer_and_a_cut_line_are_told(run, service):
    service.answer = lambda number, request: (None, {}, b"")
    code, report, _ = run(channel("webhook", service), "notify", "test", "ops", "--json")
    assert (code, report[0]["accepted"]) == (1, False)
    service.answer = lambda number, request: (time.sleep(40), 200, {}, b"")[1:]
    began = time.monotonic()
    code, report, _ = run(channel("webhook", service), "notify", "test", "ops", "--json")
    assert (code, report[0]["accepted"]) == (1, False)
    assert time.monotonic() - began < 35


@pytest.mark.parametrize("wrong, said", [
    ({"name": "a", "kind": "slack"}, "needs the key url"),
    ({"name": "a", "kind": "slack", "token": "x"}, "needs the key channel"),
    ({"name": "a", "kind": "webhook", "url": "http://example.org/"}, "no https URL"),
    ({"name": "a", "kind": "webhook", "url": "https://example.org/", "secret": "short"}, "no key"),
    ({"name": "a", "kind": "mail"}, "email"),
    ({"name": "a", "kind": "slack", "urll": "https://x.example/"}, "url"),
    ({"name": "a", "kind": "email", "server": "mail.example:25", "security": "none", "from": "a@b.c", "to": ["a@b.c"]}, "in the clear"),
    ({"name": "a", "kind": "email", "server": "mail.example:587", "from": "a@b.c", "to": ["A <a@b.c>"]}, "address"),
    ({"name": "a", "kind": "webhook", "url": "https://example.org/", "quiet": "at night"}, "22:00-07:00"),
    ({"name": "a", "kind": "webhook", "url": "https://example.org/", "time_zone": "Mars/Base"}, "Mars/Base"),
])
def test_a_channel_that_cannot_be_is_refused_with_the_remedy(run, wrong, said):
    code, report, beside = run([wrong], "config", "check")
    assert code == 1
    assert said in f"{report}{beside}"
    for secret in ("url", "token", "secret"):
        assert wrong.get(secret, "nothing of that sort") not in f"{report}{beside}"


def test_an_unknown_channel_names_those_there_are(run, service):
    code, _, said = run(channel("webhook", service), "notify", "test", "oops")
    assert code == 2
    assert "ops" in said
