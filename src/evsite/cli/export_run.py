"""The runs behind `evsite export csv` and `acnportal`, and what exports write in common."""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import TYPE_CHECKING

from evsite.cli.console import refuse, remark, stop, write
from evsite.cli.exits import Exit
from evsite.cli.file_writing import checked_outputs, write_files
from evsite.cli.files import at_moment, read_loaded
from evsite.cli.outputs import make_folder
from evsite.cli.streams import UnwritableError
from evsite.words import count, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.cli.file_writing import Files
    from evsite.cli.options import Color
    from evsite.model.site import Site
    from evsite.sitefile.document import LoadedSite


def run_csv(file: str, what: Sequence[str], out: str | None, at: str | None, color: Color) -> None:
    """Work tables out, show or write them.

    Parameters
    ----------
    file
        The site file.
    what
        The tables; all for none.
    out
        The file or the folder; None for the screen.
    at
        The moment of the week; None for the fixed limits.
    color
        Whether messages have colours.
    """
    from evsite.output.site_csv import SITE_TABLES

    problems: list[str] = []
    chosen = chosen_words("--what", what, SITE_TABLES, problems)
    if problems:
        refuse(problems)
    wanted = [name for name in SITE_TABLES if not chosen or name in chosen]
    folder = out is not None and is_folder(out)
    if len(wanted) > 1 and not folder:
        where = "the screen" if out is None else f"the file {out}"
        refuse([f"{count(len(wanted), 'table')} do not go to {where}: name one with --what, or a folder with --out"])
    loaded = read_loaded(file, color)
    if out is not None and not folder:
        checked_outputs(loaded, [out], option="--out")
    moment = at_moment(loaded.site, at)
    tables = [(name, _table(loaded.site, moment, name)) for name in wanted]
    if out is None:
        write(tables[0][1])
        return
    write_export(loaded, [(str(PurePath(out) / f"{name}.csv") if folder else out, text) for name, text in tables], out)


def run_acnportal(file: str, out: str | None, at: str | None, color: Color) -> None:
    """Work a charging network out, show or write it, and tell what it leaves out.

    Parameters
    ----------
    file
        The site file.
    out
        The file; None for the screen.
    at
        The moment of the week; None for the fixed limits.
    color
        Whether messages have colours.
    """
    loaded = read_loaded(file, color)
    if out is not None:
        checked_outputs(loaded, [out], option="--out")
    moment = None if at is None else at_moment(loaded.site, at)
    from evsite.output.acnportal_json import acnportal_document
    from evsite.output.json.writer import pieces
    from evsite.studies.acnportal.network import acn_network

    network = acn_network(loaded.site, moment)
    text = pieces(acnportal_document(network))
    if out is None:
        write(text)
    else:
        write_export(loaded, [(out, text)], out)
    if network.notes:
        remark("acnportal does not know:")
    for note in network.notes:
        remark(f"- {note.message}")


def _table(site: Site, moment: Site, name: str) -> Iterable[str]:
    """The text of a table; fallbacks are those of the whole week also where it is about a moment."""
    from evsite.allocation.api import allocate
    from evsite.allocation.fallback import fallbacks_a
    from evsite.model.moments import lower_envelope
    from evsite.output import site_csv
    from evsite.proofs.guarantee import guarantees

    if name == "limits":
        return site_csv.limits_csv(moment, allocate(moment))
    if name == "ports":
        return site_csv.ports_csv(moment, fallbacks_a(site))
    if name == "shares":
        return site_csv.shares_csv(moment, allocate(moment))
    found = guarantees(lower_envelope(moment, shut=False), fallback_a=fallbacks_a(site))
    return site_csv.guarantees_csv(moment, found)


def chosen_words(option: str, texts: Iterable[str], choices: Sequence[str], problems: list[str]) -> tuple[str, ...]:
    """What an option names, once or with commas; what it does not know goes to the problems.

    Parameters
    ----------
    option
        The option.
    texts
        What was given.
    choices
        The words that it takes.
    problems
        Gets what is wrong.
    """
    found = [word for text in texts for word in (part.strip().lower() for part in text.split(",")) if word]
    problems += [
        f"{option}: found {word!r}, expected {listed(choices)}" for word in dict.fromkeys(found) if word not in choices
    ]
    return tuple(found)


def is_folder(name: str) -> bool:
    """Whether a name is that of a folder: one that is there, or one that ends as these do."""
    return name.endswith(("/", os.sep)) or os.path.isdir(name)  # noqa: PTH112 - False for what cannot be a name


def write_export(loaded: LoadedSite, files: Files, out: str, read: Sequence[str] = ()) -> None:
    """Write what is exported, into a folder that is made where it is not there, and say so.

    Parameters
    ----------
    loaded
        The site file.
    files
        Names and texts.
    out
        The file or the folder, as it was given.
    read
        What was read beside the site file.
    """
    if is_folder(out):
        try:
            make_folder(out)
        except UnwritableError as error:
            stop([str(error)], Exit.UNWRITABLE)
    write_files(loaded, files, read, option="--out")
    remark(f"wrote {count(len(files), 'file')} to {out}" if is_folder(out) else f"wrote {out}")
