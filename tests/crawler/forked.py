"""``gazette`` as a process of its own that has imported everything already: a fork of one that has.

A test crawls night after night, and most of what a crawl costs is to import. Its readers are forks of one server, too,
which has imported what they need. Nothing that reads the environment when it is imported may be imported here. Tests of
what a process is started as, or told by a signal, start a real one.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from multiprocessing import forkserver
from subprocess import CompletedProcess
from tempfile import NamedTemporaryFile
from typing import IO

from pipelines import pool

_LOADED = (
    "crawler.cli",
    "crawler.crawling",
    "crawler.exchange.audit",
    "crawler.exchange.capture",
    "crawler.exchange.refresh",
    "crawler.exchange.transfer",
    "crawler.importing.taking",
    "crawler.manners.addresses",
    "crawler.manners.keep_hours",
    "crawler.manners.own_hosts",
    "crawler.manners.robots",
    "crawler.manners.throttle",
    "crawler.runs.keeper",
    "crawler.runs.progress",
    "crawler.runs.stopping",
)
_LONGEST = 120
"""Seconds."""


def gazette(words: Sequence[str], environment: Mapping[str, str]) -> CompletedProcess[str]:
    """``gazette`` with ``words``, to its end; what takes longer than two minutes is killed by SIGALRM."""
    asked, answered = _server()
    with NamedTemporaryFile(mode="r") as out, NamedTemporaryFile(mode="r") as err:
        job = {"words": words, "environment": dict(environment), "out": out.name, "err": err.name}
        asked.write(json.dumps(job) + "\n")
        asked.flush()
        code = int(answered.readline())
        return CompletedProcess(words, code, out.read(), err.read())


@cache
def _server() -> tuple[IO[str], IO[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin
    assert process.stdout
    atexit.register(process.wait)
    atexit.register(process.stdin.close)
    return process.stdin, process.stdout


def _serve() -> None:
    for module in _LOADED:
        __import__(module)
    pool.start_server()
    assert "crawler.settings" not in sys.modules
    for line in sys.stdin:
        if pid := os.fork():
            print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
        else:
            _become(**json.loads(line))


def _become(words: list[str], environment: dict[str, str], out: str, err: str) -> None:
    """Be the process that was asked for: never returns, as ``gazette`` ends by leaving."""
    signal.alarm(_LONGEST)
    # It runs, and only its parent could ask whether it does.
    forkserver.ForkServer.ensure_running = lambda self: None
    os.environ.clear()
    os.environ.update(environment)
    sys.path[1:1] = filter(None, environment.get("PYTHONPATH", "").split(os.pathsep))
    for stream, file, mode in ((0, os.devnull, os.O_RDONLY), (1, out, os.O_WRONLY), (2, err, os.O_WRONLY)):
        os.dup2(os.open(file, mode), stream)
    sys.argv[1:] = words
    sys.modules["crawler.cli"].main()


if __name__ == "__main__":
    _serve()
