"""The door for files that say what became of trips: when vehicles came and left, faults, what batteries had gained.

    vehicle,arrive,depart,fault,delivered_kwh
    B12,2026-03-02 19:05,,,18.4
    B13,-,,,

An empty cell says nothing: that is as planned. "-" under `arrive` is a vehicle that has not come, "never" one that is
known not to come at all. Where a vehicle has several trips, the one counts whose stay is nearest, or the one that a
column `trip` names by its planned arrival. Moments go by the clock of the trips.
"""

from __future__ import annotations

import math
from os import PathLike, fspath
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from evsite.model.finding import SiteFileError
from evsite.model.fleets import Actuals, TripSource
from evsite.sitefile.nearest import Nearest
from evsite.sitefile.sessions.named_columns import SessionOptionError
from evsite.sitefile.sessions.options import read_date_order
from evsite.sitefile.trips.actual_files import read_actual_table
from evsite.sitefile.trips.actual_rows import ActualRows
from evsite.sitefile.trips.rows import TripFilesError
from evsite.sitefile.wording import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.fleets import Actual, TripSet
    from evsite.model.site import Site
    from evsite.sitefile.trips.rows import TripFile


def load_actuals(
    paths: Sequence[str | PathLike[str]] | str | PathLike[str],
    site: Site,
    trips: TripSet,
    *,
    now_s: float | None = None,
    date_order: str | None = None,
) -> Actuals:
    """Read what became of trips from one CSV file or several (packed by gzip or not).

    Parameters
    ----------
    paths
        The files; "-" is standard input.
    site
        The site.
    trips
        The trips that the rows are about.
    now_s
        The instant up to which anything can be known [s since the origin of the trips]; None where all is over.
    date_order
        What comes first in dates like 3/4/2025: "month-first" or "day-first". Needed where no date of a file shows it.

    Returns
    -------
    Actuals
        By position of the trip.

    Raises
    ------
    SessionOptionError
        No file is named.
    TripFilesError
        With every problem of every file.
    """
    files = [paths] if isinstance(paths, str | PathLike) else list(paths)
    if not files:
        raise SessionOptionError("actual", "no file is named")
    names = [FilePath(path).name for path in files]
    found: dict[int, Actual] = {}
    read: list[TripFile] = []
    errors: list[SiteFileError] = []
    notes: list[str] = []
    nearest, order = Nearest(), read_date_order(date_order)
    for number, (path, name) in enumerate(zip(files, names, strict=True)):
        label = "" if len(files) == 1 else f"{shown(name if names.count(name) == 1 else fspath(path))} "
        try:
            file, table, placed = read_actual_table(path)
        except SiteFileError as error:
            errors.append(error)
            continue
        if table is not None and placed is not None:
            until_s = math.inf if now_s is None else now_s
            rows = ActualRows(site, trips, table, placed, file, label, until_s, nearest, order=order)
            rows.read(found, number)
            notes += rows.notes(dated_by_now=now_s is not None)
        notes += [f"{label}{note}" for note in file.notes]
        read.append(file)
        refused = file.error()
        if refused is not None:
            errors.append(refused)
    if errors:
        raise TripFilesError(errors)
    sources = (TripSource(file.document.filename, file.document.text, file.separator, file.columns) for file in read)
    return Actuals(found, tuple(sources), tuple(notes))
