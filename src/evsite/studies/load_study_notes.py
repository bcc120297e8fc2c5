"""What a load study has to say about its record, and the table that it proposes."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from evsite.codebook.editions import section
from evsite.codebook.formulas import MONTH_DAYS, YEAR_DAYS
from evsite.metering.note import Note
from evsite.model.tree import children_of, way_down
from evsite.rounding import ceil_to, floor_to
from evsite.toml_text import document, header
from evsite.words import enumeration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.distribution import Supply
    from evsite.model.finding import Path
    from evsite.model.site import Site
    from evsite.studies.load_study_results import LoadStudy, Record


def notes_of(site: Site, study: LoadStudy, record: Record) -> tuple[Note, ...]:
    """Everything to know about the study, the gravest first."""
    found = [
        *_verdict(study),
        *_length(study),
        *_generation(site, study, record),
        *_amperes(study, record),
        *_resolution(study),
        *_season(study, record),
        *_surroundings(site, study, record),
        *record.load.series.notes,
    ]
    order = ("error", "warning", "info")
    return tuple(sorted(found, key=lambda note: order.index(note.severity)))


def _verdict(study: LoadStudy) -> Iterator[Note]:
    worst = study.worst
    if worst is None:
        return
    if worst.left_a < 0:
        other = f" + {worst.other_a:.1f} A of other load" if worst.other_a else ""
        total = f"{worst.factored_a + worst.other_a:.1f} A"
        message = f"1.25 x {worst.demand_a:.1f} A{other} is {total}, above the {study.rating_a:g} A of '{study.node}'"
        yield Note("no-room", "error", f"nothing is left for vehicles: {message}")
        return
    tight = min(study.lines, key=lambda line: line.left_a - line.vehicles_a)
    if not tight.vehicles_a:
        return
    if not study.fits:
        message = f"vehicles can draw {tight.vehicles_a:.1f} A on phase {tight.leg}, {_down(tight.left_a)} A are left"
        by_metering = ""
        if study.fits_by_metering:
            where = section("existing-load", study.nec)
            by_metering = f"; {where} alone has room for them, the overcurrent device has not"
        yield Note("does-not-fit", "error", f"{message}: hold their group to {_down(tight.left_a)} A{by_metering}")


def _length(study: LoadStudy) -> Iterator[Note]:
    where = section("existing-load", study.nec)
    days = f"{study.days:.1f} days"
    if study.basis == "too short":
        yield Note(
            "record-length", "error", f"{days} of data: {where} asks for a year, its exception for {MONTH_DAYS} days"
        )
    elif study.basis == "30 days":
        message = (
            f"{days} of data: less than {YEAR_DAYS}, so the 30-day exception of {where} is used; ask the authority"
        )
        yield Note("record-length", "warning", message)
        if study.gaps:
            yield Note("continuity", "warning", "the exception asks for continuous recording, and the record has gaps")
    if study.missing_share > 0.05:
        yield Note("missing", "warning", f"{study.missing_share:.1%} of the record is missing; the peak may be in it")
    if study.basis != "too short" and study.covered_days < MONTH_DAYS:
        covered = f"{study.covered_days:.1f} days"
        yield Note("record-length", "error", f"only {covered} have data: {where} asks for {MONTH_DAYS} days at least")


def _generation(site: Site, study: LoadStudy, record: Record) -> Iterator[Note]:
    metered = [each for supply in _supplies(site, study.node) if (each := supply.metered) is not None]
    said = {
        "has_generation": [site.settings.has_generation, *(each.generation for each in metered)],
        "peak_shaving": [site.settings.peak_shaving, *(each.peak_shaving for each in metered)],
    }
    generation = any(said["has_generation"]) or record.load.series.generation
    what = [*(["generation"] if generation else []), *(["peak shaving"] if any(said["peak_shaving"]) else [])]
    if what and study.basis != "year":
        message = f"the 30-day exception may not be used with {' and '.join(what)}: record a year"
        yield Note("generation", "error", message)
    elif what:
        message = f"with {' and '.join(what)} the meter sees less than the load: measure the load itself"
        yield Note("generation", "warning", message)
    elif study.basis != "year":
        unsaid = [key for key, values in said.items() if all(value is None for value in values)]
        if unsaid:
            keys = " and ".join(f"{key} = false" for key in unsaid)
            message = f"the exception holds only without generation and peak shaving: say {keys} in [site]"
            yield Note("generation", "warning", message)


def _supplies(site: Site, node: str) -> list[Supply]:
    return [site.supplies[name] for name in site.way_up(node) if name in site.supplies]


def _amperes(study: LoadStudy, record: Record) -> Iterator[Note]:
    if record.load.assumed:
        message = "not checked: a rating in A needs power_factor for data in kW; 1.0 would not be the safe side"
        yield Note("power-factor", "warning", message)
    if record.load.balanced:
        severity = "info" if study.basis == "year" else "warning"
        message = "the data is a total, spread evenly here: the exception asks for the most loaded phase"
        yield Note("balance", severity, message)  # type: ignore[arg-type]
    if record.load.series.unit == "A" and list(record.load.series.channels) == [""] and len(study.lines) > 1:
        yield Note("one-current", "info", "one current for all lines: taken for that of the most loaded one")


def _resolution(study: LoadStudy) -> Iterator[Note]:
    if study.interval_min > 60:
        yield Note("interval", "error", f"means over {study.interval_min:g} min say nothing about 15-minute demand")
    elif study.interval_min > 15:
        message = f"means over {study.interval_min:g} min hide 15-minute peaks: the demand may be higher"
        yield Note("interval", "warning", message)


def _season(study: LoadStudy, record: Record) -> Iterator[Note]:
    if record.seasonal_a:
        yield Note("season", "info", f"{record.seasonal_a:g} A on each line were added for the season")
    elif study.basis != "year":
        message = (
            "load of other seasons, the larger of heating and cooling, has to be in the record or added (--seasonal)"
        )
        yield Note("season", "warning", message)


def _tables_below(site: Site, node: str) -> set[Path]:
    """The tables of the stations that hang below a node."""
    below = set(way_down(children_of(site.supplies, site.panels, site.circuits), node))
    return {station.path for station in site.stations.values() if not below.isdisjoint(station.circuits)}


def _surroundings(site: Site, study: LoadStudy, record: Record) -> Iterator[Note]:
    if record.beside:
        names = ", ".join(load.name for load in record.beside[:6])
        yield Note("other-load", "info", f"not in the record and added as they stand in the file: {names}")
    elif not record.loads and site.loads:
        yield Note("other-load", "info", "loads of the file are taken as part of what the meter saw")
    below = _tables_below(site, study.node)
    for assumption in site.assumptions:
        if not below.isdisjoint(assumption.tables):
            yield Note("assumed", "info", assumption.note)
    if site.ports:
        yield Note("vehicles", "info", "vehicles that charged while the meter ran are counted twice")
    yield Note(
        "conditions",
        "info",
        "the building must have been in use, the feeder protected by 240.4 and a service by 230.90",
    )


def _down(amps: float) -> str:
    return f"{floor_to(max(0.0, amps), 0.1):g}"


# --- the table to paste -------------------------------------------------------------------------------------------


def snippet_of(site: Site, node: str, record: Record) -> str:
    """A [loads] table with the demand of the record; `continuous = true` makes it count 125 %.

    It has the name of a load that the record has in it, to go in its place.
    """
    data = record.load.series
    only = record.loads[0] if len(record.loads) == 1 else None
    replaced = record.loads or record.seen
    name = replaced[0].name if replaced else _free_name(site)
    load: dict[str, object] = {"on": node if only is None else only.on}
    comments = [f"highest 15 minutes in {data.days:.1f} days of {_plain(data.source)}"]
    if replaced:
        tables = enumeration([header("loads", each.name) for each in replaced])
        comments.insert(0, f"in place of {_plain(tables)}, which {'is' if len(replaced) == 1 else 'are'} in the record")
    factor = record.load.power_factor
    if data.unit == "kW" and not record.seasonal_a and list(data.channels) == [""]:
        load["power"] = f"{_up(record.load.peak_power_kva() * (factor or 1.0))} kW"
        if record.load.assumed:
            comments.append("add power_factor as measured, 0.9 for example: without it amperes come out too few")
        else:
            load["power_factor"] = factor
    elif record.load.assumed:
        load["power"] = f"{_up(record.load.peak_power_kva())} kW"
        comments.append("add power_factor as measured, 0.9 for example: without it amperes come out too few")
    else:
        load["current"] = f"{_up(max(record.load.peak_line_a().values()) + record.seasonal_a)} A"
        if record.seasonal_a:
            comments[0] += f", with {record.seasonal_a:g} A for the season"
    load["continuous"] = True
    comments.append("continuous = true counts 125 %, as existing demand does")
    meter = None if only is None else only.data
    if meter is not None and data.unit == "kW" and factor is not None and not record.load.assumed:
        load["power_factor"] = factor
    if meter is not None:
        # the record stays, for what it says about hours
        kept = {"data": meter.files} | asdict(meter.options)
        load |= {key: _value(value) for key, value in kept.items() if value}
    return "".join(f"# {comment}\n" for comment in comments) + document({"loads": {name: load}})


def _value(value: object) -> object:
    return value if not isinstance(value, tuple) else value[0] if len(value) == 1 else list(value)


def _up(value: float) -> str:
    """Rounded up to a tenth: a demand is not made smaller."""
    return f"{ceil_to(value, 0.1):.1f}"


def _free_name(site: Site) -> str:
    name, number = "building", 2
    while name in site.loads:
        name, number = f"building-{number}", number + 1
    return name


def _plain(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)[:80]
