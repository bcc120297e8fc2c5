"""Files that commands write: never over what they read, and whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from evsite.cli.console import refuse, stop
from evsite.cli.exits import Exit
from evsite.cli.inputs import Inputs
from evsite.cli.outputs import Outputs
from evsite.cli.streams import UnwritableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.sitefile.document import LoadedSite

Files: TypeAlias = "list[tuple[str, Iterable[str | bytes]]]"
"""Names of files, and what goes into each."""


def checked_outputs(
    loaded: LoadedSite, names: Sequence[str], read: Iterable[str] = (), *, option: str = "--output"
) -> tuple[Inputs, Outputs]:
    """What is read and what is to be written; names that cannot be written, or are read, end the command.

    Parameters
    ----------
    loaded
        The site file that files are made from.
    names
        Their names.
    read
        Names of other files that are read for them.
    option
        The option that names them.
    """
    inputs = Inputs([loaded.document.source, *read])
    inputs.add_named_in([loaded.document])
    outputs = Outputs(names, screen=False)
    problems = [f"{option}: {problem}" for problem in (*outputs.problems, *outputs.over(inputs))]
    if problems:
        refuse(problems)
    return inputs, outputs


def write_files(loaded: LoadedSite, files: Files, read: Iterable[str] = (), *, option: str = "--output") -> None:
    """Write files; one that would be written over what is read, or that cannot be written, ends the command.

    Parameters
    ----------
    loaded
        The site file that they are made from.
    files
        Their names and contents.
    read
        Names of other files that were read for them.
    option
        The option that names them.
    """
    inputs, outputs = checked_outputs(loaded, [name for name, _ in files], read, option=option)
    try:
        for name, pieces in files:
            outputs.write(name, pieces, inputs)
    except UnwritableError as error:
        stop([str(error)], Exit.UNWRITABLE)
