"""How well pages are read whose sites were not learnt from: the corpus in five parts by site, each read with weights
that are learnt from the other four.

``python -m tests.benchmarks.unseen`` (seven minutes on two cores; needs scikit-learn, ``pip install -e '.[learn]'``).
Prints the rows of ``tests.benchmarks.extraction``; ``pipelines/weights.json`` stays as it is.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from unittest.mock import patch

from pipelines.context import INPUTS
from pipelines.net import Net
from pipelines.scoring import FirstLook
from tests.benchmarks.corpus import CORPUS, Answer, answers
from tests.benchmarks.extraction import SETS, Mark, measure, print_table, rows
from tests.benchmarks.weights import PARTS, learn_tables, lessons_of, part_of, site_of


def read_unseen(chosen: Sequence[Answer]) -> list[Mark]:
    """The marks of all pages, each read without having learnt from its site."""
    lessons = lessons_of(chosen)
    marks: list[Mark] = []
    for part in range(PARTS):
        tables = learn_tables(lesson for lesson in lessons if lesson.part != part)
        looks = FirstLook.of(tables["blocks"]), Net.of(tables["context"], INPUTS)
        with patch("pipelines.scoring.learnt", return_value=looks):
            marks += measure(
                [answer for answer in chosen if part_of(site_of(answer.url)) == part], own_only=True
            )
        print(f"part {part + 1} of {PARTS} read", flush=True)
    return marks


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.parse_args()
    chosen = answers()
    if not chosen:
        parser.error(f"no pages in {CORPUS}: set GAZETTE_CORPUS to the folder with government/ and wcxb/")
    print_table(rows(read_unseen(chosen), SETS))


if __name__ == "__main__":
    main()
