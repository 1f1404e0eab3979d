"""Expressions in the declaration of a way, checked when it is declared and not in the night when it is walked."""

from __future__ import annotations

import re
from typing import Any

import jmespath
from attrs import Attribute
from jmespath.exceptions import JMESPathError

from archive.errors import DeclarationError


def is_pattern(way: Any, attribute: Attribute[str], value: str) -> None:
    """Raise ``DeclarationError`` for what is no regular expression with at least one group; empty is none."""
    try:
        groups = re.compile(value).groups
    except re.error as error:
        raise _fault(way, attribute, value, f"no regular expression: {error}") from error
    if value and not groups:
        raise _fault(way, attribute, value, r'no group for the year: dated=r"/(\d{4})-(\d\d)\.xml"')


def is_jmespath(way: Any, attribute: Attribute[str], value: str) -> None:
    """Raise ``DeclarationError`` for what is no JMESPath expression; empty is none."""
    try:
        jmespath.compile(value or "@")
    except JMESPathError as error:
        raise _fault(way, attribute, value, f"no JMESPath expression (jmespath.org): {error}") from error


def _fault(way: Any, attribute: Attribute[str], value: str, reason: str) -> DeclarationError:
    return DeclarationError(f"{type(way).__name__}({way.url!r}, {attribute.name}={value!r}): {reason}")
