"""docs/guide.md is run: every command gives the lines that it shows, in their order; `...` stands for others."""

import re
import shlex
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^```console\n\$ evsite (.*)\n((?:.*\n)*?)```$", PAGE, re.MULTILINE)


def shows(output, shown):
    """Whether lines are those of an output: each run between `...` stands in it as a whole, after the one before."""
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(line) + r"\n" for line in shown)
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in output)) is not None


def test_every_block_of_the_page_is_a_command():
    assert len(COMMANDS) == PAGE.count("```console") == PAGE.count("```") / 2 > 12


@pytest.mark.parametrize(("command", "shown"), COMMANDS, ids=[command for command, _ in COMMANDS])
def test_a_command_shows_what_the_page_says(evsite, tmp_path, monkeypatch, command, shown):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    result = evsite(*shlex.split(command))
    assert result.exit_code in {0, 1}
    assert shows(result.stdout.splitlines(), shown.splitlines()), result.stdout


def test_lines_left_out_are_told():
    output = ["one", "two", "three"]
    assert shows(output, ["one", "...", "three"])
    assert shows(output, ["...", "two", "..."])
    assert not shows(output, ["one", "three"])
    assert not shows(output, ["...", "three", "two", "..."])


def test_every_row_of_the_table_leads_to_a_section_with_a_command():
    titles = re.findall(r"^## (.*)$", PAGE, re.MULTILINE)
    anchors = [re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles]
    assert re.findall(r"\]\(#([\w-]+)\)", PAGE) == anchors
    starts = [*(PAGE.index(f"\n## {title}\n") for title in titles), len(PAGE)]
    for title, (start, end) in zip(titles, pairwise(starts), strict=True):
        assert "$ evsite " in PAGE[start:end], title


def test_no_sentence_of_the_page_names_a_rule_or_a_file_that_there_is_not():
    from evsite.rules import find_rule

    assert all(find_rule(code) for code in set(re.findall(r"EV\d{3}", PAGE)))
    for name in set(re.findall(r"examples/[\w./-]+\.toml", PAGE)):
        assert (ROOT / name).exists(), name
