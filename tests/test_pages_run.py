"""The pages of docs/ are run.

Commands give the lines that are shown below them, in their order (`...` stands for others), blocks of the shell run
through, Python runs, and every command and option that a page names is one.
"""

import re
import shlex
import shutil
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
import typer

from evsite.cli.app import PANELS, app

ROOT = Path(__file__).parent.parent
PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md"))}
FOR_WHOM = ("electrician.md", "operator.md", "research.md", "sales.md")
"""Pages for one audience each: their steps go on from files that they write, and are run in their order."""
NOT_HERE = {"contributing.md", "fleet.md", "simulation.md", "size.md", *FOR_WHOM}
"""Pages whose steps go on from files that they write or edit: they have tests of their own."""
BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
MADE_UP = {("contributing.md", "stalls")}
"""The command of the example of how to add one."""
OTHER_PROGRAMS = {"pip", "make", "git", "cd", "python3", "printf", "source"}


def blocks(language):
    """(page, block) of every block in a language."""
    found = [(name, match[3]) for name, page in PAGES.items() for match in BLOCK.finditer(page) if match[2] == language]
    return [
        pytest.param(name, text, id=f"{name}:{text.splitlines()[0][:70]}")
        for name, text in found
        if name not in NOT_HERE
    ]


def shows(output, shown):
    """Whether lines are those of an output: each run between `...` stands in it as a whole, after the one before."""
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(line) + r"\n" for line in shown)
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in output)) is not None


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with the examples, where commands may write."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("page", "text"), blocks("console"))
def test_a_command_shows_what_the_page_says(evsite, desk, page, text):
    (first, *shown) = text.splitlines()
    assert first.startswith("$ evsite "), page
    result = evsite(*shlex.split(first.removeprefix("$ evsite ")))
    assert result.exit_code in {0, 1}, result.stderr
    assert shows(result.stdout.splitlines(), shown), result.stdout


@pytest.mark.slow
@pytest.mark.parametrize(("page", "text"), blocks("bash"))
def test_a_block_of_the_shell_runs_through(evsite, desk, page, text):
    run(evsite, desk, page, text)


@pytest.mark.slow
@pytest.mark.parametrize("page", FOR_WHOM)
def test_the_steps_of_a_page_for_an_audience_follow_each_other(evsite, desk, page):
    found = [(match[2], match[3]) for match in BLOCK.finditer(PAGES[page])]
    assert {language for language, _ in found} <= {"bash", "python"}
    for language, text in found:
        if language == "bash":
            run(evsite, desk, page, text)
        else:
            exec(compile(text, page, "exec"), {})


def run(evsite, desk, page, text):
    """Run the lines of a block of the shell."""
    for line in text.splitlines():
        program, *arguments = shlex.split(line, comments=True) or ["cd"]
        assert program in {"evsite", *OTHER_PROGRAMS}, (page, line)
        if program == "evsite":
            result = evsite(*arguments)
            assert result.exit_code in {0, 1}, (line, result.stderr)
            written = [name for option, name in pairwise(arguments) if option == "-o"]
            assert all(any(desk.glob(f"{Path(name).stem}*")) for name in written), line


@pytest.mark.parametrize(("page", "text"), blocks("python"))
def test_python_that_uses_evsite_runs(project, page, text):
    if "import evsite\n" in text:
        exec(compile(text, page, "exec"), {})


@cache
def options(command):
    """All names of the options of a command."""
    group = typer.main.get_command(app)
    single = group.get_command(None, command)
    # a command that has others of its own: what any of them takes
    parts = [single.get_command(None, each) for each in single.list_commands(None)] if command == "export" else [single]
    taken = {name for part in parts for option in part.params for name in (*option.opts, *option.secondary_opts)}
    return taken | {"--help", "-h"}


def commands_of(page):
    """Every command that a page names: as a span of code or as a line of a block, without what a pipe leads to."""
    spans = re.findall(r"`(evsite [^`\n]+)`", page)
    lines = [
        line
        for _, language, text in BLOCK.findall(page)
        for line in re.findall(
            r"^ *\$ (evsite .*)$" if language == "console" else r"^ *(evsite .*)$", text, re.MULTILINE
        )
        if language in {"console", "bash"}
    ]
    return [re.split(r" [|>] ?", each)[0] for each in (*spans, *lines)]


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_option_that_a_page_names_is_one(page):
    for line in commands_of(PAGES[page]):
        _, command, *arguments = shlex.split(line.replace("...", ""))
        if command.startswith(("-", "COMMAND", "NAME")):
            continue
        assert command in PANELS or (page, command) in MADE_UP, line
        if command not in PANELS:
            continue
        for argument in arguments:
            if argument == "--":
                break
            if re.match(r"--?[a-z]", argument):
                assert argument.partition("=")[0] in options(command), line


def test_every_command_is_on_a_page():
    named = {line.split()[1] for page in PAGES.values() for line in commands_of(page)}
    named |= {word for word in re.findall(r"`([a-z-]+)`", PAGES["index.md"]) if word in PANELS}
    assert set(PANELS) - named == set()


def test_lines_left_out_are_reported():
    output = ["one", "two", "three"]
    assert shows(output, ["one", "...", "three"])
    assert shows(output, ["...", "two", "..."])
    assert not shows(output, ["one", "three"])
    assert not shows(output, ["...", "three", "two", "..."])
