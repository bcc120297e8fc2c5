"""The run behind `evsite import`: read the files, tell what was understood or write the site file."""

from __future__ import annotations

import os
import sys
from collections import Counter
from typing import TYPE_CHECKING

from evsite.cli.console import refuse, remark, terminal_of, write
from evsite.cli.exits import Exit
from evsite.cli.files import give_up_all, show_findings, spare
from evsite.cli.inputs import Inputs
from evsite.cli.outputs import Outputs, create_file, is_taken, site_target
from evsite.words import count, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.cli.console import ColorChoice
    from evsite.sitefile.imports.loading import Imported


def run_import(
    files: Sequence[str], columns: str | None, out: str | None, color: ColorChoice, *, preview: bool, skip: bool
) -> int:
    """Read, and show or write; the exit code.

    Parameters
    ----------
    files
        What is imported.
    columns
        Which columns hold what, as it was given.
    out
        The site file to write; None for the screen.
    color
        Whether the screen gets colours.
    preview
        Whether it is only told what was understood.
    skip
        Whether cells that cannot be read are left out.
    """
    inputs = Inputs(files)
    target = None if out is None else _target(files, out, inputs, preview=preview)
    if target is None:
        if twice := _twice(files):
            refuse(twice)
        spare(inputs)
    imported = _imported(files, columns)
    if any(error.unreadable for error in imported.errors) or (imported.errors and not imported.read):
        give_up_all(imported.errors, color)
    if preview:
        from evsite.output.text.imported import render_import

        write(render_import(imported, terminal_of(sys.stdout, color)))
        show_findings(imported.errors, color)
        return Exit.FINDINGS if imported.errors else Exit.OK
    if imported.errors and not skip:
        give_up_all(imported.errors, color)
    _write(imported, target)
    if imported.errors:
        show_findings(imported.errors, color)
        left = sum(len(error.findings) for error in imported.errors)
        remark(f"left out: {count(left, 'cell')} that cannot be read")
    return Exit.OK


def _imported(files: Sequence[str], columns: str | None) -> Imported:
    from evsite.sitefile.imports.loading import import_files
    from evsite.sitefile.imports.workbook import MissingReaderError
    from evsite.sitefile.sessions.named_columns import SessionOptionError

    try:
        return import_files(files, columns)
    except SessionOptionError as error:
        refuse([f"--{error.option}: {error}"])
    except MissingReaderError as error:
        refuse([str(error)])


def _twice(files: Sequence[str]) -> list[str]:
    """What is wrong with files that are named: of one that is read twice everything would be there twice."""
    if list(files).count("-") > 1:
        return ["standard input (-) can be read only once"]
    named = Counter(os.path.realpath(file) for file in files if file != "-")
    return [
        f"{printable(os.path.relpath(file))} is named twice; name each file once" for file in named if named[file] > 1
    ]


def _target(files: Sequence[str], out: str, inputs: Inputs, *, preview: bool) -> str:
    """The file to write; the command ends if it cannot be written, or is there."""
    target = site_target(out)
    outputs = Outputs([target], screen=False)
    problems = [f"--out: {problem}" for problem in (*outputs.problems, *outputs.over(inputs))]
    if not problems and is_taken(target):
        problems.append(f"--out: {target} is there already and is left as it is; give another name, or move it away")
    if preview:
        problems.append("--preview writes nothing, and --out names a file to write; give one of them")
    problems += _twice(files)
    if problems:
        refuse(problems)
    return target


def _write(imported: Imported, target: str | None) -> None:
    from evsite.output.text.imported import missing_lines
    from evsite.sitefile.imports.site_text import site_text

    text = site_text(imported.draft, imported.sources, imported.notes)
    if target is None:
        write([text])
    elif not create_file(target, [text]):
        refuse([f"--out: {target} is there already and is left as it is; give another name, or move it away"])
    missing = imported.draft.missing()
    if missing:
        remark(f"missing: {count(len(missing), 'key')}, asked for in comments of the site file")
        for line in missing_lines(missing):
            remark(line.strip())
    if target is not None:
        remark(f"wrote {target}; next: evsite check {target}")
