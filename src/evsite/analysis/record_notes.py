"""One verdict on a meter's record, the same for every command: what there is to know before a demand is taken from it.

An error says that the record cannot carry a load study (NEC 220.87, 120.87 in 2026), a warning what is doubtful, the
rest how it was read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.analysis.rated_node import NoRatingError, rated_node
from evsite.codebook.editions import section
from evsite.codebook.formulas import MONTH_DAYS, YEAR_DAYS
from evsite.metering.note import Note
from evsite.words import amps, days, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evsite.model.distribution import Supply
    from evsite.model.limit_id import LimitId
    from evsite.model.measured import Measured
    from evsite.model.record_length import RecordLength
    from evsite.model.site import Site

LOWEST_SHARE, HIGHEST_SHARE = 0.01, 1.5
"""Peaks outside of these shares of the rating of the node are hardly of the load there."""
_SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class RecordNotes:
    """A load with a record, and all that there is to know about the record, the gravest first.

    `on` is where it was taken, `source` the files. `counts` is what it counts for: the demand of the load, or its hours
    alone, where a current or power is given beside it.
    """

    load: str
    on: str
    source: str
    counts: str
    notes: tuple[Note, ...]

    @property
    def unfit(self) -> bool:
        """Whether the record cannot carry a load study."""
        return any(note.severity == "error" for note in self.notes)


def site_records(site: Site) -> tuple[RecordNotes, ...]:
    """The records of the loads of a site."""
    return tuple(
        RecordNotes(
            load.name,
            load.on,
            load.measured.series.source,
            "demand" if load.recorded else "hours",
            record_notes(site, load.on, load.measured),
        )
        for load in site.loads.values()
        if load.measured is not None
    )


@dataclass(frozen=True, slots=True)
class UnfitLoads:
    """Loads that count by a record which cannot carry a load study: nothing is established where they are.

    `nodes` are those that they are on, and all that feeds these.
    """

    loads: tuple[str, ...] = ()
    nodes: frozenset[str] = frozenset()

    def bear_on(self, site: Site, limit: LimitId) -> bool:
        """Whether a limit has such load beside what it limits."""
        group = site.groups.get(limit.owner) if limit.kind == "group" else None
        return (limit.owner if group is None else group.on) in self.nodes

    @property
    def words(self) -> str:
        """Whose record it is, and what follows."""
        whose = listed(self.loads, "and")
        records = f"records of {whose}" if len(self.loads) > 1 else f"record of {whose}"
        return f"not established: the {records} cannot carry a load study (EV131)"


def unfit_loads(site: Site, records: Iterable[RecordNotes]) -> UnfitLoads:
    """The loads of a site that count by a record which cannot carry a load study."""
    unfit = [each for each in records if each.unfit and each.counts == "demand"]
    nodes = frozenset(node for each in unfit for node in site.way_up(each.on))
    return UnfitLoads(tuple(each.load for each in unfit), nodes)


def record_notes(site: Site, node: str, record: Measured, *, seasonal_a: float = 0.0) -> tuple[Note, ...]:
    """Everything to know about a record, the gravest first.

    Parameters
    ----------
    site
        The site.
    node
        The supply, panel or circuit that it was taken at.
    record
        The record on the lines there.
    seasonal_a
        What is added on each line for heating or cooling that did not run [A].
    """
    return by_severity(
        [
            *length_notes(site, record.length),
            *_generation(site, node, record),
            *_resolution(record.length),
            *_peak(site, node, record),
            *_season(record.length, seasonal_a),
            *record.notes,
        ]
    )


def by_severity(notes: Iterable[Note]) -> tuple[Note, ...]:
    """The gravest first, each once."""
    return tuple(sorted(dict.fromkeys(notes), key=lambda note: _SEVERITIES.index(note.severity)))


def length_notes(site: Site, length: RecordLength) -> Iterator[Note]:
    """Whether a record is long enough, and how much of it is missing."""
    where, basis = section("existing-load", site.nec), length.basis
    long = days(length.days)
    if basis == "too short":
        message = f"{long} of data: {where} asks for a year, its exception for {MONTH_DAYS} days"
        yield Note("record-length", "error", message)
    elif basis == "30 days":
        message = (
            f"{long} of data: less than {YEAR_DAYS}, so the {MONTH_DAYS}-day exception of {where} is used; "
            "ask the authority"
        )
        yield Note("record-length", "warning", message)
        if length.gaps:
            yield Note("continuity", "warning", "the exception asks for continuous recording, and the record has gaps")
    if length.missing_share > 0.05:
        yield Note("missing", "warning", f"{length.missing_share:.1%} of the record is missing; the peak may be in it")
    if basis != "too short" and not length.covers(MONTH_DAYS):
        message = f"only {days(length.covered_days)} have data: {where} asks for {MONTH_DAYS} days at least"
        yield Note("record-length", "error", message)


def _generation(site: Site, node: str, record: Measured) -> Iterator[Note]:
    metered = [each for supply in _supplies(site, node) if (each := supply.metered) is not None]
    values_by_key = {
        "has_generation": [site.settings.has_generation, *(each.generation for each in metered)],
        "peak_shaving": [site.settings.peak_shaving, *(each.peak_shaving for each in metered)],
    }
    generation = any(values_by_key["has_generation"]) or record.series.generation
    what = [*(["generation"] if generation else []), *(["peak shaving"] if any(values_by_key["peak_shaving"]) else [])]
    year = record.length.basis == "year"
    if what and not year:
        message = f"the {MONTH_DAYS}-day exception may not be used with {' and '.join(what)}: record a year"
        yield Note("generation", "error", message)
    elif what:
        message = f"with {' and '.join(what)} the meter sees less than the load: measure the load itself"
        yield Note("generation", "warning", message)
    elif not year:
        not_stated = [key for key, values in values_by_key.items() if all(value is None for value in values)]
        if not_stated:
            keys = " and ".join(f"{key} = false" for key in not_stated)
            message = f"the exception holds only without generation and peak shaving: say {keys} in [site]"
            yield Note("generation", "warning", message)


def _supplies(site: Site, node: str) -> list[Supply]:
    return [site.supplies[name] for name in site.way_up(node) if name in site.supplies]


def _resolution(length: RecordLength) -> Iterator[Note]:
    interval_min = length.interval_s / 60
    if interval_min > 60:
        yield Note("interval", "error", f"means over {interval_min:g} min say nothing about 15-minute demand")
    elif interval_min > 15:
        message = f"means over {interval_min:g} min hide 15-minute peaks: the demand may be higher"
        yield Note("interval", "warning", message)


def _peak(site: Site, node: str, record: Measured) -> Iterator[Note]:
    """A peak that is hardly that of the load: far below or above what the node is rated for."""
    rated = _rated(site, node)
    if rated is None:
        return
    name, rating_a = rated
    line_a = record.peak_line_a()
    peak_a = max(line_a.values())
    share = peak_a / rating_a
    if LOWEST_SHARE <= share <= HIGHEST_SHARE:
        return
    values_by_key = amps(peak_a)
    if record.series.unit != "A":
        power_kva = record.peak_power_kva()
        unit, power = ("kW", power_kva * record.power_factor) if record.power_factor else ("kVA", power_kva)
        values_by_key = f"{power:,.4g} {unit}, {values_by_key}"
    if record.assumed:
        values_by_key += " at power factor 1.0"
    most = f"below {LOWEST_SHARE:.0%}" if share < LOWEST_SHARE else f"above {HIGHEST_SHARE:.0%}"
    message = f"the highest 15 minutes are {values_by_key}, {most} of the {amps(rating_a)} of '{name}'"
    yield Note("peak", "warning", f"{message}: look at the unit, the multiplier and the column")


def _rated(site: Site, node: str) -> tuple[str, float] | None:
    """The node, or the next one up at its voltage, that has a rating [A]."""
    for name in site.way_up(node):
        if site.system_at(name) != site.system_at(node):
            return None
        try:
            return name, rated_node(site, name)[2]
        except NoRatingError:
            continue
    return None


def _season(length: RecordLength, seasonal_a: float) -> Iterator[Note]:
    if seasonal_a:
        yield Note("season", "info", f"{seasonal_a:g} A on each line were added for the season")
    elif length.basis != "year":
        message = "load of other seasons, the larger of heating and cooling, has to be in the record or added"
        yield Note("season", "warning", f"{message} (evsite load-study --seasonal)")
