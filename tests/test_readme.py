"""The README is run: its commands give the output that it shows, its Python runs, its site file is clean.

`EVSITE_GOLDEN=write` writes the outputs of the commands anew.
"""

import os
import re
import shlex
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language):
    return [match[2] for match in BLOCK.finditer(README.read_text(encoding="utf-8")) if match[1] == language]


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with what the README speaks of, where commands may write."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_command_gives_the_output_that_is_shown(evsite, desk):
    page = README.read_text(encoding="utf-8")

    def run(match):
        if match[1] != "console":
            return match[0]
        lines = []
        for line in match[2].splitlines():
            if line.startswith("$ "):
                program, *arguments = shlex.split(line.removeprefix("$ "))
                assert program == "evsite"
                lines += [line, *evsite(*arguments).output.splitlines()]
        text = "\n".join(lines)
        return f"```console\n{text}\n```"

    current = BLOCK.sub(run, page)
    if os.environ.get("EVSITE_GOLDEN") == "write":
        README.write_text(current, encoding="utf-8")
    assert current == README.read_text(encoding="utf-8")


def test_the_first_screen_answers_what_people_look_for(evsite, desk):
    first = README.read_text(encoding="utf-8").partition("\n## ")[0]
    assert len(first.splitlines()) <= 24
    for words in (
        "NEC 80 %",
        "disconnects",
        "8 A and 3.3 kW",
        "oversubscription",
        "range per hour (RPH)",
        "any occupancy",
    ):
        assert words in first
    commands = re.findall(r"^\| ([^|]+) \| `evsite ([^`]+)` \|$", first, re.MULTILINE)
    assert len(commands) == 10
    for looked_for, command in commands:
        result = evsite(*shlex.split(command))
        assert result.exit_code in {0, 1}, command
        for code in re.findall(r"EV\d{3}", command):
            # what is selected is found there, so that the command shows what it is named for
            assert code in result.stdout, (looked_for, code)


def rows_of_commands():
    section = README.read_text(encoding="utf-8").partition("\n## Every command\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| `evsite ([^`]+)` \| [^|]+ \|$", section, re.MULTILINE)


ROWS = rows_of_commands()
SHOWN_ELSEWHERE = {
    "check",
    "report",
    "allocate",
    "table",
    "compare-policies",
    "load-study",
    "size",
    "explain",
    "catalog",
}
"""Commands whose output the README shows; those are run for it."""
SERVE = {"lsp"}
"""Commands that an editor starts, and speaks with."""


def test_every_command_is_named_with_an_example_and_no_other():
    from evsite.cli.app import PANELS

    assert sorted(shlex.split(words)[0] for words in ROWS) == sorted(PANELS)


@pytest.mark.slow
@pytest.mark.parametrize("words", [words for words in ROWS if shlex.split(words)[0] not in SHOWN_ELSEWHERE | SERVE])
def test_the_example_of_a_command_runs(evsite, desk, words):
    result = evsite(*shlex.split(words))
    assert (result.exit_code, "Traceback" in result.stderr) == (0, False), result.stderr
    wanted = re.search(r" -o (\S+)", words)
    assert result.stdout or wanted or "wrote" in result.stderr
    assert wanted is None or (desk / wanted[1]).exists()


def test_the_python_runs(project):
    (code,) = blocks("python")
    exec(compile(code, "README.md", "exec"), {})


def test_the_site_file_has_no_finding_worth_a_warning():
    import evsite

    (text,) = blocks("toml")
    found = evsite.check(evsite.loads(text)).findings
    assert [finding.message for finding in found if finding.severity != "info"] == []


def test_every_link_and_every_file_of_a_command_is_there():
    page = README.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)]+)\)", page):
        assert (ROOT / target).exists(), target
    for name in re.findall(r"examples/[\w./-]+", page):
        assert (ROOT / name).exists(), name


def test_two_commands_set_everything_up():
    install, test = blocks("bash")
    assert "evsite report examples/" in install
    assert "[test]" in test
    assert "pytest" in test


def test_ci_runs_the_test_command_word_for_word():
    """`.ci/run` cuts the command out of the README by the mark above it, and the tests are its last part."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "<!-- test-command -->" in script
    page = README.read_text(encoding="utf-8")
    assert page.count("<!-- test-command -->") == 1
    command = page.partition("<!-- test-command -->\n```bash\n")[2].partition("\n```")[0]
    install, _, test = command.rpartition(" && ")
    assert "pip install" in install
    assert test.startswith(".venv/bin/python -m pytest ")


def test_the_formats_and_commands_of_the_readme_are_all_there():
    from evsite.cli.app import PANELS
    from evsite.output.diagnostics.formats import FORMATS

    page = README.read_text(encoding="utf-8")
    for name in FORMATS:
        assert f"`{name}`" in page, name
    for command in set(re.findall(r"`evsite ([a-z][\w-]*)", page)):
        assert command in PANELS
