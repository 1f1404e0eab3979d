"""A digest changes with what is said and with nothing else."""

from __future__ import annotations

from archive.fingerprint import text_digest


def test_blanks_line_breaks_and_unicode_forms_do_not_count() -> None:
    assert text_digest("Über Brücken", "One.\n\nTwo.") == text_digest(
        "U\u0308ber  Bru\u0308cken", "One. Two."
    )


def test_a_word_a_figure_and_a_capital_count() -> None:
    digest = text_digest("Bridge", "It cost 4 million.")
    others = [
        ("Bridge", "It cost 5 million."),
        ("Bridges", "It cost 4 million."),
        ("Bridge", "It Cost 4 million."),
    ]
    assert digest.startswith("sha256:")
    assert all(text_digest(*other) != digest for other in others)


def test_title_and_text_are_not_run_together() -> None:
    assert text_digest("A", "B C") != text_digest("A B", "C")


def test_lone_surrogates_have_a_digest_too() -> None:
    assert text_digest("\ud800", "x").startswith("sha256:")
