"""A schedule as lines for cron; the form is that of crontab(5)."""

from __future__ import annotations

import shlex

from crawler.scheduling.schedule import Job, Schedule

_HOW = (
    "# Install it: type `crontab -e` and add these lines. What fails is mailed to MAILTO, if cron has mail.\n"
    "# A crawl every hour of what is due; once a day a look whether all is well."
)


def crontab(schedule: Schedule) -> str:
    """All of it, with how to install it."""
    return "\n".join((_HOW, *(line(schedule, job) for job in schedule.jobs)))


def line(schedule: Schedule, job: Job) -> str:
    """One line; where there is a log, cron has nothing to mail but the last lines of a job that failed."""
    setting = [f"{name}={shlex.quote(value)}" for name, value in schedule.environment.items()]
    command = " ".join(map(shlex.quote, job.words))
    if schedule.variables:
        # As with systemd, what the file sets goes before what is written here; without the file nothing is done.
        before = "".join(f"{one}; " for one in setting)
        command = f"set -a; {before}. {shlex.quote(str(schedule.variables.path))} && set +a && {command}"
    else:
        command = " ".join([*setting, command])
    if schedule.log:
        log = shlex.quote(str(schedule.log))
        fine = f" || [ $? -eq {job.fine:d} ]" if job.fine else ""
        command += f" >>{log} 2>&1{fine} || tail -n 5 {log}"
    hour = "*" if job.hour is None else job.hour
    # An unescaped percent sign is a new line to cron, also inside quotes.
    return f"{job.minute} {hour} * * *  " + command.replace("%", r"\%")
