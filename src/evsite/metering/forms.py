"""Which of the general forms a table has that was read by the names of its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.metering.errors import DataError, OptionValue
from evsite.metering.layouts import layouts

if TYPE_CHECKING:
    from evsite.metering.layouts.model import Layout
    from evsite.metering.options import ReadingOptions
    from evsite.metering.plans import TablePlan


def form_of(plan: TablePlan, *, dated_above: bool = False) -> Layout:
    """The general form of a table; `dated_above` shows that its dates stand in lines above the rows."""
    return layouts()[_name(plan, dated_above=dated_above)]


def _name(plan: TablePlan, *, dated_above: bool) -> str:
    time = plan.time
    if plan.form == "days":
        return "day-rows"
    if dated_above:
        return "day-blocks"
    if any(kind.roles or kind.separate for kind in plan.kinds):
        return "long"
    if time.period is not None:
        return "period"
    if time.number is not None:
        return "date-and-hour"
    if any(value.role == "received" for value in plan.values):
        return "delivered-and-received"
    if time.end is not None:
        return "start-and-end"
    return "stamps" if time.date is None else "date-and-time"


def require_form(form: Layout, options: ReadingOptions) -> None:
    """Refuse a file that has another form than the one that was said.

    Raises
    ------
    DataError
        It has.
    """
    if options.layout is not None and options.layout != form.name:
        raise DataError(
            f"this is no file of the form '{options.layout}', but of '{form.name}': {form.title.lower()}",
            about="layout",
            ways_out=(OptionValue("layout", form.name),),
        )
