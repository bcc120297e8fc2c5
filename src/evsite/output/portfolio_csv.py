"""Sites of a portfolio as CSV: a row for each, the columns as the keys of the JSON document."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from evsite.model.spreadsheet import guarded
from evsite.output.json.writer import number
from evsite.words import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evsite.studies.portfolio.results import SiteLine

_FIGURES = (
    "ports",
    "oversubscription_by_ports",
    "oversubscription_by_power",
    "guaranteed_current_a",
    "guaranteed_power_kw",
)


def portfolio_csv(lines: Iterable[SiteLine]) -> Iterator[str]:
    """The text of the file, a row at a time.

    Parameters
    ----------
    lines
        The sites, in the order of the rows.
    """
    yield _row(["path", "site", "state", "error", "warning", "info", "not_checked", *_FIGURES, "codes", "message"])
    for line in lines:
        yield _row(
            [
                line.path,
                line.site,
                line.state,
                *(line.count(severity) for severity in ("error", "warning", "info")),
                line.not_checked,
                *(getattr(line, name) for name in _FIGURES),
                " ".join(each.code for each in line.findings),
                line.message,
            ]
        )


def _row(values: list[str | float | None]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow([_field(value) for value in values])
    return stream.getvalue()


def _field(value: str | float | None) -> str | float | None:
    if isinstance(value, str):
        return guarded(printable(value))
    return number(value) if isinstance(value, float) else value
