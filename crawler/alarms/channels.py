"""Where alarms go: set up in the environment and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping

from crawler.channels import Channel, mail, webhook


def channels(environment: Mapping[str, str]) -> tuple[Channel, ...]:
    """Those that ``GAZETTE_ALARM_WEBHOOK`` and ``GAZETTE_ALARM_EMAIL`` set up; ``UsageError`` where wrongly."""
    found: list[Channel] = []
    if url := environment.get("GAZETTE_ALARM_WEBHOOK", "").strip():
        found.append(webhook(url, "GAZETTE_ALARM_WEBHOOK"))
    if recipients := environment.get("GAZETTE_ALARM_EMAIL", "").replace(",", " ").split():
        found.append(mail(recipients, environment, "GAZETTE_ALARM_EMAIL"))
    return tuple(found)
