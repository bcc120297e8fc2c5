"""What `evsite init` writes: the file to start from, an example with its data, or a site from answers."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from evsite.cli.console import refuse, remark, terminal_of, write
from evsite.cli.outputs import Outputs, create_file, is_taken, make_folder, site_target
from evsite.sitefile.examples import all_examples
from evsite.sitefile.starter import starter_text
from evsite.words import listed

if TYPE_CHECKING:
    from collections.abc import Mapping

SCREEN = "-"


def write_starter(path: str) -> None:
    """Write the commented file."""
    _write(path, starter_text())


def list_examples() -> None:
    """Show every example with what it shows."""
    from evsite.output.text.examples import render_examples

    write([render_examples(all_examples().values(), terminal_of(sys.stdout))])


def write_example(name: str, path: str) -> None:
    """Write an example and the files that it names, and nothing if one of them is there and is another."""
    known = all_examples()
    example = known.get(name.strip().casefold().removesuffix(".toml").rpartition("/")[2])
    if example is None:
        near = get_close_matches(name.casefold()[:100], known, 3, 0.6)
        hint = f"did you mean {listed(near)}?" if near else f"there are {listed(list(known), 'and')}"
        refuse([f"--example: no example is called {name!r}; {hint}"])
    if path == SCREEN:
        write([example.text_for(SCREEN)])
        if example.data():
            named = listed(list(example.data()), "and")
            remark(f"it names {named}, which evsite init --example {example.name} FILE writes too")
        return
    target = _new_target(path)
    data = {str(Path(target).parent / each): source.read_bytes() for each, source in example.data().items()}
    missing = {each: content for each, content in data.items() if not Path(each).is_file()}
    refuse_other(data, missing)
    for each, content in missing.items():
        make_folder(str(Path(each).parent))
        if not create_file(each, [content]):
            refuse([_there(each)])
        remark(f"wrote {each}")
    _create(target, example.text_for(target))


def refuse_other(data: Mapping[str, bytes], missing: Mapping[str, bytes]) -> None:
    """End the command if a file that an example names is there and holds something else."""
    other = [each for each, content in data.items() if each not in missing and Path(each).read_bytes() != content]
    if other:
        refuse([f"{_there(each)}; the example needs another file of this name" for each in other])


def refuse_both() -> NoReturn:
    """End the command, which was asked for two things."""
    refuse(["--example and --interactive are two ways to start; give one of them"])


def write_answered(path: str) -> None:
    """Ask for what makes a site, and write it."""
    from evsite.cli.starting_questions import ask_site

    target = SCREEN if path == SCREEN else _new_target(path)
    if not sys.stdin.isatty() or not sys.stderr.isatty():
        instead = "evsite init writes a file to start from without it, evsite size a design by options"
        refuse([f"--interactive: there is no terminal to ask at; {instead}"])
    text, again = ask_site()
    _write(target, text)
    remark(f"the assumptions, and other designs: {again}")


def _write(path: str, text: str) -> None:
    if path == SCREEN:
        write([text])
    else:
        _create(_new_target(path), text)


def _new_target(path: str) -> str:
    """The file to write; the command ends if it cannot be written, or is there."""
    target = site_target(path)
    problems = Outputs([target], screen=False).problems
    if problems:
        refuse(problems)
    if is_taken(target):
        refuse([f"{_there(target)}; give another name, or move it away"])
    return target


def _create(target: str, text: str) -> None:
    if not create_file(target, [text]):
        refuse([f"{_there(target)}; give another name, or move it away"])
    remark(f"wrote {target}; next: evsite check {target}")


def _there(target: str) -> str:
    return f"{target} is there already and is left as it is"
