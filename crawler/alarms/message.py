"""What an alarm says, as text and as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import asdict

from archive.incidents import Alarm
from archive.terminal import printable
from crawler.channels import Message

_LONGEST = 1000
"""Characters of one alarm: a reason may quote an exception."""


TEST = Message(
    "Gazette: a test", "This is a test of Gazette's alarms. Nothing is wrong, and nothing has to be done."
)


def message(alarms: Sequence[Alarm]) -> Message:
    """One message for all of ``alarms``."""
    opened = sum(alarm.event == "opened" for alarm in alarms)
    counts = ((opened, "new"), (len(alarms) - opened, "over"))
    portals = sorted({alarm.incident.portal for alarm in alarms})
    about = portals[0] if len(portals) == 1 else f"{len(portals)} portals"
    subject = f"Gazette: {', '.join(f'{count} {word}' for count, word in counts if count)}: {about}"
    return Message(subject, "\n".join(map(line, alarms)), tuple(map(_event, alarms)))


def line(alarm: Alarm) -> str:
    """An alarm in one line, without characters that a terminal would obey."""
    incident = alarm.incident
    if alarm.event == "closed":
        times = f"from {incident.opened_at} to {incident.closed_at}"
        text = f"{incident.portal}: over: {incident.detail} ({incident.kind}, {times})"
    else:
        text = f"{incident.portal}: {incident.detail} ({incident.kind}, noticed {incident.opened_at})"
    return printable(text)[:_LONGEST]


def _event(alarm: Alarm) -> dict[str, Any]:
    """For programs: ``event`` (``opened``, ``closed``) and the columns of the incident."""
    return {"event": alarm.event} | asdict(alarm.incident)
