"""How messages go out: by webhook and by e-mail.

What they are set up with is not in ``settings.py``: Scrapy writes settings into its log, and these hold secrets. No
message of ours repeats more of an address than its host.
"""

from __future__ import annotations

import json
import re
import smtplib
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any, Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from attrs import frozen

from archive.errors import UsageError
from crawler.posting import post, reason
from crawler.within import within

_SECONDS_A_STEP, _SECONDS_IN_ALL = 10.0, 30.0
_LONGEST = 15_000
"""Characters of a webhook's text: Mattermost takes 16,383, Slack 40,000."""
_CALLS = re.compile(r"(?<!\w)@(?=\w)|\](?=\()")
"""What calls somebody, and what in Markdown makes words a link that hides where it leads."""
_BRACKETS = str.maketrans({"<": "&lt;", ">": "&gt;"})
"""In Slack's text ``<!channel>`` calls everybody and ``<address|words>`` hides where a link leads."""
_ADDRESS = re.compile(r"[^\s@,<>]+@[^\s@,<>]+")


@frozen
class Message:
    """What is told."""

    subject: str
    """One line."""
    text: str
    events: tuple[dict[str, Any], ...] = ()
    """The same for programs."""


class Channel(Protocol):
    """A way for messages."""

    @property
    def name(self) -> str:
        """As it stands in the archive."""

    @property
    def place(self) -> str:
        """Where it delivers, without anything secret."""

    def send(self, message: Message) -> None:
        """Deliver ``message``; raises ``OSError`` or ``smtplib.SMTPException`` where that is not possible."""


@frozen
class Webhook:
    """POST of a JSON object: ``text`` as Slack and its like want it, ``events`` for programs."""

    url: str
    name: str = "webhook"

    @property
    def place(self) -> str:
        return urlsplit(self.url).hostname or ""

    def send(self, message: Message) -> None:
        text = _CALLS.sub(_unheard, f"{message.subject}\n{message.text}").translate(_BRACKETS)
        body = {"text": text[:_LONGEST], "events": message.events}
        post(self.url, json.dumps(body).encode(), {"Content-Type": "application/json"})


@frozen
class Mail:
    """A plain message by SMTP (RFC 5321), with STARTTLS where the server has it.

    A password goes out over TLS only.
    """

    server: SplitResult
    sender: str
    recipients: tuple[str, ...]
    name: str = "e-mail"

    @property
    def place(self) -> str:
        number = len(self.recipients)
        return f"the mail server {self.server.hostname}, for {number} recipient{'s' if number > 1 else ''}"

    def send(self, message: Message) -> None:
        smtp = self._connected()
        try:
            if self.server.username:
                smtp.login(unquote(self.server.username), unquote(self.server.password or ""))
            smtp.send_message(self._email(message), self.sender, self.recipients)
        finally:
            # The message is taken, or it is not: nothing that is said afterwards changes that.
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()

    def _connected(self) -> smtplib.SMTP:
        host, context = self.server.hostname or "", ssl.create_default_context()
        if self.server.scheme == "smtps":
            return smtplib.SMTP_SSL(host, self.server.port or 465, timeout=_SECONDS_A_STEP, context=context)
        smtp = smtplib.SMTP(host, self.server.port or 25, timeout=_SECONDS_A_STEP)
        smtp.ehlo_or_helo_if_needed()
        if smtp.has_extn("starttls"):
            smtp.starttls(context=context)
        elif self.server.username:
            smtp.close()
            raise OSError("the server has no STARTTLS, and no password goes out in the clear")
        return smtp

    def _email(self, message: Message) -> EmailMessage:
        email = EmailMessage()
        email["Subject"], email["From"], email["To"] = (
            message.subject,
            self.sender,
            ", ".join(self.recipients),
        )
        email["Date"], email["Message-ID"] = formatdate(), make_msgid(domain=self.sender.rpartition("@")[2])
        # RFC 3834: no out-of-office reply is wanted.
        email["Auto-Submitted"] = "auto-generated"
        email.set_content(message.text + "\n")
        return email


def webhook(url: str, where: str) -> Webhook:
    """The webhook at ``url``; ``where`` that is written, for the ``UsageError`` where it is none."""
    parts = _parts(url, where)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise UsageError(f"{where}: no address of a webhook; write https://host/path")
    return Webhook(url)


def mail(recipients: Sequence[str], environment: Mapping[str, str], where: str) -> Mail:
    """Mail to ``recipients`` by the server of ``GAZETTE_SMTP``, from ``GAZETTE_ALARM_SENDER`` or the first of them.

    Raises ``UsageError`` for what is no address, with ``where`` it is written.
    """
    server = _parts(environment.get("GAZETTE_SMTP") or "smtp://localhost", "GAZETTE_SMTP")
    if server.scheme not in ("smtp", "smtps") or not server.hostname:
        raise UsageError("GAZETTE_SMTP: no mail server; write smtp://user:password@host:587 or smtps://host")
    sender = environment.get("GAZETTE_ALARM_SENDER") or recipients[0]
    for place, address in (("GAZETTE_ALARM_SENDER", sender), *((where, one) for one in recipients)):
        if not (_ADDRESS.fullmatch(address) and address.isascii()):
            raise UsageError(f"{where if address in recipients else place}: {address!r} is no e-mail address")
    return Mail(server, sender, tuple(recipients))


def try_to_send(channel: Channel, message: Message) -> str:
    """Deliver within half a minute; returns why it was not possible, empty where it was."""
    try:
        within(_SECONDS_IN_ALL, lambda: channel.send(message))
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return _reason(error)
    return ""


def _unheard(at: re.Match[str]) -> str:
    """A sign without its power: a title must not ring everybody's telephone."""
    return f"{at[0]}\N{ZERO WIDTH SPACE}"


def _reason(error: Exception) -> str:
    """In words, without any address or password that an exception might quote."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"the mail server answered {error.smtp_code}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "the mail server refused every recipient"
    return reason(error)


def _parts(url: str, variable: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        # The address itself may be the secret.
        raise UsageError(f"{variable}: no address that can be read") from None
    return parts
