"""The option that every command of an archive has: which one."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

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
