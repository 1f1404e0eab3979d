"""What the README says is so: commands, exit codes, settings, portals."""

from __future__ import annotations

import re
from pathlib import Path

import click
from click.testing import CliRunner

from archive.errors import EXIT_MEANINGS
from crawler import declare
from crawler.cli import gazette
from crawler.declaration import check_declaration
from crawler.news.subscriptions import read

_DECLARED = {name: getattr(declare, name) for name in declare.__all__}
README = (Path(__file__).parents[1] / "README.md").read_text()


def _usage() -> str:
    """The command reference as the README carries it: name and first sentence of every command."""
    context = click.Context(gazette, info_name="gazette")
    lines = []
    for name in gazette.list_commands(context):
        command = gazette.get_command(context, name)
        assert command is not None
        lines.append(f"| `gazette {name}` | {command.get_short_help_str(200)} |")
    return "\n".join(lines)


def test_every_command_stands_in_the_readme_with_its_own_words() -> None:
    assert _usage() in README, f"put this table into README.md:\n{_usage()}"


def test_the_help_says_whole_what_each_command_does() -> None:
    told = " ".join(CliRunner().invoke(gazette, ["--help"]).stdout.split())
    for name, command in gazette.commands.items():
        assert f" {name} {command.get_short_help_str(200)} " in told


def test_every_exit_code_stands_in_the_readme() -> None:
    for code, meaning in EXIT_MEANINGS.items():
        assert f"| {code.value} | {meaning} |" in README


def test_every_command_explains_itself() -> None:
    context = click.Context(gazette, info_name="gazette")
    for name in gazette.list_commands(context):
        shown = CliRunner().invoke(gazette, [name, "--help"])
        assert shown.exit_code == 0, shown.output
        command = gazette.get_command(context, name)
        assert command is not None
        silent = [
            p.name
            for p in command.params
            if isinstance(p, click.Option) and not p.help and not p.show_default
        ]
        assert silent == [], name


def test_every_command_that_the_readme_shows_exists() -> None:
    context = click.Context(gazette, info_name="gazette")
    shown = set(re.findall(r"^(?:\$ |.*&& |\*.*\s)?(?:\.venv/bin/)?gazette ([a-z]+)", README, re.MULTILINE))
    assert shown
    assert shown <= set(gazette.list_commands(context))


def test_the_portal_that_the_readme_declares_is_accepted() -> None:
    block = next(code for code in re.findall(r"```python\n(.*?)```", README, re.DOTALL) if "(Portal)" in code)
    scope: dict[str, object] = {"__name__": "readme.xx_fields"}
    exec(compile(block, "README.md", "exec"), scope)
    portal = next(value for name, value in scope.items() if name != "Portal" and getattr(value, "ways", None))
    check_declaration(portal)  # type: ignore[arg-type]
    assert len(block.strip().splitlines()) <= 10


def test_what_a_portal_may_declare_is_imported_from_where_the_readme_says() -> None:
    walk = README.partition("## Add a portal")[2].partition("## Manners")[0]
    assert "imported from `crawler.declare`" in walk
    named = re.search(r"`ways` may be any of (.*?), together", walk, re.DOTALL)
    assert named
    ways = re.findall(r"`(\w+)", named[1].partition("(`crawler/spiders/`)")[0])
    assert len(ways) == 7
    assert {*ways, "Portal", "Rules", "Follow"} == set(declare.__all__)


def test_the_snippets_of_declarations_in_the_readme_can_be_written_so() -> None:
    calls = rf"(?:{'|'.join(declare.__all__)})\([^`\n]{{2,}}\)"
    lists = [eval(code, dict(_DECLARED)) for code in re.findall(rf"`({calls})`", README)]
    assert len(lists) > 4
    imported = re.findall(r"^from crawler\.declare import .*$", README, re.MULTILINE)
    fields = re.findall(rf"^ +((?:rules|follow) = .*{calls}.*)$|`(rules = .*?)`", README, re.MULTILINE)
    for line in fields:
        exec("\n".join([*imported, "".join(line)]), {})
    assert len(fields) == 3


def test_every_link_within_the_readme_leads_to_a_heading() -> None:
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", README, flags=re.DOTALL), re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    links = re.findall(r"\]\(#([^)]+)\)", README)
    assert len(links) > 10
    assert set(links) <= anchors


def test_every_file_that_the_readme_links_to_is_there() -> None:
    files = re.findall(r"\]\((?!#|https?:)([^)]+)\)", README)
    assert files
    assert [file for file in files if not (Path(__file__).parents[1] / file).is_file()] == []


def test_the_subscriptions_that_the_readme_shows_are_accepted(tmp_path: Path) -> None:
    (shown,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    path = tmp_path / "subscriptions.toml"
    path.write_text(shown, "utf-8")
    found = read(path, {})
    assert [one.name for one in found.all] == ["harbour", "quiet-changes", "one-page"]
    assert found.all[1].tell == ("silent", "missing")
