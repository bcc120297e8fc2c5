"""Vehicles for people: the list, what they can take of a port, and what a mix of them gets."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from evsite.output.text import figures
from evsite.output.text.tables import Column, Table
from evsite.words import amps, count, enumeration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.site import Site
    from evsite.model.vehicles import Vehicle
    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.studies.vehicles import ListedVehicles, MixRow, MixTable

_MOST_NAMED = 6


def listed_sentence(vehicles: ListedVehicles) -> str:
    """Whether vehicles can take what a port can give: "most vehicles cannot take 80 A: 61 of the 66 listed"."""
    wanted, half = amps(vehicles.current_a, digits=2), amps(vehicles.median_current_a, digits=2)
    where = "evsite catalog vehicles lists them"
    if not vehicles.unable:
        return f"every one of the {vehicles.listed} listed vehicles can take {wanted} ({where})"
    part = "most" if 2 * vehicles.unable > vehicles.listed else "some"
    return (
        f"{part} vehicles cannot take {wanted}: {vehicles.unable} of the {vehicles.listed} listed; half of all listed "
        f"take {half} or less ({where})"
    )


def render_mix(site: Site, mix: MixTable, terminal: TerminalStyle) -> str:
    """What vehicles of a mix get at every number of them, evenly spread."""
    table = Table(
        [
            Column("vehicles", "right"),
            Column("least A", "right"),
            Column("kW", "right"),
            Column("at V", "right", drop=2),
            Column("mi/h", "right"),
            Column("port", drop=3),
            Column("taken by", drop=1, cut="end"),
            Column("get all they take", "right"),
        ]
    )
    for row in mix.rows:
        table.add(*_mix_row(site, row))
    text = f"{terminal.prose(_mix_words(mix))}\n{table.render(terminal)}"
    if any(after.vehicles > before.vehicles + 1 for before, after in pairwise(mix.rows)):
        text += "\n" + terminal.prose("with a mix some numbers of vehicles are shown, not every one")
    return text


def _mix_words(mix: MixTable) -> str:
    if len(mix.parts) > _MOST_NAMED:
        parts = f"{count(len(mix.parts), 'kind')} of vehicles"
    else:
        parts = enumeration([f"{part.share_percent:.3g} % {part.name}" for part in mix.parts])
    return (
        f"with a mix of {parts}, evenly spread over the ports; a vehicle that gets all that it takes is held back by "
        "nothing but itself"
    )


def _mix_row(site: Site, row: MixRow) -> list[str]:
    return [
        f"{row.vehicles:,}",
        f"{row.current_a:.2f}",
        f"{row.power_kw:.2f}",
        figures.trimmed(site.ports[row.port].voltage_v, 1),
        f"{row.range_mi_per_h:.1f}",
        row.port,
        row.vehicle,
        f"{row.satisfied:,}",
    ]


def render_vehicles(vehicles: Sequence[Vehicle], terminal: TerminalStyle) -> str:
    """The list of vehicles, one a line, and how each is known."""
    table = Table(
        [
            Column("vehicle"),
            Column("name", cut="end", drop=4),
            Column("years", drop=3),
            Column("type", drop=2),
            Column("takes A", "right", title="most that it takes on AC, A"),
            Column("charger kW", "right", drop=1),
            Column("starts at A", "right", drop=5),
            Column("mi/kWh", "right", drop=6),
            Column("known", title="how it is known"),
        ]
    )
    for each in vehicles:
        table.add(
            each.vehicle,
            each.name,
            each.years,
            each.type,
            figures.trimmed(each.max_current_a, 1) + ("*" if each.current_from_power else ""),
            _number(each.onboard_power_kw),
            _number(each.min_current_a),
            _number(each.miles_per_kwh),
            {"seen-in-source": "source", "epa-seen": "EPA", "from-knowledge": "unsure"}[each.confidence],
        )
    words = (
        f"{count(len(vehicles), 'vehicle')}; * the charger's power at 240 V; known: source = read in a source, EPA = "
        "its consumption was read in EPA data, unsure = from general knowledge; --format json has the source of each"
    )
    paragraphs = [words]
    if len(vehicles) == 1 and vehicles[0].not_read:
        paragraphs.append(f"not read in a document: {enumeration([_TITLES[each] for each in vehicles[0].not_read])}")
    return "\n\n".join([table.render(terminal), *map(terminal.prose, paragraphs)]) + "\n"


_TITLES = {
    "onboard_power_kw": "its charger's kW",
    "max_current_a": "the amperes that it takes",
    "min_current_a": "the amperes that it starts at",
    "miles_per_kwh": "its miles per kWh",
}


def _number(value: float | None) -> str:
    return "-" if value is None else figures.trimmed(value, 2)
