"""docs/size.md is run, in the order of the page; `EVSITE_GOLDEN=write` writes the outputs of its commands anew."""

import os
import re
import shlex
from pathlib import Path

from evsite.cli.size_answers import OPTIONS, SizeAnswers, option_of

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "size.md"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_every_command_gives_the_output_that_is_shown(evsite, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page = PAGE.read_text(encoding="utf-8")
    codes = []

    def run(match):
        lines = []
        for line in match[1].splitlines():
            if line.startswith("$ evsite "):
                result = evsite(*shlex.split(line.removeprefix("$ evsite ")))
                codes.append(result.exit_code)
                lines += [line, *result.output.splitlines()]
        return "```console\n" + "\n".join(lines) + "\n```"

    current = BLOCK.sub(run, page)
    if os.environ.get("EVSITE_GOLDEN") == "write":
        PAGE.write_text(current, encoding="utf-8")
    assert current == PAGE.read_text(encoding="utf-8")
    assert codes.count(1) == 1  # the refusal
    assert codes.count(0) == len(codes) - 1 >= 5


def test_every_option_stands_on_the_page():
    page = PAGE.read_text(encoding="utf-8")
    for field in SizeAnswers.__dataclass_fields__:
        if field not in {*OPTIONS, "name"}:
            assert option_of(field) in page, field
    for option in ("-o", "--ask", "--data", "--format"):
        assert option in page
