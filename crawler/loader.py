"""Finding the declared portals: a file that cannot be loaded keeps no other portal from its run."""

from __future__ import annotations

import logging
import sys
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pkgutil import walk_packages
from traceback import extract_tb

from scrapy.spiderloader import SpiderLoader

from archive.errors import DeclarationError, UsageError
from archive.nearest import instead

_log = logging.getLogger(__name__)


class PortalLoader(SpiderLoader):
    """Scrapy's loader, module by module. Says loudly what it leaves out.

    Scrapy's own gives up at the first broken file, or drops every portal after it without a word.
    """

    broken: dict[str, str]
    """Stem of each file that could not be loaded (the name of its portal) to file, reason and remedy."""

    def _load_all_spiders(self) -> None:
        self.broken = {}
        for name in self.spider_modules:
            self._load(name)
            package = sys.modules.get(name)
            for module in walk_packages(getattr(package, "__path__", ()), f"{name}.", lambda _: None):
                self._load(module.name)
        self._check_name_duplicates()

    def _load(self, module: str) -> None:
        try:
            self._load_spiders(import_module(module))
        except (Exception, SystemExit) as error:
            if module in self.spider_modules:
                _check_exists(module, error)
            reason = _reason(module, error)
            _log.error("a portal is left out: %s", reason)
            self.broken[module.rpartition(".")[2]] = reason


def check_names(names: Iterable[str], declared: Collection[str], held: Collection[str] = ()) -> None:
    """``UsageError`` where one of ``names`` is not declared: with the nearest names, or with what declares it
    where the archive holds it (``held``)."""
    strange = sorted(set(names) - set(declared))
    if unknown := [name for name in strange if name not in held]:
        raise UsageError(
            f"no portal is called {', '.join(unknown)}; {instead(unknown, declared)}; "
            "`scrapy list` names those that are declared"
        )
    if strange:
        raise UsageError(undeclared(strange))


def undeclared(names: Sequence[str]) -> str:
    """What to say of portals that an archive holds, and that have no file here."""
    return (
        f"{', '.join(names)}: in this archive, but not declared here, neither in crawler/portals nor in a module "
        "that GAZETTE_PORTALS names; set GAZETTE_PORTALS and PYTHONPATH as for the crawl that brought it "
        f"(`gazette status {names[0]}` shows what is known of it without)"
    )


def _check_exists(module: str, error: BaseException) -> None:
    """``UsageError`` where ``error`` says that there is no such module; what it imports may be missing, too."""
    if isinstance(error, ModuleNotFoundError) and f"{module}.".startswith(f"{error.name}."):
        raise UsageError(
            f"GAZETTE_PORTALS: there is no module {error.name}; name modules as Python imports them, and set "
            "PYTHONPATH where they are not installed"
        ) from error


def _reason(module: str, error: BaseException) -> str:
    """File, line, what is wrong there, and what to do. A declaration's own words say all that."""
    if isinstance(error, DeclarationError):
        return str(error)
    file = _file_of(module)
    if isinstance(error, SyntaxError):
        file, line, said = error.filename or file, error.lineno, error.msg
    else:
        lines = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename == file]
        line, said = lines[-1] if lines else None, str(error)
    place = f"{file}, line {line}" if line else file
    return (
        f"{place}: {type(error).__name__}: {said}; mend it, then `scrapy list` says whether it can be loaded"
    )


def _file_of(module: str) -> str:
    with suppress(Exception):  # a package above it is broken itself
        return getattr(find_spec(module), "origin", None) or module
    return module
