"""The sized examples: the command in their first comment gives the same bytes, and their check finds no error."""

import shlex
from pathlib import Path

import pytest

from evsite.rules import check
from evsite.sitefile.loading import loads

SIZED = sorted((Path(__file__).parents[2] / "examples" / "sized").glob("*.toml"))


def test_there_are_three():
    assert len(SIZED) == 3


@pytest.mark.parametrize("path", SIZED, ids=lambda path: path.stem)
def test_the_command_of_a_sized_example_gives_it(evsite, path):
    text = path.read_text(encoding="utf-8")
    (command,) = [line for line in text.splitlines() if line.startswith("# evsite size ")]
    result = evsite(*shlex.split(command[1:])[1:], "-o", "-")
    assert (result.exit_code, result.stdout) == (0, text)
    assert not [one for one in check(loads(text)).findings if one.severity in {"error", "warning"}]
