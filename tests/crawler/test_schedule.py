"""``gazette install-schedule --print``: what it prints is what cron, a shell and systemd understand."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from click.testing import CliRunner, Result

from archive.errors import UsageError
from crawler.cli import gazette
from crawler.schedule import Schedule, check
from tests.crawler.conftest import CHECKOUT, CONTACT, environment_of_all
from tests.crawler.small_server import Answer, SmallServer, article, listing

ODD = 'it\'s 50% "odd" $HOME `x` \\ ü'
"""What a folder may be called, and every reader of the line may trip over."""
ADDRESS = "https://newsroom.example/who?share=100%25&we=$us"
SCHEDULE = Schedule(
    program=("/srv/gazette/bin/gazette",),
    folder=Path("/srv") / ODD,
    contact=ADDRESS,
    log=Path("/var/log/gazette.log"),
    environment={"GAZETTE_PORTALS": "our.portals"},
    user="gazette",
)


def printed(folder: Path, *words: str) -> Result:
    arguments = ["install-schedule", "--archive", str(folder), "--contact", CONTACT, *words]
    return CliRunner().invoke(gazette, arguments)


def as_cron_reads(line: str) -> tuple[list[str], str]:
    """The five fields of time and what is handed to the shell (crontab(5))."""
    *times, command = re.split(r"[ \t]+", line, maxsplit=5)
    command, *for_stdin = re.split(r"(?<!\\)%", command)
    assert for_stdin == []
    return times, command.replace(r"\%", "%")


def units(schedule: Schedule, folder: Path) -> list[str]:
    """The units as files."""
    files = {"gazette.service": schedule.service(), "gazette.timer": schedule.timer()}
    for name, text in files.items():
        (folder / name).write_text(text)
    return [str(folder / name) for name in files]


def settings(unit: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in unit.splitlines() if re.match(r"\w+=", line))


def as_systemd_reads(line: str) -> list[str]:
    """The words of a command: quotes as in systemd.syntax(7), then specifiers and variables."""
    return [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(line)]


def test_the_crontab_line_runs_once_an_hour_with_every_odd_name_unharmed() -> None:
    (minute, *hours), command = as_cron_reads(SCHEDULE.crontab_line())
    assert 0 <= int(minute) < 60
    assert hours == ["*"] * 4
    words = shlex.split(command)
    assert words[0] == "GAZETTE_PORTALS=our.portals"
    assert words[1:8] == [*SCHEDULE.words]
    assert words[3:8] == ["--due", "--archive", f"/srv/{ODD}", "--contact", ADDRESS]


def test_the_crontab_line_crawls_what_is_due_when_a_shell_runs_it(
    server: SmallServer, tmp_path: Path
) -> None:
    server.pages["/00/news/"] = Answer(listing("/00/news/1"))
    server.pages["/00/news/1"] = Answer(article("By cron"))
    own = {
        "GAZETTE_PORTALS": "tests.crawler.many_portals",
        "GAZETTE_TEST_MANY": "1",
        "PYTHONPATH": str(CHECKOUT),
    }
    archive = tmp_path / ODD
    shown = CliRunner(env=own).invoke(
        gazette, ["install-schedule", "--print", "--archive", str(archive), "--contact", CONTACT]
    )
    assert shown.exit_code == 0, shown.output
    comment, line = shown.stdout.splitlines()
    assert comment.startswith("# Install it: type `crontab -e`")
    _, command = as_cron_reads(line)
    kept = {"GAZETTE_PORTALS", "PYTHONPATH", "GAZETTE_CONTACT"}
    bare = {name: value for name, value in environment_of_all(server.host, own).items() if name not in kept}
    done = run(command, bare, tmp_path)
    assert (done.stdout, done.stderr) == ("", "")
    log = tmp_path / f"{ODD}.log"
    assert "1 of 1 portals are due" in log.read_text()
    assert "xx_many_00: finished" in log.read_text()
    assert len(server.asked("/00/news/1")) == 1

    # A crawl that fails leaves its last words for cron to mail.
    (archive / "archive.db").write_bytes(b"this is no database, and longer than a header would be" * 100)
    failed = run(command, bare, tmp_path)
    assert "cannot be opened" in failed.stdout
    assert "restore it from a backup" in log.read_text()


def run(command: str, environ: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """As cron does: ``sh -c``, in another folder."""
    return subprocess.run(
        ["/bin/sh", "-c", command],
        env=environ,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_units_name_everything_absolutely_and_stop_gently() -> None:
    service, timer = settings(SCHEDULE.service()), settings(SCHEDULE.timer())
    assert as_systemd_reads(service["ExecStart"]) == list(SCHEDULE.words)
    assert as_systemd_reads(service["ReadWritePaths"]) == [f"/srv/{ODD}"]
    assert service["Environment"] == '"GAZETTE_PORTALS=our.portals"'
    assert service["StandardOutput"] == "append:/var/log/gazette.log"
    assert service["User"] == "gazette"
    assert (service["KillSignal"], service["KillMode"]) == ("SIGTERM", "mixed")
    assert int(service["TimeoutStopSec"]) > 30
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert (timer["OnCalendar"], timer["Persistent"]) == (f"*:{SCHEDULE.minute:02}", "yes")


def test_without_a_log_a_service_speaks_to_the_journal_and_cron_mails() -> None:
    quiet = evolve(SCHEDULE, log=None)
    assert "StandardOutput" not in settings(quiet.service())
    assert ">>" not in quiet.crontab_line()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_finds_no_fault_with_the_units(tmp_path: Path) -> None:
    program = tmp_path / "gazette %"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    found = evolve(SCHEDULE, program=(str(program),))
    checked = subprocess.run(
        ["systemd-analyze", "verify", *units(found, tmp_path)], capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, "")


def test_what_is_printed_for_systemd_is_a_shell_script_that_writes_the_units(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The checkout that runs these tests may itself lie below /tmp.
    monkeypatch.setattr("crawler.schedule._TEMPORARY", ())
    shown = printed(Path("/srv/gazette/data"), "--print", "--format", "systemd")
    assert shown.exit_code == 0, shown.output
    assert "systemctl enable --now gazette.timer" in shown.stdout
    (tmp_path / "sudo").write_text('#!/bin/sh\ncase $1 in tee) cat >"$(basename "$2")";; esac\n')
    (tmp_path / "mkdir").write_text("#!/bin/sh\n")
    for name in ("sudo", "mkdir"):
        (tmp_path / name).chmod(0o755)
    run(shown.stdout, {"PATH": f"{tmp_path}:/usr/bin:/bin"}, tmp_path)
    written = settings((tmp_path / "gazette.service").read_text())
    assert as_systemd_reads(written["ReadWritePaths"]) == ["/srv/gazette/data"]
    assert as_systemd_reads(written["ExecStart"])[-5:] == [
        "--due",
        "--archive",
        "/srv/gazette/data",
        "--contact",
        CONTACT,
    ]
    assert "OnCalendar" in settings((tmp_path / "gazette.timer").read_text())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "installs nothing by itself; give --print"),
        (("--print", "--contact", "nobody"), "is no address"),
        (("--print", "--log", "/nowhere/gazette.log"), "/nowhere: no such folder for the log"),
        (("--print", "--archive", "a\nb"), "neither a crontab nor a unit can"),
        (("--print", "--format", "systemd", "--archive", "/tmp/data"), "a service has a /tmp of its own"),
    ],
)
def test_what_would_not_work_is_refused_with_the_remedy(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    refused = printed(tmp_path / "data", *words)
    assert isinstance(refused.exception, UsageError)
    assert said in str(refused.exception)
    assert refused.stdout == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"folder": Path("/tmp/data")}, "/tmp/data: a service has a /tmp of its own, .*--archive"),
        ({"folder": Path("/var/tmp/data")}, "/var/tmp/data: .*--archive"),
        ({"log": Path("/tmp/gazette.log")}, "/tmp/gazette.log: .*--log"),
        ({"program": ("/tmp/venv/bin/gazette",)}, "/tmp/venv/bin/gazette: .*install Gazette elsewhere"),
        ({"environment": {"PYTHONPATH": "/srv/portals:/tmp/portals"}}, "/tmp/portals: .*set PYTHONPATH"),
    ],
)
def test_a_service_is_not_pointed_at_what_its_own_tmp_hides(change: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        check(evolve(SCHEDULE, **{"log": None, **change}), "systemd")


def test_a_link_that_leads_below_tmp_is_seen_through() -> None:
    with pytest.raises(UsageError, match="name a folder that lasts"):
        check(evolve(SCHEDULE, folder=Path("/proc/self", "root", "tmp/data"), log=None), "systemd")


def test_cron_may_be_pointed_anywhere(tmp_path: Path) -> None:
    check(evolve(SCHEDULE, folder=Path("/tmp/data"), log=tmp_path / "log"), "crontab")


def test_a_crontab_line_whose_archive_may_vanish_is_printed_with_a_warning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = printed(Path("/tmp/data"), "--print")
    assert shown.exit_code == 0
    assert len(shown.stdout.splitlines()) == 2
    assert shown.stderr == (
        "warning: /tmp/data: temporary folders are emptied, /tmp when the machine starts; "
        "name a folder that lasts with --archive\n"
    )
    # The checkout that runs these tests may itself lie below /tmp.
    monkeypatch.setattr("crawler.schedule._TEMPORARY", (Path("/nowhere"),))
    assert printed(Path("/tmp/data"), "--print").stderr == ""
