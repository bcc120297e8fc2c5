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
    for name in ("src", "tests", "docs", "examples", "tools"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("README.md", "Makefile", "pyproject.toml", "mkdocs.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def run(copy, *command):
    """A command in the copy, with the copy's evsite."""
    environment = {**os.environ, "PYTHONPATH": str(copy / "src"), "EVSITE_DEBUG": "1"}
    ended = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0 or ("evsite" in command and ended.returncode == 1), ended.stdout + ended.stderr
    return ended.stdout


def follow(copy, line, tests):
    """Run a command of the page; those that write other pages and expected outputs are left out, tests put off."""
    program, *arguments = shlex.split(line)
    if program == "evsite":
        return run(copy, sys.executable, "-m", "evsite", *arguments)
    assert program == "make"
    targets = re.findall(r"^([a-z-]+):", (copy / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert {each for each in arguments if "=" not in each} <= {*targets}
    if arguments[0] == "test":
        tests.append(arguments[1].removeprefix("T="))
    return ""


def edit(copy, step):
    """Make what a step says to make, and tell the file."""
    new, content, below, line, more, edited, put, old = step
    path = copy / (new or below or edited)
    if new:
        path.parent.mkdir(exist_ok=True)
        assert not path.exists()
        path.write_text(content, encoding="utf-8")
    elif below:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        (place,) = [number for number, each in enumerate(lines) if each.strip().startswith(line)]
        path.write_text("".join([*lines[: place + 1], more, *lines[place + 1 :]]), encoding="utf-8")
    else:
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, put), encoding="utf-8")
    return new or below or edited


@pytest.mark.slow
def test_every_change_works_as_it_is_described(copy):
    """All in one copy, one after the other, as somebody would who does them all."""
    touched, tests = [], []
    for title in CHANGES:
        steps = list(STEPS.finditer(section(title)))
        assert len(steps) > 2, title
        for step in steps:
            *parts, shell, shown = step.groups()
            if shell is not None:
                for command in shell.splitlines():
                    follow(copy, command, tests)
            elif shown is not None:
                first, *expected = shown.splitlines()
                output = follow(copy, first.removeprefix("$ "), tests).splitlines()
                assert [each for each in expected if each != "..." and each not in output] == [], output
            else:
                touched.append(
                    edit(copy, [parts[0] or parts[1], parts[2], *pairs(parts[3:7]), parts[7], *pairs(parts[8:])])
                )
    written = [name for name in touched if name.endswith(".py")]
    run(copy, sys.executable, "-m", "ruff", "check", "-q", *written)
    run(copy, sys.executable, "-m", "ruff", "format", "-q", "--check", *written)
    run(copy, sys.executable, "tools/schemas.py")
    files, _, wanted = zip(*(each.partition(" -k ") for each in tests), strict=True)
    chosen = [words.strip("'") or Path(file).stem for file, words in zip(files, wanted, strict=True)]
    run(copy, sys.executable, "-m", "pytest", "-q", "-n", "0", "-m", "not slow", "-k", " or ".join(chosen), *files)


def pairs(spans):
    """A span of code is caught with one backtick around it or with two."""
    return [one or two for one, two in zip(spans[::2], spans[1::2], strict=True)]


def test_every_section_that_has_steps_is_followed():
    sections = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
    assert [each.partition("\n")[0] for each in sections if "\n```python\n" in each or "\n```text\n" in each] == [
        *CHANGES
    ]
