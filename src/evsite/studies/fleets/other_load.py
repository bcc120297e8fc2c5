"""Other load that the meter of the site counts beside the vehicles, where it is known step by step."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.model.moments import measured, site_at
from evsite.words import enumeration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from evsite.model.quantity import Quantity
    from evsite.model.site import Site
    from evsite.studies.fleets.steps import Steps

    Floats = NDArray[np.float64]


def other_load(site: Site, steps: Steps, given: Mapping[str, Quantity]) -> tuple[Floats, list[str]]:
    """What other loads draw in each step, at most [kW], and what is left out.

    Known are loads with a profile or a record, and those that are given; kVA are counted as kW. What is only a rating
    says how much a load may draw, not what it draws.

    Parameters
    ----------
    site
        The site.
    steps
        The steps, and the states that each of them meets.
    given
        Uncontrolled load by node all the while.
    """
    known = {name: load for name, load in site.loads.items() if load.profile or load.recorded}
    unknown = [name for name, load in site.loads.items() if name not in known and load.on not in given]
    metered = replace(site, loads=known)
    by_state = []
    for minute in steps.minutes:
        moment = site_at(metered, minute, by_record=True)
        moment = measured(moment, given) if given else moment
        by_state.append(sum(load.power_kva for load in moment.loads.values()))
    power_kw = np.zeros(len(steps.hours))
    np.maximum.at(power_kw, steps.block_step, np.array(by_state)[steps.block_state])
    notes = []
    if unknown:
        notes.append(
            f"demand charges count no load of {enumeration(unknown)}: the site file does not say when how much is drawn"
        )
    return power_kw, notes
