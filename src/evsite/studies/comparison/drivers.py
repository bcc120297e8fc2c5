"""The same drivers in two designs: who is full in each, and what the power costs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from evsite.model.policy import POLICY_NAMES
from evsite.studies.comparison.driver_results import DesignDrivers, DriversComparison, DriversNote, MonthCosts
from evsite.studies.service.bills import bills
from evsite.studies.service.service_level import interval_over_days, service_report
from evsite.studies.simulation.results import AS_DESIGNED
from evsite.studies.simulation.simulate import simulate
from evsite.words import enumeration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from evsite.model.sessions import SessionSet
    from evsite.model.site import Site
    from evsite.studies.simulation.port_pool import WaitBy
    from evsite.tariffs.bill_results import Bill
    from evsite.tariffs.model import Tariff

_FEW = 5


class PortsMissingError(ValueError):
    """Sessions come to ports that one of the designs does not have."""


@dataclass(frozen=True, slots=True)
class SharedPorts:
    """How sessions share ports; `number` is how many, the first of each design, and None all of them."""

    number: int | None = None
    wait_by: WaitBy | None = None
    move_when_full: bool = False


def site_of_both(before: Site, after: Site) -> Site:
    """The first design with the stations and ports that only the second has, for the names in a file of sessions.

    Parameters
    ----------
    before
        The first design.
    after
        The second.
    """
    stations = {**after.stations, **before.stations}
    return replace(before, stations=stations, ports={**after.ports, **before.ports})


def sessions_by_design(
    sessions: SessionSet, sites: tuple[Site, Site], port_after: Mapping[str, str]
) -> tuple[SessionSet, SessionSet]:
    """The sessions with the names that ports have in each design.

    Parameters
    ----------
    sessions
        As they were read.
    sites
        Both designs.
    port_after
        The port of the second design by that of the first which it is.

    Raises
    ------
    PortsMissingError
        Some come to ports that are not in both.
    """
    named = dict.fromkeys(session.port for session in sessions.sessions if session.port is not None)
    if all(name in sites[0].ports for name in named):
        missing = [name for name in named if name not in port_after]
        names: tuple[Mapping[str, str], Mapping[str, str]] = {name: name for name in named}, port_after
        side = "second"
    else:
        port_before = {other: one for one, other in port_after.items()}
        missing = [name for name in named if name not in port_before]
        names, side = (port_before, {name: name for name in named}), "first"
        if any(name not in sites[1].ports for name in named):
            side = "other"
    if missing:
        few = enumeration(missing[:_FEW]) + (f" and {len(missing) - _FEW:,} more" if len(missing) > _FEW else "")
        raise PortsMissingError(f"sessions come to {few}, and the {side} design has no such port")
    return _renamed(sessions, names[0]), _renamed(sessions, names[1])


def _renamed(sessions: SessionSet, names: Mapping[str, str]) -> SessionSet:
    renamed = tuple(
        session if session.port is None else replace(session, port=names[session.port]) for session in sessions.sessions
    )
    return replace(sessions, sessions=renamed)


def compare_drivers(
    sites: tuple[Site, Site],
    sessions: tuple[SessionSet, SessionSet],
    *,
    shared: SharedPorts | None = None,
    tariff: Tariff | None = None,
    jobs: int = 1,
    on_progress: Callable[[float], None] | None = None,
) -> DriversComparison:
    """Play the same sessions in two designs, each as it is designed.

    Parameters
    ----------
    sites
        Both designs.
    sessions
        The sessions by the names of each design.
    shared
        How ports are shared; None where each session comes to its own, or to any where it names none.
    tariff
        What power costs.
    jobs
        How many processes to play in, as for `simulate`.
    on_progress
        Hears the share of the work that is done.

    Returns
    -------
    DriversComparison
        What `simulate` says of each design, and the bill by month.

    Raises
    ------
    UndatedError
        There is a tariff, and the sessions have no dates.
    """

    def side(number: int) -> DesignDrivers:
        def tell(share: float) -> None:
            if on_progress is not None:
                on_progress((number + share) / 2)

        return _played(sites[number], sessions[number], shared, tariff, jobs=jobs, on_progress=tell)

    before, after = side(0), side(1)
    return DriversComparison(
        before=before,
        after=after,
        months=tuple(_months(before.bill, after.bill)),
        notes=(
            *_notes(sessions[0].notes, sessions[1].notes),
            *_notes(before.report.notes, after.report.notes),
        ),
    )


def _played(
    site: Site,
    sessions: SessionSet,
    shared: SharedPorts | None,
    tariff: Tariff | None,
    **work: Any,  # noqa: ANN401 - how simulate works
) -> DesignDrivers:
    pool = None if shared is None else tuple(site.ports)[: shared.number]
    how = SharedPorts() if shared is None else shared
    result = simulate(
        site,
        sessions,
        policies=[AS_DESIGNED],
        pool=pool,
        wait_by=how.wait_by,
        move_when_full=how.move_when_full,
        **work,
    )
    costs = None if tariff is None else bills(result, tariff)
    used = {group.policy for group in site.groups.values()}
    anywhere = pool is not None or any(session.port is None for session in sessions.sessions)
    return DesignDrivers(
        report=service_report(result, bills=costs, interval=interval_over_days),
        policies=tuple(name for name in POLICY_NAMES if name in used),
        shared_ports=(len(site.ports) if pool is None else len(pool)) if anywhere else None,
    )


def _notes(before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[DriversNote]:
    yield from (DriversNote("both" if note in after else "before", note) for note in before)
    yield from (DriversNote("after", note) for note in after if note not in before)


def _months(before: Bill | None, after: Bill | None) -> Iterator[MonthCosts]:
    """Every month of both bills, in order."""
    sides = [{month.month: month for month in (() if bill is None else bill.months)} for bill in (before, after)]
    for name in sorted({*sides[0], *sides[1]}):
        yield MonthCosts(name, sides[0].get(name), sides[1].get(name))
