"""Site files: those that the user means, and one of them read, or the end of the command."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, NamedTuple, NoReturn, cast

from evsite.cli.console import ColorChoice, refuse, stop, terminal_of, without_commands
from evsite.cli.exits import Exit
from evsite.cli.inputs import Inputs
from evsite.cli.outputs import Outputs
from evsite.cli.outside import outside_allowed
from evsite.cli.streams import reason
from evsite.model.finding import SiteFileError
from evsite.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.model.site import Site
    from evsite.sitefile.document import Document, LoadedSite


_OF_OTHER_TOOLS = frozenset({"pyproject.toml", "Cargo.toml", "ruff.toml", "uv.lock", "Pipfile.toml", "netlify.toml"})
_MOST_NAMED = 5


class Found(NamedTuple):
    """The files that are meant, in the order given and each once.

    `problems` has what is wrong with what was asked for, `unreadable` the folders that could not be looked into.
    """

    files: tuple[str, ...]
    problems: tuple[str, ...]
    unreadable: tuple[str, ...]


def site_files(named: Sequence[str], root: str = "") -> Found:
    """The site files that names stand for.

    A folder stands for every site.toml and *.site.toml below it, hidden folders aside; no name at all for this folder.
    Relative names, those given and those found, start from `root`, the working folder unless given.
    """
    problems: list[str] = []
    unreadable: list[str] = []
    files: dict[str, None] = {}
    if list(named).count("-") > 1:
        problems.append("standard input (-) can be read only once")
    for name in named or ["."]:
        if name == "-" or not os.path.isdir(os.path.join(root, name)):  # noqa: PTH112, PTH118 - where nothing is known
            files[name] = None
            continue
        if not os.path.isabs(os.path.join(root, name)) and not working_folder():  # noqa: PTH117, PTH118
            stop(["the working folder is gone"], Exit.UNREADABLE)
        before = len(unreadable)
        found = list(_below(name, root, unreadable))
        if not found and len(unreadable) == before:
            place = f"in {root if root and name == '.' else name}" if root or name != "." else "here"
            others = _other_toml(Path(root) / name)
            hint = _try_instead(name, others) if others else "`evsite init` writes one to start from"
            problems.append(f"no site.toml or *.site.toml {place}; {hint}")
        files.update(dict.fromkeys(found))
    return Found(tuple(files), tuple(problems), tuple(unreadable))


def _other_toml(folder: Path) -> list[str]:
    """Names of the files of a folder that end in .toml, those that configure other tools aside."""
    try:
        with os.scandir(folder) as entries:
            found = [each.name for each in entries if each.name.endswith(".toml") and each.is_file()]
    except OSError:
        return []
    return sorted(name for name in found if not name.startswith(".") and name not in _OF_OTHER_TOOLS)


def _try_instead(folder: str, found: Sequence[str]) -> str:
    """The files that could be meant, and how to name one."""
    shown = [os.path.normpath(Path(folder) / name) for name in found]
    more = len(shown) - _MOST_NAMED
    named = [*shown[:_MOST_NAMED], f"{more:,} more"] if more > 0 else shown
    return f"there is {listed(named, 'and')}: name what to check, as in evsite check {quote(shown[0])}"


def _below(folder: str, root: str, unreadable: list[str]) -> Iterator[str]:
    def refused(error: OSError) -> None:
        unreadable.append(f"cannot look into {os.fsdecode(error.filename)}: {reason(error)}")

    top = Path(root) / folder
    inside = os.path.realpath(top)
    for directory, folders, names in os.walk(top, onerror=refused):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name == "site.toml" or name.endswith(".site.toml"):
                found = os.path.normpath(folder / Path(directory).relative_to(top) / name)
                target = os.path.realpath(Path(directory) / name)
                # a link in a stranger's change may lead to any file, whose lines messages would show
                if os.path.commonpath([inside, target]) != inside and not outside_allowed():
                    unreadable.append(f"{found} is a link out of the folder; --allow-outside, where you trust it")
                    continue
                yield found


def working_folder() -> str:
    """The folder that relative names start from; empty where somebody has removed it."""
    try:
        return os.getcwd()  # noqa: PTH109
    except OSError:
        return ""


def read_site(file: str, color: ColorChoice = "auto") -> Site:
    """The site in `file`; where it is not one, everything that is wrong with it is shown and the command ends."""
    return read_loaded(file, color).site


def read_loaded(file: str, color: ColorChoice = "auto") -> LoadedSite:
    """As `read_site`, and the document beside the site."""
    from evsite.sitefile.loading import read

    try:
        loaded = read(file, allow_outside=outside_allowed())
    except SiteFileError as error:
        give_up(error, color)
    inputs = Inputs([file])
    inputs.add_named_in([loaded.document])
    spare(inputs)
    return loaded


def spare(inputs: Inputs) -> None:
    """End the command before it writes anything if standard output is a file that it reads (`>> site.toml`)."""
    problems = Outputs((), screen=True).over(inputs)
    if problems:
        refuse(problems)


def at_moment(site: Site, moment: str | None) -> Site:
    """The site as it is at a moment of the week ("Mon 13:00"); one that cannot be read ends the command."""
    if moment is None:
        return site
    from evsite.model.moments import site_at
    from evsite.model.week import WeekError, read_moment

    try:
        return site_at(site, read_moment(moment), by_record=True)
    except WeekError as error:
        refuse([f"--at: {error}"])


def give_up(error: SiteFileError, color: ColorChoice) -> NoReturn:
    """Show the problems of a file that is not a site on standard error, and exit."""
    give_up_all([error], color)


def give_up_all(errors: Sequence[SiteFileError], color: ColorChoice) -> NoReturn:
    """Show the problems of several files on standard error, and exit."""
    show_findings(errors, color)
    sys.exit(Exit.UNREADABLE if any(error.unreadable for error in errors) else Exit.FINDINGS)


def show_findings(errors: Sequence[SiteFileError], color: ColorChoice) -> None:
    """Show the problems of several files on standard error."""
    if not errors:
        return
    from evsite.output.diagnostics.summary import render_findings
    from evsite.output.located import CheckedFile

    checked = [CheckedFile(cast("Document", error.document), tuple(error.findings)) for error in errors]
    for piece in render_findings(checked, terminal_of(sys.stderr, color)):
        sys.stderr.write(without_commands(piece, begins=True))
