"""Mail through a real server (aiosmtpd): TLS from the start, STARTTLS, sign-in, and its refusals."""

import email
import email.policy
import socket
import ssl
import subprocess

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


class Mailbox:
    """Keeps messages; refuses recipients by their names."""

    def __init__(self):
        self.messages = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("later"):
            return "451 4.7.1 greylisted"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.messages.append((envelope, server.transport.get_extra_info("ssl_object") is not None, session.authenticated))
        return "250 2.0.0 queued"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate for localhost and 127.0.0.1 that nobody trusts by itself."""
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder / "key.pem", "-out", folder / "cert.pem",
         "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
        check=True, capture_output=True)
    return folder


@pytest.fixture
def mail(certificate):
    """Starts a mail server as asked; returns its mailbox and the channel that reaches it."""
    controllers = []

    def start(security, **options):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
        mailbox = Mailbox()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        if security == "starttls":
            options["tls_context"] = context
        if security == "tls":
            options["ssl_context"] = context
        controller = Controller(mailbox, hostname="127.0.0.1", port=port, **options)
        controller.start()
        controllers.append(controller)
        channel = {
            "name": "mail", "kind": "email", "server": f"127.0.0.1:{port}", "security": security, "ca_file": str(certificate / "cert.pem"),
            "from": "rollcall@example.org", "to": ["web@example.org"],
        }
        return mailbox, channel

    yield start
    for controller in controllers:
        controller.stop()


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_a_message_arrives_whole(run, mail, security):
    mailbox, channel = mail(security)
    code, report, said = run([channel], "notify", "test", "mail", "--json")
    assert code == 0, report or said
    envelope, encrypted, _ = mailbox.messages[0]
    assert encrypted == (security != "none")
    assert envelope.rcpt_tos == ["web@example.org"]
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert not message.defects
    assert message["subject"] == "[Rollcall] This is a test"
    assert message["message-id"].startswith("<test-mail-")
    assert "reach this channel" in message.get_body(("plain",)).get_content()
    assert "<html" in message.get_body(("html",)).get_content()


def test_it_signs_in_only_over_tls(run, mail):
    def authenticate(server, session, envelope, mechanism, data):
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"rollcall", b"p\xc3\xa4ss")
        return AuthResult(success=right, handled=False)

    options = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": True}
    mailbox, channel = mail("starttls", **options)
    channel |= {"user": "rollcall", "password": "päss"}
    assert run([channel], "notify", "test", "mail")[0] == 0
    assert mailbox.messages[0][2]
    code, report, said = run([channel | {"password": "wrong-word"}], "notify", "test", "mail", "--json")
    assert code == 1
    assert "sign-in" in report[0]["problem"]
    assert "wrong-word" not in str(report) + said


def test_an_unknown_certificate_gets_no_mail(run, mail):
    mailbox, channel = mail("starttls")
    del channel["ca_file"]
    code, report, _ = run([channel], "notify", "test", "mail", "--json")
    assert (code, mailbox.messages) == (1, [])
    assert "certificate" in report[0]["problem"].lower()


def test_a_server_without_starttls_gets_no_mail(run, mail):
    mailbox, channel = mail("none")
    code, report, _ = run([channel | {"security": "starttls"}], "notify", "test", "mail", "--json")
    assert (code, mailbox.messages) == (1, [])
    assert "STARTTLS" in report[0]["problem"]


@pytest.mark.parametrize("recipients, code, arrived", [
    (["gone@example.org"], 1, []),
    (["later@example.org"], 1, []),
    (["gone@example.org", "web@example.org"], 0, ["web@example.org"]),
    (["later@example.org", "web@example.org"], 1, []),
])
def test_refused_recipients(run, mail, recipients, code, arrived):
    mailbox, channel = mail("none")
    status, report, _ = run([channel | {"to": recipients}], "notify", "test", "mail", "--json")
    assert status == code
    assert [name for envelope, _, _ in mailbox.messages for name in envelope.rcpt_tos] == arrived
    if code:
        assert recipients[0] in report[0]["problem"]


def test_nobody_listening_and_a_server_that_says_nothing(run):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        channel = {
            "name": "mail", "kind": "email", "server": f"127.0.0.1:{silent.getsockname()[1]}", "security": "none",
            "from": "rollcall@example.org", "to": ["web@example.org"],
        }
        code, report, _ = run([channel], "notify", "test", "mail", "--json")
        assert code == 1 and report[0]["problem"]
