"""Alarms go out by webhook and by e-mail, to real servers; what cannot be delivered is said without a secret."""

from __future__ import annotations

import datetime
import email
import email.policy
import ipaddress
import socket
import socketserver
import ssl
import threading
from email.message import EmailMessage
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from archive.errors import UsageError
from archive.incidents import Alarm, Incident
from crawler.alarms.channels import channels
from crawler.alarms.message import TEST, line, message
from crawler.channels import Channel, Mail, Message, Webhook, try_to_send
from tests.crawler.listeners import hook, post

INCIDENT = Incident(
    7, "xx_small", "nothing-new", "no article since Monday — 30 expected", "2026-11-22T04:00:00.000Z", None
)
OVER = Incident(
    8, "xx_other", "run-failed", "no listing", "2026-11-20T04:00:00.000Z", "2026-11-22T04:00:00.000Z"
)
NEWS = message([Alarm(INCIDENT, "opened"), Alarm(OVER, "closed")])


def mail(port: int, user: str = "", **further: str) -> Channel:
    (channel,) = channels(
        {
            "GAZETTE_ALARM_EMAIL": "desk@newsroom.example, night@newsroom.example",
            "GAZETTE_ALARM_SENDER": "gazette@newsroom.example",
            "GAZETTE_SMTP": f"smtp://{user}127.0.0.1:{port}",
            **further,
        }
    )
    return channel


def received(text: str) -> EmailMessage:
    parsed = email.message_from_string(text.removesuffix(".\r\n"), policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


# What is said


def test_a_message_says_what_is_new_and_what_is_over() -> None:
    assert NEWS.subject == "Gazette: 1 new, 1 over: 2 portals"
    assert NEWS.text.splitlines() == [
        "xx_small: no article since Monday — 30 expected (nothing-new, noticed 2026-11-22T04:00:00.000Z)",
        "xx_other: over: no listing (run-failed, from 2026-11-20T04:00:00.000Z to 2026-11-22T04:00:00.000Z)",
    ]
    assert [(event["event"], event["portal"], event["kind"]) for event in NEWS.events] == [
        ("opened", "xx_small", "nothing-new"),
        ("closed", "xx_other", "run-failed"),
    ]
    assert message([Alarm(INCIDENT, "opened")]).subject == "Gazette: 1 new: xx_small"


def test_an_alarm_is_one_line_that_steers_nothing() -> None:
    nasty = Incident(1, "xx", "run-failed", "a\r\nBcc: all\x1b[2J" + "x" * 5_000, "2026", None)
    assert "\n" not in line(Alarm(nasty, "opened"))
    assert "\x1b" not in line(Alarm(nasty, "opened"))
    assert len(line(Alarm(nasty, "opened"))) == 1_000


# Webhook


def test_a_webhook_gets_text_for_people_and_events_for_programs() -> None:
    with hook() as told:
        assert try_to_send(Webhook(told.url), NEWS) == ""
    (posted,) = told.posted
    assert posted["path"] == "/services/T0/secret"
    assert posted["text"] == f"{NEWS.subject}\n{NEWS.text}"
    assert posted["events"][0]["detail"] == INCIDENT.detail
    assert told.headers[0]["content-type"] == "application/json"


@pytest.mark.parametrize("status", [404, 429, 500])
def test_a_webhook_that_answers_badly_has_not_delivered(status: int) -> None:
    with hook() as told:
        told.status = status
        assert try_to_send(Webhook(told.url), NEWS) == f"it answered {status}"


def test_a_webhook_is_not_led_elsewhere() -> None:
    with hook() as elsewhere, hook() as told:
        told.status, told.location = 302, elsewhere.url
        assert try_to_send(Webhook(told.url), NEWS) == "it answered 302"
    assert elsewhere.posted == []


def test_a_webhook_that_is_not_there_is_said_without_its_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    error = try_to_send(Webhook(f"http://127.0.0.1:{port}/secret"), NEWS)
    assert error == "Connection refused"


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (b"+OK ready\r\n", "no answer that can be read (BadStatusLine)"),
        (b"", "no answer that can be read (RemoteDisconnected)"),
        # Of what follows an answer nothing is awaited.
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", ""),
    ],
)
def test_an_answer_that_is_none_ends_no_crawl(said: bytes, error: str) -> None:
    class Odd(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(65536)
            self.request.sendall(said)

    with socketserver.TCPServer(("127.0.0.1", 0), Odd) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        assert try_to_send(Webhook(f"http://127.0.0.1:{server.server_address[1]}/"), TEST) == error


def test_who_never_answers_is_waited_for_no_longer_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.channels._SECONDS_IN_ALL", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        error = try_to_send(Webhook(f"http://127.0.0.1:{mute.getsockname()[1]}/"), NEWS)
    assert error.startswith("no end after ")


# E-mail


def test_an_email_reaches_every_recipient() -> None:
    with post() as office:
        assert try_to_send(mail(office.port), NEWS) == ""
    assert "rcpt TO:<desk@newsroom.example>" in office.said
    assert "rcpt TO:<night@newsroom.example>" in office.said
    (text,) = office.messages
    arrived = received(text)
    assert arrived["Subject"] == NEWS.subject
    assert (arrived["From"], arrived["Auto-Submitted"]) == ("gazette@newsroom.example", "auto-generated")
    assert arrived["Message-ID"].endswith("@newsroom.example>")
    assert arrived.get_content().splitlines() == NEWS.text.splitlines()


def test_a_password_goes_out_after_starttls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    with post(_identity(tmp_path)) as office:
        assert try_to_send(mail(office.port, "night%40desk:p%3Aw@"), TEST) == ""
    assert office.said.index("STARTTLS") < office.said.index("\0night@desk\0p:w")
    assert len(office.messages) == 1


def test_a_server_that_nobody_vouches_for_gets_nothing(tmp_path: Path) -> None:
    with post(_identity(tmp_path)) as office:
        error = try_to_send(mail(office.port, "night:pw@"), TEST)
    assert error == "its certificate cannot be verified: self-signed certificate"
    assert office.messages == []
    assert not any("pw" in said for said in office.said)


def test_no_password_goes_out_in_the_clear() -> None:
    with post() as office:
        error = try_to_send(mail(office.port, "night:pw@"), TEST)
    assert error == "the server has no STARTTLS, and no password goes out in the clear"
    assert not any("pw" in said or "AUTH" in said for said in office.said)


def test_a_mail_server_that_refuses_is_said() -> None:
    with post(refuses="550 who is that") as office:
        assert try_to_send(mail(office.port), TEST) == "the mail server refused every recipient"
    assert office.messages == []


# How they are set up


def test_without_variables_there_is_no_channel() -> None:
    assert channels({}) == ()
    assert channels({"GAZETTE_ALARM_WEBHOOK": " ", "GAZETTE_SMTP": "smtp://mail.example"}) == ()


def test_both_can_be_set_up_and_the_mail_server_is_this_machines_by_default() -> None:
    webhook, by_mail = channels(
        {"GAZETTE_ALARM_WEBHOOK": "https://hooks.example/x", "GAZETTE_ALARM_EMAIL": "desk@newsroom.example"}
    )
    assert (webhook.name, by_mail.name) == ("webhook", "e-mail")
    assert isinstance(by_mail, Mail)
    assert (by_mail.server.hostname, by_mail.sender) == ("localhost", "desk@newsroom.example")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("GAZETTE_ALARM_WEBHOOK", "ftp://hooks.example/secret"),
        ("GAZETTE_ALARM_WEBHOOK", "secret"),
        ("GAZETTE_ALARM_WEBHOOK", "https://me:secret@hooks.example/"),
        ("GAZETTE_ALARM_WEBHOOK", "https://hooks.example:secret/"),
        ("GAZETTE_SMTP", "mail.example secret"),
        ("GAZETTE_SMTP", "https://mail.example/secret"),
        ("GAZETTE_ALARM_EMAIL", "nobody"),
        ("GAZETTE_ALARM_SENDER", "no body@x"),
    ],
)
def test_what_is_set_up_wrongly_is_refused_without_telling_secrets(variable: str, value: str) -> None:
    with pytest.raises(UsageError, match=variable) as refused:
        channels({"GAZETTE_ALARM_EMAIL": "desk@newsroom.example", variable: value})
    assert "secret" not in str(refused.value)


def test_a_message_of_no_events_is_a_message() -> None:
    with hook() as told:
        assert try_to_send(Webhook(told.url), Message("a", "b")) == ""
    assert told.posted[0]["events"] == []


def _identity(folder: Path) -> ssl.SSLContext:
    """A certificate of its own for 127.0.0.1, left in ``cert.pem``."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(address, critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*private))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def test_where_a_channel_delivers_is_said_without_a_secret() -> None:
    assert Webhook("https://hooks.example/services/T0/secret").place == "hooks.example"
    place = mail(25, "user:password@").place
    assert place == "the mail server 127.0.0.1, for 2 recipients"
