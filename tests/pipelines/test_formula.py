"""Formulas as lines of text."""

from __future__ import annotations

import pytest
from lxml import html

from pipelines.formula import linear


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<mi>F</mi><mo>=</mo><mn>2</mn><mo>×</mo><mi>L</mi>", "F=2×L"),
        ("<mfrac><mi>a</mi><mrow><mi>b</mi><mo>+</mo><mn>1</mn></mrow></mfrac>", "a/(b+1)"),
        ("<msup><mi>L</mi><mn>2</mn></msup><msub><mi>x</mi><mi>i</mi></msub>", "L^2x_i"),
        ("<msqrt><mn>2</mn></msqrt><mroot><mi>x</mi><mn>3</mn></mroot>", "√(2)3√(x)"),
        ("<mtable><mtr><mtd>1</mtd><mtd>2</mtd></mtr><mtr><mtd>3</mtd></mtr></mtable>", "1 2; 3"),
        ("<semantics><mi>x</mi><annotation encoding='application/x-tex'>\\hat{x}</annotation></semantics>", "x"),
        ("<mrow>" * 150 + "<mi>x</mi>", "x"),
        ("<mroot></mroot><mfrac/>", ""),
    ],
)  # fmt: skip
def test_a_formula_is_read_as_people_type_it(markup: str, expected: str) -> None:
    parser = html.HTMLParser(huge_tree=True)
    assert linear(html.fragment_fromstring(f"<math>{markup}</math>", parser=parser)) == expected
