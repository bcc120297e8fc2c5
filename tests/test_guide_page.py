"""docs/guide.md shows a command for everything that it says; `test_pages_run.py` runs them."""

import re
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^```console\n\$ evsite (.*)\n((?:.*\n)*?)```$", PAGE, re.MULTILINE)


def test_every_block_of_the_page_is_a_command():
    assert len(COMMANDS) == PAGE.count("```console") == PAGE.count("```") / 2 > 12


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
