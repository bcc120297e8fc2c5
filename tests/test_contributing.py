"""docs/contributing.md is followed: the files, the edits and the commands of each change, in a copy of the repository.

`make` is not run but for `make test`: the other targets write files anew that other tests hold current.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "contributing.md").read_text(encoding="utf-8")
SPAN = r"(?:`([^`]+)`|`` (.+?) ``)"
BLOCK = r"\n\n```(?:python|text)\n(.*?)^```$"
STEPS = re.compile(
    rf"^Write {SPAN}:{BLOCK}"
    rf"|^In {SPAN}, below the line(?: that begins with)? {SPAN}, add:{BLOCK}"
    rf"|^In {SPAN}, put {SPAN} in place of {SPAN}\.$"
    r"|^```bash\n(.*?)^```$"
    r"|^```console\n(.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
CHANGES = ("A rule", "An output format", "A station model", "A policy", "A document")


def section(title):
    return re.search(rf"^## {title}\n(.*?)(?=^## )", PAGE, re.MULTILINE | re.DOTALL)[1]


@pytest.fixture
def copy(tmp_path):
    for name in ("src", "tests", "docs", "examples"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("README.md", "Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def run(copy, *command):
    """A command in the copy, with the copy's evsite."""
    environment = {**os.environ, "PYTHONPATH": str(copy / "src"), "EVSITE_DEBUG": "1"}
    environment.pop("EVSITE_FAIL_ON_SKIP", None)
    ended = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0 or ("evsite" in command and ended.returncode == 1), ended.stdout + ended.stderr
    return ended.stdout


def follow(copy, line):
    program, *arguments = shlex.split(line)
    if program == "evsite":
        return run(copy, sys.executable, "-m", "evsite", *arguments)
    assert program == "make"
    targets = re.findall(r"^([a-z-]+):", (copy / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert {each for each in arguments if "=" not in each} <= {*targets}
    if arguments[0] == "test":
        tests = arguments[1].removeprefix("T=")
        run(
            copy,
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-x",
            "-n",
            "0",
            "-p",
            "no:cacheprovider",
            "-m",
            "not slow",
            tests,
        )
    return ""


@pytest.mark.slow
@pytest.mark.parametrize("title", CHANGES)
def test_a_change_works_as_it_is_described(copy, title):
    steps = list(STEPS.finditer(section(title)))
    touched = []
    assert len(steps) > 2
    for step in steps:
        new, new_, content, grown, grown_, line, line_, more, edited, edited_, put, put_, old, old_, shell, shown = (
            step.groups()
        )
        if content is not None:
            path = copy / (new or new_)
            touched.append(new or new_)
            path.parent.mkdir(exist_ok=True)
            assert not path.exists()
            path.write_text(content, encoding="utf-8")
        elif more is not None:
            path = copy / (grown or grown_)
            touched.append(grown or grown_)
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            (place,) = [number for number, each in enumerate(lines) if each.strip().startswith(line or line_)]
            path.write_text("".join([*lines[: place + 1], more, *lines[place + 1 :]]), encoding="utf-8")
        elif put or put_:
            path = copy / (edited or edited_)
            text = path.read_text(encoding="utf-8")
            assert text.count(old or old_) == 1
            path.write_text(text.replace(old or old_, put or put_), encoding="utf-8")
        elif shell is not None:
            for command in shell.splitlines():
                follow(copy, command)
        else:
            first, *expected = shown.splitlines()
            output = follow(copy, first.removeprefix("$ ")).splitlines()
            assert [each for each in expected if each != "..." and each not in output] == [], output
    written = [name for name in touched if name.endswith(".py")]
    if written:
        run(copy, sys.executable, "-m", "ruff", "check", "-q", *written)
        run(copy, sys.executable, "-m", "ruff", "format", "-q", "--check", *written)


def test_every_section_that_has_steps_is_followed():
    titles = re.findall(r"^## (.*)$", PAGE, re.MULTILINE)
    assert [title for title in titles if f"## {title}\n" in PAGE and "\nWrite `" in section_or_end(title)] == [
        title for title in CHANGES if title != "A station model"
    ]


def section_or_end(title):
    return PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]
