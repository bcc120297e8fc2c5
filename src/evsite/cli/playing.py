"""What commands that play sessions ask for alike: policies, ports that are shared, the tariff, files that are read."""

from __future__ import annotations

import os
from difflib import get_close_matches
from typing import TYPE_CHECKING

from evsite.cli.console import refuse
from evsite.cli.files import give_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.cli.options import Color
    from evsite.cli.selection import Selection
    from evsite.model.sessions import SessionSet
    from evsite.model.site import Site
    from evsite.studies.service.bills import UndatedError
    from evsite.studies.simulation.results import SimulationResult
    from evsite.tariffs.bill_results import Bill
    from evsite.tariffs.model import Tariff

_MANY, _MANY_BOUNDED = 5_000, 500
"""So many sessions are worth processes of their own where they are played, and where perfect foresight is bounded."""


def read_once(names: Iterable[str | None]) -> list[str]:
    """What is wrong with files that are named, as standard input is there once."""
    twice = [name for name in names if name == "-"][1:]
    return ["standard input (-) can be read only once"] if twice else []


def pool_options(ports: int | None, waitlist: str | None, *, move_when_full: bool) -> dict[str, bool]:
    """The options about ports that are shared, and whether they are given."""
    return {"--ports": ports is not None, "--waitlist": waitlist is not None, "--move-when-full": move_when_full}


def tariff_of(source: str, color: Color) -> Tariff:
    """The tariff that is meant; one that cannot be read ends the command."""
    from evsite.model.finding import SiteFileError
    from evsite.sitefile.tariffs.load import load_tariff

    try:
        return load_tariff(source)
    except SiteFileError as error:
        give_up(error, color)


def bills_of(result: SimulationResult, prices: Tariff) -> dict[str, Bill]:
    """What the power costs by policy; sessions without dates end the command."""
    from evsite.studies.service.bills import UndatedError, bills

    try:
        return bills(result, prices)
    except UndatedError as error:
        refuse([undated_words(error)])


def undated_words(error: UndatedError) -> str:
    """Why sessions cannot be billed, and what helps."""
    return f"--tariff: {error}; with --drivers, --start and --zone give dates"


def policies_of(named: list[str] | None, selection: Selection) -> Sequence[str]:
    """The policies that are asked for, each once; every one without any."""
    from evsite.allocation.policies import policy_named
    from evsite.studies.simulation.results import AS_DESIGNED
    from evsite.studies.simulation.simulate import SIMULATED_NAMES

    if not named:
        return SIMULATED_NAMES
    found: dict[str, None] = {}
    for name in named:
        if name == AS_DESIGNED:
            found[name] = None
            continue
        try:
            found[policy_named(name).name] = None
        except ValueError:
            selection.problems.append(
                f"--policy: found {name!r}; {_policy_hint(name, (*SIMULATED_NAMES, AS_DESIGNED))}"
            )
    return tuple(found)


def _policy_hint(name: str, known: Sequence[str]) -> str:
    """What helps somebody whose policy is none."""
    several = [part.strip() for part in name.split(",")]
    if len(several) > 1 and set(several) <= set(known):
        return f"each is named by itself: {' '.join(f'--policy {part}' for part in several)}"
    if name.strip().casefold() == "all":
        return "all are played without --policy"
    near = get_close_matches(name, known, 1)
    return f"did you mean {near[0]}?" if near else f"expected {', '.join(known)}"


def pool_of(
    site: Site, ports: int | None, waitlist: str | None, selection: Selection, *, move_when_full: bool
) -> tuple[str, ...] | None:
    """The ports that sessions share; None where each comes to its own."""
    if ports is not None and ports > len(site.ports):
        selection.problems.append(f"--ports: found {ports:,}, and the site has {len(site.ports):,}")
    if ports is None and waitlist is None and not move_when_full:
        return None
    return tuple(site.ports)[:ports]


def usual_jobs(played: SessionSet, *, bounded: bool = False) -> int:
    """How many processes play sessions where nobody says: one for few, which are played before another has begun.

    `bounded` sessions are not played: what they could have had is worked out.
    """
    return (os.cpu_count() or 1) if len(played.sessions) >= (_MANY_BOUNDED if bounded else _MANY) else 1
