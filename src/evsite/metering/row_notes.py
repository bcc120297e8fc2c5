"""What there is to say of the rows of a file that are no readings, and of how numbers and dates were read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.metering.note import Note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.metering.groups import TableReadings
    from evsite.metering.plans import TablePlan


def row_notes(found: TableReadings, plan: TablePlan) -> list[Note]:
    """The notes on rows that were left out, and on what was assumed while rows were read."""
    notes = list(_left_out(found))
    if found.guessed:
        order = "day first" if found.day_first else "month first"
        message = f"day and month cannot be distinguished: read with the {order}, as in '{found.guessed[:20]}'"
        notes.append(Note("date-order", "warning", message))
    if found.blank:
        notes.append(Note("missing", "info", f"{found.blank:,} of {found.rows:,} rows have no value"))
    if found.aside:
        kinds = ", ".join(_plain(each) for each in sorted(found.aside)[:4])
        notes.append(Note("aside", "info", f"left aside, as no electric load: {kinds}"))
    if found.multiplied - {1.0}:
        shown = ", ".join(f"{each:g}" for each in sorted(found.multiplied)[:4])
        notes.append(Note("multiplier", "info", f"values are multiplied by the column of multipliers ({shown})"))
    if not plan.time.edge_stated and plan.days is None:
        notes.append(Note("stamps", "info", "time stamps are taken for the starts of intervals"))
    return notes


def _left_out(found: TableReadings) -> Iterator[Note]:
    if found.bad:
        what = "cell that is no number is" if found.bad == 1 else "cells that are no numbers are"
        yield Note("unreadable", "warning", _first(found.bad, what, *found.first_bad))
    if found.short:
        what = "row that ends before" if found.short == 1 else "rows that end before"
        what = f"{what} what states their meter, unit or multiplier {'is' if found.short == 1 else 'are'}"
        yield Note("unreadable", "warning", _first(found.short, what, found.first_short))
    if found.footers:
        what = "line without a time is" if found.footers == 1 else "lines without a time are"
        yield Note("unreadable", "info", _first(found.footers, what, *found.first_footer))


def _first(count: int, what: str, line: int, text: str | None = None) -> str:
    """How many of something are left out, and where the first is."""
    shown = "" if text is None else f": '{_plain(text)}'"
    return f"{count:,} {what} left out, the first in line {line}{shown}"


def _plain(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text[:30])
