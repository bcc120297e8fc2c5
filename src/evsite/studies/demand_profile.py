"""Demand of a record by month and in all, how long it is at which level, and what it leaves by the hour of the week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.beside_meter import lines_left
from evsite.metering.calendar import months
from evsite.metering.demand import QUARTER_S
from evsite.metering.duration import time_at_levels
from evsite.metering.windows import highest_means
from evsite.metering.zones import day_and_time
from evsite.model.week import DAYS
from evsite.studies.demand_profile_results import Demand, DemandProfile, DurationLevel, LineDemand, MonthDemand

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from evsite.metering.windows import Peak
    from evsite.model.measured import Measured
    from evsite.model.site import Load

_LEVELS = 20


def demand_profile(record: Measured, beside: Iterable[Load], rating_a: float, seasonal_a: float) -> DemandProfile:
    """What a record says of demand.

    Parameters
    ----------
    record
        A meter's record at a node.
    beside
        Loads there that are in no record.
    rating_a
        Of the node [A].
    seasonal_a
        Load on each line that ran at no time of the record [A]; taken off what is left.
    """
    series = record.series
    by_month = months(series)
    begins = [month.start_s for month in by_month[1:]]
    channels = list(record.by_channel)
    # the last sum is that of all lines together
    sums: list[Mapping[str, float]] = [{channel: 1.0} for channel in channels]
    sums += [record.by_channel] if len(channels) > 1 else []
    finer = series.interval_s < QUARTER_S
    sliding = highest_means(series, sums, QUARTER_S, begins)
    by_clock = highest_means(series, sums, QUARTER_S, begins, by_clock=True) if finer else None

    def demand(found: list[Peak | None]) -> Demand | None:
        peaks = [peak for peak in found if peak is not None]
        if len(peaks) < len(found):
            return None
        total_kva = peaks[-1].value * (record.by_channel[channels[0]] if len(channels) == 1 else 1.0)
        return _demand(record, dict(zip(channels, peaks, strict=False)), total_kva, peaks[-1].start_s)

    clock = [None if by_clock is None else demand([each[n] for each in by_clock]) for n in range(len(by_month))]
    return DemandProfile(
        sliding=_demand(record, record.peaks, record.peak_of_all.value, record.peak_of_all.start_s),
        by_clock=None if by_clock is None else demand([_highest(each) for each in by_clock]),
        months=tuple(
            MonthDemand(month.name, month.covered_s / 86_400, demand([each[number] for each in sliding]), clock[number])
            for number, month in enumerate(by_month)
        ),
        standard_time=series.clock is not None,
        duration=_duration(record),
        duration_line=_line(record),
        left_by_hour_a=None if record.assumed else _left_by_hour_a(record, beside, rating_a, seasonal_a),
    )


def _highest(found: list[Peak | None]) -> Peak | None:
    return max((peak for peak in found if peak is not None), key=lambda peak: peak.value, default=None)


def _demand(record: Measured, peaks: Mapping[str, Peak], total_kva: float, start_s: int) -> Demand:
    total_kva = max(0.0, total_kva)
    line_a = record.line_a({channel: peak.value for channel, peak in peaks.items()})
    lines = (
        LineDemand(leg, line_a[leg], _local_time(record, peaks[at].start_s)) for leg, (at, _) in record.by_leg.items()
    )
    return Demand(
        demand_kw=total_kva * (record.power_factor or 1.0) if record.series.unit == "kW" else None,
        demand_kva=None if record.assumed else total_kva,
        peak_local=_local_time(record, start_s),
        lines=() if record.assumed else tuple(lines),
    )


def _local_time(record: Measured, instant_s: int) -> str:
    return day_and_time(instant_s, record.series.clock or record.series.zone)


def _line(record: Measured) -> str | None:
    """The line with the highest demand, of data in amperes by line."""
    if record.series.unit != "A" or list(record.by_channel) == [""]:
        return None
    return max(record.peaks, key=lambda leg: record.peaks[leg].value)


def _duration(record: Measured) -> tuple[DurationLevel, ...]:
    series, line = record.series, _line(record)
    key = f"level_{series.unit.lower()}"
    return tuple(
        DurationLevel(length_s / series.covered_s, length_s / 3600, **{key: level})
        for level, length_s in time_at_levels(series, list(series.channels) if line is None else [line], _LEVELS)
    )


def _left_by_hour_a(
    record: Measured, beside: Iterable[Load], rating_a: float, seasonal_a: float
) -> dict[str, tuple[float | None, ...]]:
    demand_a: dict[int, dict[str, float]] = {}
    for minute, (line_a, _) in record.week.items():
        known = demand_a.setdefault(minute // 60, line_a)
        demand_a[minute // 60] = {leg: max(amps, known[leg]) for leg, amps in line_a.items()}
    others = list(beside)

    def least_a(hour: int) -> float | None:
        if hour not in demand_a:
            return None
        measured_a = {leg: amps + seasonal_a for leg, amps in demand_a[hour].items()}
        return min(line.left_a for line in lines_left(measured_a, others, rating_a))

    return {day: tuple(least_a(24 * place + hour) for hour in range(24)) for place, day in enumerate(DAYS)}
