"""The currents that a station can offer where it offers only some: what is wrong with them, and which are left."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from evsite.codebook.formulas import J1772_MINIMUM_A
from evsite.model.current_steps import LEAST_STEP_A, CurrentSteps, multiples_of
from evsite.model.remedy import REMOVE, Edit, remedy, when
from evsite.rounding import exceeds
from evsite.sitefile import problems
from evsite.sitefile.resolve.context import value_of
from evsite.sitefile.wording import header_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.finding import Path
    from evsite.model.quantity import Quantity
    from evsite.model.remedy import Remedy, Way
    from evsite.sitefile.resolve.context import ResolveContext
    from evsite.sitefile.resolve.station_kind import StationKind


class _StepsTable(Protocol):
    """A table that may say which currents a port can offer."""

    @property
    def current_step(self) -> Quantity | None:
        """The step of them."""

    @property
    def currents(self) -> tuple[float, ...] | None:
        """All of them."""


class StepSlip(NamedTuple):
    """What is wrong with the currents of a table, where, and what would do."""

    message: str
    place: Path
    way: Way | Remedy


def step_slips(
    path: Path, table: _StepsTable, *, dc: bool, least_a: float | None, most_a: float | None
) -> Iterator[StepSlip]:
    """What is wrong with the currents that a table gives.

    Parameters
    ----------
    path
        Where the table stands.
    table
        The table.
    dc
        Whether its stations are DC.
    least_a, most_a
        The least current that the table says a port can offer, and the most that it draws [A]; None where that is not
        known.
    """
    step, currents = table.current_step, table.currents
    keys = [key for key, value in (("current_step", step), ("currents", currents)) if value is not None]
    if len(keys) > 1:
        ways = remedy(*[Edit((*path, key), REMOVE) for key in keys])
        yield StepSlip("has both current_step and currents, which say the same thing", (*path, keys[0]), ways)
        return
    for key in keys if dc else ():
        message = f"{key} is for AC stations, and this one is DC: it offers any current, or whole power modules"
        yield StepSlip(message, (*path, key), Edit((*path, key), REMOVE))
        return
    if step is not None:
        place = (*path, "current_step")
        if exceeds(LEAST_STEP_A, step.value):
            message = f"current_step is {step}, which is finer than a station can be told"
            yield StepSlip(message, place, when(Edit(place, f"{LEAST_STEP_A:g} A"), "or more, or none for any current"))
        elif most_a is not None and not multiples_of(step.value, least_a or step.value, most_a):
            least = f"from {least_a:g} A on" if least_a else "above 0"
            message = (
                f"current_step is {step}, and a port draws at most {most_a:g} A: it could offer no current {least}"
            )
            yield StepSlip(message, place, when(Edit(place, "1 A"), "for instance"))
    if currents is not None:
        place = (*path, "currents")
        if most_a is not None and exceeds(currents[-1], most_a):
            message = f"currents has {currents[-1]:g} A, but a port draws at most {most_a:g} A"
            yield StepSlip(message, place, f"the currents up to {most_a:g} A")
        first_a = J1772_MINIMUM_A if least_a is None else least_a
        if exceeds(first_a, currents[0]):
            whose = "J1772 has no current" if least_a is None else "a port offers no current"
            message = f"currents has {currents[0]:g} A, but {whose} below {first_a:g} A"
            if least_a is not None:
                message += ", its min_current"
            yield StepSlip(message, place, f"the currents from {first_a:g} A on")


def steps_of(
    context: ResolveContext, kind: StationKind, *, least_a: float | None, rated_a: float, max_a: float
) -> CurrentSteps | None:
    """The currents that a port of a table can offer; None where it offers any, or none at all (reported).

    Parameters
    ----------
    context
        Hears what is wrong.
    kind
        What the stations of the table have in common.
    least_a
        The least current that a port can offer [A].
    rated_a, max_a
        What a port is built for, and what its setting or its circuit leaves of that [A].
    """
    table, model = kind.table, kind.model
    step_a, currents = value_of(table.current_step), table.currents or ()
    if step_a is None and not currents and model is not None:
        step_a, currents = model.current_step_a, model.currents_a
    if kind.dc or (step_a is None and not currents):
        return None
    least_a = least_a or 0.0
    if step_a is not None:
        currents = multiples_of(step_a, least_a, rated_a)
    elif table.min_current is None:
        # the list itself says where it begins
        least_a = 0.0
    offered = tuple(a for a in currents if not exceeds(a, rated_a) and not exceeds(least_a, a))
    if offered and not exceeds(offered[0], max_a):
        return CurrentSteps(offered, step_a)
    key = next((key for key in ("current_step", "currents") if getattr(table, key) is not None), "model")
    first = offered or currents
    least = f"offers at least {first[0]:g} A" if first else f"offers steps of {step_a:g} A from {least_a:g} A on"
    message = f"{header_of(kind.path)}: a port {least}, and may draw at most {max_a:g} A: it could never charge"
    context.report(
        problems.WRONG_STATION, message, (*kind.path, key), remedy="a higher setting or breaker, or finer steps"
    )
    return None
