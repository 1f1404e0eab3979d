"""Options that several commands have: which archive, and whom to trust with timestamps."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from archive.timestamps import ROOTS

Command = TypeVar("Command", bound=Callable[..., Any])


class Folder(click.Path):
    """The folder of an archive, which need not be there yet; a file is refused."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        folder = Path(os.fsdecode(super().convert(value, param, ctx)))
        if folder.is_file():
            self.fail(f"{folder} is a file, and an archive is a folder: name the one it lies in.", param, ctx)
        return folder


def archive_option(command: Command) -> Command:
    """``--archive FOLDER``, handed to the command as ``folder``."""
    return click.option(
        "--archive",
        "folder",
        envvar="GAZETTE_ARCHIVE",
        default="data",
        type=Folder(),
        show_default=True,
        show_envvar=True,
        help="Folder of the archive.",
    )(command)


def roots_option(command: Command) -> Command:
    """``--roots FILE``, handed to the command as ``file``."""
    return click.option(
        "--roots",
        "file",
        envvar=ROOTS,
        show_envvar=True,
        type=click.Path(path_type=Path),
        help="Root certificates (PEM) of timestamp authorities, besides those that this system trusts.",
    )(command)
