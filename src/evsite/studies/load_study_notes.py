"""What a load study has to say about its record, and the table that it proposes."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from evsite.analysis.record_notes import by_severity, length_notes, record_notes
from evsite.codebook.editions import section
from evsite.metering.note import Note
from evsite.model.tree import children_of, way_down
from evsite.rounding import ceil_to, floor_to
from evsite.toml_text import document, header
from evsite.words import days, enumeration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.finding import Path
    from evsite.model.site import Site
    from evsite.studies.load_study_results import LoadStudy, Record


def notes_of(site: Site, study: LoadStudy, record: Record, about_record: tuple[Note, ...]) -> tuple[Note, ...]:
    """Everything to know about the study, the gravest first; `about_record` is what there is to know of its record."""
    return by_severity([*_verdict(study, about_record), *about_record, *_surroundings(site, study, record)])


def notes_of_record(site: Site, node: str, record: Record) -> tuple[Note, ...]:
    """What there is to know about what was recorded: of each record where it was taken, as a check says it.

    Of several meters that are added up, how long all of them ran is reported besides.
    """
    if not record.loads:
        return record_notes(site, node, record.load, seasonal_a=record.seasonal_a)
    several = len(record.loads) > 1
    notes: list[Note] = []
    for load in record.loads:
        assert load.measured is not None
        alone = record.load.series is load.measured.series
        found = record_notes(site, load.on, record.load if alone else load.measured, seasonal_a=record.seasonal_a)
        notes += [replace(note, message=f"{load.name}: {note.message}") for note in found] if several else found
    if several:
        notes += [replace(note, message=f"together: {note.message}") for note in length_notes(site, record.load.length)]
    return by_severity(notes)


def _verdict(study: LoadStudy, about_record: tuple[Note, ...]) -> Iterator[Note]:
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
        if any(note.severity == "error" for note in about_record):
            yield Note("does-not-fit", "error", f"{message} at most")
            return
        by_metering = ""
        if study.fits_by_metering:
            where = section("existing-load", study.nec)
            by_metering = f"; {where} alone has room for them, the overcurrent device has not"
        yield Note("does-not-fit", "error", f"{message}: hold their group to {_down(tight.left_a)} A{by_metering}")


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
    comments = [f"highest 15 minutes in {days(data.days)} of {_plain(data.source)}"]
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
