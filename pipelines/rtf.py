"""The text of RTF documents."""

from __future__ import annotations


def rtf_text(body: bytes) -> str:
    """Paragraphs, and rows of tables with their cells divided by ``|``, a line each."""
    # Here: most portals have no such file that night.
    from striprtf.striprtf import rtf_to_text

    # RTF is ASCII; a stray byte is a letter of its own code page.
    return str(rtf_to_text(body.decode("latin-1"), errors="replace"))
