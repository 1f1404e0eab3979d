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
from crawler.scheduling.crontab import crontab, line
from crawler.scheduling.schedule import Job, Schedule, check
from crawler.scheduling.systemd import check_places, units
from crawler.scheduling.variables import Variables, read
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
    variables=None,
    user="gazette",
)
CRAWL, LOOK = SCHEDULE.jobs


def printed(folder: Path, *words: str) -> Result:
    arguments = ["install-schedule", "--archive", str(folder), "--contact", CONTACT, *words]
    return CliRunner().invoke(gazette, arguments)


def as_cron_reads(line: str) -> tuple[list[str], str]:
    """The five fields of time and what is handed to the shell (crontab(5))."""
    *times, command = re.split(r"[ \t]+", line, maxsplit=5)
    command, *for_stdin = re.split(r"(?<!\\)%", command)
    assert for_stdin == []
    return times, command.replace(r"\%", "%")


def as_files(schedule: Schedule, folder: Path) -> list[str]:
    for name, text in units(schedule).items():
        (folder / name).write_text(text)
    return [str(folder / name) for name in units(schedule)]


def settings(unit: str) -> dict[str, str]:
    return dict(one.split("=", 1) for one in unit.splitlines() if re.match(r"\w+=", one))


def as_systemd_reads(command: str) -> list[str]:
    """The words of a command: quotes as in systemd.syntax(7), then specifiers and variables."""
    return [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(command)]


@pytest.mark.parametrize(
    ("job", "hour", "words"),
    [
        (CRAWL, "*", ["crawl", "--due", "--archive", f"/srv/{ODD}", "--contact", ADDRESS]),
        (LOOK, "12", ["alarms", "--archive", f"/srv/{ODD}"]),
    ],
)
def test_the_crontab_lines_run_once_an_hour_and_once_a_day_with_every_odd_name_unharmed(
    job: Job, hour: str, words: list[str]
) -> None:
    (minute, *times), command = as_cron_reads(line(SCHEDULE, job))
    assert 0 <= int(minute) < 60
    assert times == [hour, "*", "*", "*"]
    read, _, _ = command.partition(" >>")
    assert shlex.split(read) == ["GAZETTE_PORTALS=our.portals", "/srv/gazette/bin/gazette", *words]


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
    how, _, crawl, look = shown.stdout.splitlines()
    assert how.startswith("# Install it: type `crontab -e`")
    _, command = as_cron_reads(crawl)
    kept = {"GAZETTE_PORTALS", "PYTHONPATH", "GAZETTE_CONTACT"}
    bare = {name: value for name, value in environment_of_all(server.host, own).items() if name not in kept}
    done = run(command, bare, tmp_path)
    assert (done.stdout, done.stderr) == ("", "")
    log = tmp_path / f"{ODD}.log"
    assert "1 of 1 portals are due" in log.read_text()
    assert "xx_many_00: finished" in log.read_text()
    assert len(server.asked("/00/news/1")) == 1
    looked = run(as_cron_reads(look)[1], bare, tmp_path)
    assert (looked.stdout, looked.stderr) == ("", "")
    assert "nothing is wrong" in log.read_text()

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
    written = {name: settings(text) for name, text in units(SCHEDULE).items()}
    service, timer = written["gazette.service"], written["gazette.timer"]
    assert as_systemd_reads(service["ExecStart"]) == list(CRAWL.words)
    assert as_systemd_reads(written["gazette-alarms.service"]["ExecStart"]) == list(LOOK.words)
    assert as_systemd_reads(service["ReadWritePaths"]) == [f"/srv/{ODD}"]
    assert service["Environment"] == '"GAZETTE_PORTALS=our.portals"'
    assert service["StandardOutput"] == "append:/var/log/gazette.log"
    assert service["User"] == "gazette"
    assert (service["KillSignal"], service["KillMode"]) == ("SIGTERM", "mixed")
    assert int(service["TimeoutStopSec"]) > 30
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert (timer["OnCalendar"], timer["Persistent"]) == (f"*:{CRAWL.minute:02}", "yes")
    assert written["gazette-alarms.timer"]["OnCalendar"] == f"12:{LOOK.minute:02}"
    assert LOOK.minute != CRAWL.minute


def test_without_a_log_a_service_speaks_to_the_journal_and_cron_mails() -> None:
    quiet = evolve(SCHEDULE, log=None)
    assert not any("StandardOutput" in settings(unit) for unit in units(quiet).values())
    assert ">>" not in crontab(quiet)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_finds_no_fault_with_the_units(tmp_path: Path) -> None:
    program = tmp_path / "gazette %"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    found = evolve(SCHEDULE, program=(str(program),))
    checked = subprocess.run(
        ["systemd-analyze", "verify", *as_files(found, tmp_path)], capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, "")


def test_what_is_printed_for_systemd_is_a_shell_script_that_writes_the_units(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The checkout that runs these tests may itself lie below /tmp.
    monkeypatch.setattr("crawler.scheduling.schedule._TEMPORARY", ())
    shown = printed(Path("/srv/gazette/data"), "--print", "--format", "systemd")
    assert shown.exit_code == 0, shown.output
    assert "systemctl enable --now gazette.timer gazette-alarms.timer" in shown.stdout
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
    for name in ("gazette.timer", "gazette-alarms.timer"):
        assert "OnCalendar" in settings((tmp_path / name).read_text())


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
        ({"variables": Variables(Path("/tmp/gazette.env"), {})}, "/tmp/gazette.env: .*--env-file"),
        (
            {"variables": Variables(Path("/srv/gazette.env"), {"GAZETTE_SUBSCRIPTIONS": "/tmp/who.toml"})},
            "/tmp/who.toml: .*set GAZETTE_SUBSCRIPTIONS to what lasts",
        ),
    ],
)
def test_a_service_is_not_pointed_at_what_its_own_tmp_hides(change: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        check_places(evolve(SCHEDULE, **{"log": None, **change}))


def test_a_link_that_leads_below_tmp_is_seen_through() -> None:
    with pytest.raises(UsageError, match="name a folder that lasts"):
        check_places(evolve(SCHEDULE, folder=Path("/proc/self", "root", "tmp/data"), log=None))


def test_cron_may_be_pointed_anywhere(tmp_path: Path) -> None:
    check(evolve(SCHEDULE, folder=Path("/tmp/data"), log=tmp_path / "log"))


def test_a_crontab_line_whose_archive_may_vanish_is_printed_with_a_warning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = printed(Path("/tmp/data"), "--print")
    assert shown.exit_code == 0
    assert len(shown.stdout.splitlines()) == 4
    assert shown.stderr == (
        "warning: /tmp/data: temporary folders are emptied, /tmp when the machine starts; "
        "name a folder that lasts with --archive\n"
    )
    # The checkout that runs these tests may itself lie below /tmp.
    monkeypatch.setattr("crawler.scheduling.schedule._TEMPORARY", (Path("/nowhere"),))
    assert printed(Path("/tmp/data"), "--print").stderr == ""


def test_the_lines_in_the_readme_are_those_that_are_printed() -> None:
    schedule = Schedule(
        program=("/srv/gazette/.venv/bin/gazette",),
        folder=Path("/srv/gazette/data"),
        contact="desk@newsroom.example",
        log=Path("/srv/gazette/data.log"),
        environment={},
        variables=None,
        user="gazette",
    )
    readme = (CHECKOUT / "README.md").read_text()
    for job in schedule.jobs:
        assert line(schedule, job) in readme


VARIABLES = """\
# whom alarms are sent to
GAZETTE_ALARM_EMAIL=anna@newsroom.example,desk@newsroom.example
GAZETTE_SMTP='smtp://anna:p&ss;$word@mail.newsroom.example:587'

GAZETTE_ALARM_SENDER="gazette@newsroom.example"
GAZETTE_CONTACT=https://newsroom.example/who?page=1
HTTPS_PROXY=http://proxy.newsroom.example:3128
"""


@pytest.fixture
def variables(tmp_path: Path) -> Path:
    path = tmp_path / f"{ODD}.env"
    path.write_text(VARIABLES)
    path.chmod(0o600)
    return path


def test_a_shell_reads_the_file_of_variables_as_gazette_does(variables: Path, tmp_path: Path) -> None:
    schedule = evolve(SCHEDULE, program=("env", "-0"), log=None, environment={}, variables=read(variables))
    _, command = as_cron_reads(line(schedule, evolve(CRAWL, words=("env", "-0"))))
    shown = run(command, {"PATH": "/usr/bin:/bin"}, tmp_path)
    assert shown.stderr == ""
    known = dict(one.split("=", 1) for one in shown.stdout.split("\0") if one)
    assert schedule.variables is not None
    assert known.items() >= schedule.variables.values.items()
    assert known["GAZETTE_SMTP"] == "smtp://anna:p&ss;$word@mail.newsroom.example:587"


def test_services_are_told_of_the_file_of_variables(variables: Path) -> None:
    schedule = evolve(SCHEDULE, variables=read(variables))
    for name, unit in units(schedule).items():
        told = settings(unit).get("EnvironmentFile", "").replace("%%", "%")
        assert told == (str(variables) if name.endswith(".service") else "")


def test_what_a_file_names_is_neither_asked_for_nor_carried_besides(variables: Path, tmp_path: Path) -> None:
    variables.write_text(VARIABLES + "GAZETTE_PORTALS=their.portals\n")
    words = ["install-schedule", "--print", "--archive", str(tmp_path / "data"), "--env-file", str(variables)]
    shown = CliRunner(env={"GAZETTE_CONTACT": "", "GAZETTE_PORTALS": "our.portals"}).invoke(gazette, words)
    assert shown.exit_code == 0, shown.output
    assert "--contact" not in shown.stdout
    assert "GAZETTE_PORTALS" not in shown.stdout
    assert "set here" not in shown.stderr


def test_portals_that_are_not_found_from_another_folder_are_warned_of(
    variables: Path, tmp_path: Path
) -> None:
    package = tmp_path / "our folder" / "ours"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise ValueError('only the crawl tells of this')")
    words = ["install-schedule", "--print", "--archive", str(tmp_path / "data"), "--contact", CONTACT]
    own = {"GAZETTE_PORTALS": "ours.portals crawler.demo.portals nobodys", "PYTHONPATH": str(package.parent)}
    shown = CliRunner(env=own).invoke(gazette, words)
    assert (
        "warning: GAZETTE_PORTALS: nobodys: Python finds no such module from another folder" in shown.stderr
    )
    alone = CliRunner(env={**own, "PYTHONPATH": ""}).invoke(gazette, words)
    assert "GAZETTE_PORTALS: ours.portals, nobodys: Python" in alone.stderr
    variables.write_text(f"{VARIABLES}PYTHONPATH='{package.parent}'\nGAZETTE_PORTALS=ours\n")
    filed = CliRunner(env={**own, "PYTHONPATH": ""}).invoke(gazette, [*words, "--env-file", str(variables)])
    assert "GAZETTE_PORTALS" not in filed.stderr


@pytest.mark.parametrize("form", ["crontab", "systemd"])
def test_what_is_set_here_and_would_be_unknown_there_is_warned_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr("crawler.scheduling.schedule._TEMPORARY", ())
    monkeypatch.setenv("GAZETTE_ALARM_EMAIL", "anna@newsroom.example")
    monkeypatch.setenv("GAZETTE_SUBSCRIPTIONS", "/srv/gazette/subscriptions.toml")
    alone = printed(tmp_path / "data", "--print", "--format", form)
    assert alone.exit_code == 0
    assert "GAZETTE_ALARM_EMAIL, GAZETTE_SUBSCRIPTIONS: set here, and not known to" in alone.stderr
    assert "name that with --env-file" in alone.stderr
    variables = tmp_path / "gazette.env"
    variables.write_text("GAZETTE_ALARM_EMAIL=anna@newsroom.example\n")
    beside = printed(tmp_path / "data", "--print", "--format", form, "--env-file", str(variables))
    assert (
        f"GAZETTE_SUBSCRIPTIONS: set here, and not known to {'cron' if form == 'crontab' else form}"
        in beside.stderr
    )
    assert f"write NAME=value into {variables}" in beside.stderr


def test_no_message_repeats_a_password(tmp_path: Path) -> None:
    path = tmp_path / "gazette.env"
    path.write_text("GAZETTE_SMTP=smtp://gazette:s3cret&more@mail.example")
    with pytest.raises(UsageError) as raised:
        read(path)
    assert "GAZETTE_SMTP" in str(raised.value)
    assert "s3cret" not in str(raised.value)


def test_what_cannot_be_read_is_told_once(tmp_path: Path) -> None:
    for path, said in ((tmp_path, "Is a directory"), (tmp_path / "gone", "No such file or directory")):
        with pytest.raises(UsageError, match=f"{path}: cannot be read \\({said}\\)"):
            read(path)


@pytest.mark.parametrize("shell", ["dash", "bash"])
def test_without_its_file_a_line_does_nothing_and_says_so(
    tmp_path: Path, shell: str, variables: Path
) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    schedule = evolve(SCHEDULE, log=None, variables=read(variables))
    _, command = as_cron_reads(line(schedule, evolve(CRAWL, words=("echo", "crawled"))))
    variables.unlink()
    ended = subprocess.run([shell, "-c", command], capture_output=True, text=True, check=False)
    assert ended.stdout == ""
    assert str(variables) in ended.stderr
    assert ended.returncode != 0


def test_what_a_file_sets_goes_before_what_is_written_into_the_line(variables: Path, tmp_path: Path) -> None:
    schedule = evolve(SCHEDULE, log=None, variables=read(variables))
    variables.write_text(VARIABLES + "GAZETTE_PORTALS=their.portals\n")
    _, command = as_cron_reads(line(schedule, evolve(CRAWL, words=("env",))))
    assert (
        "GAZETTE_PORTALS=their.portals"
        in run(command, {"PATH": "/usr/bin:/bin"}, tmp_path).stdout.splitlines()
    )


@pytest.mark.parametrize(("code", "is_mailed"), [(0, False), (1, True), (3, True), (4, False)])
def test_a_crawl_that_gives_way_to_another_is_nothing_to_mail(
    tmp_path: Path, code: int, is_mailed: bool
) -> None:
    schedule = evolve(SCHEDULE, log=tmp_path / "log", environment={})
    _, command = as_cron_reads(line(schedule, evolve(CRAWL, words=("sh", "-c", f"echo said; exit {code}"))))
    assert run(command, {"PATH": "/usr/bin:/bin"}, tmp_path).stdout == ("said\n" if is_mailed else "")
    service = settings(units(schedule)["gazette.service"])
    assert service["SuccessExitStatus"] == "4"


def test_what_alarms_have_told_is_not_mailed_every_day_as_well(variables: Path) -> None:
    told = evolve(SCHEDULE, variables=read(variables))
    assert [job.fine for job in told.jobs] == [4, 3]
    assert [job.fine for job in SCHEDULE.jobs] == [4, 0]
    assert "SuccessExitStatus" not in settings(units(SCHEDULE)["gazette-alarms.service"])


def test_ways_up_are_gone_from_what_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variables: Path
) -> None:
    monkeypatch.setattr("crawler.scheduling.schedule._TEMPORARY", ())
    monkeypatch.chdir(tmp_path)
    variables.rename(tmp_path / "up.env")
    words = ("--print", "--format", "systemd", "--env-file", "sub/../up.env", "--log", "sub/../the.log")
    shown = printed(Path("sub/../data"), *words)
    assert shown.exit_code == 0, shown.output
    assert ".." not in shown.stdout
    assert f"EnvironmentFile={tmp_path}/up.env" in shown.stdout


@pytest.mark.parametrize("name", ["a[1].env", "a*.env", "a.env "])
def test_a_name_that_systemd_takes_for_a_pattern_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("")
    elsewhere = evolve(
        SCHEDULE, folder=Path("/srv/data"), variables=evolve(read(path), path=Path("/srv") / name)
    )
    with pytest.raises(UsageError, match="rename the file"):
        check_places(elsewhere)


def test_a_mail_server_for_nobody_is_warned_of(tmp_path: Path) -> None:
    path = tmp_path / "gazette.env"
    path.write_text("GAZETTE_SMTP=smtp://mail.example\n")
    shown = printed(tmp_path / "data", "--print", "--env-file", str(path))
    assert "says how mail is sent, and nothing to whom; GAZETTE_ALARM_EMAIL does" in shown.stderr


def test_a_file_with_a_password_that_anybody_may_read_is_warned_of(variables: Path, tmp_path: Path) -> None:
    assert "chmod 600" not in printed(tmp_path / "data", "--print", "--env-file", str(variables)).stderr
    variables.chmod(0o644)
    assert "chmod 600 it" in printed(tmp_path / "data", "--print", "--env-file", str(variables)).stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("export GAZETTE_ALARM_EMAIL=a@b.example", "line 1: .* leave the word `export` out"),
        ("export\tGAZETTE_ALARM_EMAIL=a@b.example", "leave the word `export` out"),
        (" GAZETTE_ALARM_EMAIL=a@b.example", "without blanks before it"),
        ("\ufeffGAZETTE_ALARM_EMAIL=a@b.example", "line 1: begins with a byte order mark"),
        ("GAZETTE_CONTACT=a@b.example\r\n", "line 1: ends as lines do on Windows"),
        ("\n\r\n", "line 2: ends as lines do on Windows"),
        ("GAZETTE_PORTALS=a\xa0", "a sign that is none of the keyboard's"),
        ("GAZETTE_PORTALS=a\x0cGAZETTE_CONTACT=b", "a sign that is none of the keyboard's"),
        ("# C:\\\nGAZETTE_PORTALS=a", "line 1: is a comment that ends with a backslash"),
        ("GAZETE_SMTP=smtp://a.example", "GAZETE_SMTP is nothing that a crawl asks for; GAZETTE_SMTP is"),
        ("gazette_alarm_email=a@b.example", "nothing that a crawl asks for; GAZETTE_ALARM_EMAIL is"),
        ("GAZETTE_ARCHIVE=/srv/gazette/data", "name the archive with --archive"),
        ("GAZETTE_CONTACT=nobody", "is no address"),
        ("PYTHONPATH=portals", "PYTHONPATH: portals: write the whole path"),
        ("# ours\n\nGAZETTE_SMTP=smtp://a:b&c@d.example", "line 3: .*NAME='value' where it holds more than"),
        ("GAZETTE_SMTP=smtp://a:$PASSWORD@d.example", "would not read this alike"),
        ('GAZETTE_SMTP="smtp://a:`b`@d.example"', "would not read this alike"),
        ("GAZETTE_ALARM_EMAIL = a@b.example", "would not read this alike"),
        ("GAZETTE_ALARM_EMAIL=a@b.example # ours", "would not read this alike"),
        ("GAZETTE_ALARMS_EMAIL=a@b.example", "nothing that a crawl asks for; GAZETTE_ALARM_EMAIL is"),
        ("GAZETTE_ALARM_EMAIL=anna", "GAZETTE_ALARM_EMAIL: 'anna' is no e-mail address"),
        ("GAZETTE_SUBSCRIPTIONS=subscriptions.toml", "write the whole path"),
        ("GAZETTE_SUBSCRIPTIONS=/nowhere/subscriptions.toml", "/nowhere/subscriptions.toml: cannot be read"),
        ("GAZETTE_TIMESTAMP_AUTHORITY=ftp://tsa.example", "GAZETTE_TIMESTAMP_AUTHORITY"),
    ],
)
def test_a_slip_in_the_file_of_variables_is_told_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "gazette.env"
    path.write_text(text)
    with pytest.raises(UsageError, match=said):
        read(path)


def test_every_variable_that_the_readme_names_for_crawls_may_stand_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "gazette.env"
    named = set(re.findall(r"\bGAZETTE_[A-Z_]+", (CHECKOUT / "README.md").read_text()))
    for name in sorted(named - {"GAZETTE_ARCHIVE"}):
        path.write_text(f"{name}=\n")
        assert read(path).values == {name: ""}
