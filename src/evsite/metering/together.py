"""Several meters as one: their currents added, quarter of an hour by quarter of an hour."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from evsite.metering.demand import QUARTER_S, quarter_hours
from evsite.metering.errors import DataError
from evsite.metering.series import Gap, IntervalSeries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    ByLeg = Mapping[str, tuple[str, float]]


def add_currents(records: Sequence[tuple[IntervalSeries, ByLeg]], legs: Sequence[str]) -> IntervalSeries:
    """Several meters added up, as far as all of them have data.

    Parameters
    ----------
    records
        Each with, for every leg that it describes, the channel and the amperes of one unit there.
    legs
        The legs of the sum.

    Raises
    ------
    DataError
        They have no time in common.
    """
    quarters = [quarter_hours(series) for series, _ in records]
    common = reduce(np.intersect1d, (each.start_s for each in quarters))
    if not len(common):
        raise DataError("the data of the loads has no time in common")
    totals = {leg: np.zeros(len(common)) for leg in legs}
    for (_, by_leg), each in zip(records, quarters, strict=True):
        place = np.searchsorted(each.start_s, common)
        for leg, (channel, factor) in by_leg.items():
            totals[leg] += np.maximum(0.0, each.channels[channel][place] * factor)
    ends = common[:-1] + QUARTER_S
    gaps = [Gap(ends.item(place), common.item(place + 1)) for place in np.flatnonzero(common[1:] > ends)]
    every = [series for series, _ in records]
    return IntervalSeries(
        source=", ".join(series.source for series in every),
        unit="A",
        start_s=common,
        seconds=np.full(len(common), QUARTER_S, dtype=np.int64),
        channels=totals,
        zone=every[0].zone,
        gaps=tuple(gaps),
        notes=tuple(note for series in every for note in series.notes if note.topic != "gap"),
        generation=any(series.generation for series in every),
        clock=every[0].clock,
    )
