"""What a report says is proved: the guarantee of every driver, and that nothing can be overloaded, or by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.network.titles import limit_title, unit_of
from evsite.output.text import figures
from evsite.output.text.group_rows import group_rows, truncate
from evsite.output.text.names import count_words, holder_shape, positions, ranges
from evsite.output.text.port_rows import port_rows
from evsite.output.text.tables import Column, Table
from evsite.output.text.terminal_style import TerminalStyle, printable
from evsite.proofs.offline.results import WithOffline
from evsite.rounding import TOLERANCE
from evsite.words import amps, count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evsite.model.site import Site
    from evsite.proofs.equipment import EquipmentLoad
    from evsite.proofs.guarantee import Guarantee
    from evsite.proofs.offline import FallbackLoad
    from evsite.studies.results import PortReport, SiteReport

_FEW = 6
"""So many conductors that can be overloaded are shown one by one."""


def render_proofs(site: Site, report: SiteReport, terminal: TerminalStyle, *, every: bool = False) -> str:
    """Guarantees that differ from the full house, those beside offline stations, and the greatest loads."""
    premise = "" if report.premise is None else terminal.prose(f"the proofs assume that {printable(report.premise)}")
    parts = [
        premise,
        _guarantees(report, terminal, every=every),
        _beside_offline(site, report, terminal, every=every),
        _overloads(site, report, terminal),
    ]
    return "\n\n".join(part for part in parts if part)


def _differs(report: SiteReport, port: PortReport) -> bool:
    found = report.guarantees.get(port.port)
    return found is not None and found.current_a < port.all_in_use.current_a * (1 - TOLERANCE)


def _guarantees(report: SiteReport, terminal: TerminalStyle, *, every: bool) -> str:
    if not report.guarantees:
        return ""
    title = terminal.styled("guaranteed", "bold")
    lower = [port for port in report.ports if _differs(report, port)]
    whose = "no port" if len(report.guarantees) == len(report.ports) else "no port in a group"
    if not lower:
        words = "over every occupancy, and whatever the other vehicles take, "
        words += f"{whose} gets less than with every port in use"
        if any(port.all_in_use.longest_wait_h is not None for port in report.ports):
            words += "; a vehicle that takes less than its turns offer gets less"
        return f"{title}\n" + terminal.prose(f"  proved: {words}", "    ")
    words = "over every occupancy, and whatever the other vehicles take; the others get what is shown above"
    bounds = {port.port: report.guarantees[port.port] for port in lower}
    table = _bounds_table(report, lower, bounds, terminal, every=every)
    return "\n".join([title, terminal.prose(f"  {words}", "    "), table])


def _bounds_table(
    report: SiteReport,
    lower: Sequence[PortReport],
    bounds: Mapping[str, Guarantee] | Mapping[str, WithOffline],
    terminal: TerminalStyle,
    *,
    every: bool,
) -> str:
    """What ports get at least, by name; those alike in a row, with what they get with every port in use or beside."""
    order = positions(port.port for port in report.ports)

    def key(port: PortReport) -> tuple[object, ...]:
        found = bounds[port.port]
        figures_shown = round(found.current_a, 2), round(found.least_found_a, 2), found.exact, port.voltage_v
        if isinstance(found, WithOffline):
            return *figures_shown, len(found.offline)
        return *figures_shown, round(port.all_in_use.current_a, 2), holder_shape(found.limit)

    offline = isinstance(bounds[lower[0].port], WithOffline)
    sets, left = truncate(group_rows(lower, key, every=every), every=every)
    rows = port_rows([[item.port for item in row_group.items] for row_group in sets], order)
    table = Table(
        [
            *rows.columns,
            *([] if offline else [Column("all in use A", "right", drop=1)]),
            Column("at least A", "right"),
            Column("kW", "right", title="at least kW"),
            Column("at V", "right", title="at volts", drop=2),
            Column("proof"),
            Column("with these offline" if offline else "with these in use", cut="end"),
        ]
    )
    for row_group, cells, below in zip(sets, rows.cells, rows.below, strict=True):
        port = row_group.first
        found = bounds[port.port]
        who = found.offline if isinstance(found, WithOffline) else found.witness
        table.add(
            *cells,
            *([] if offline else [f"{port.all_in_use.current_a:.2f}"]),
            f"{found.current_a:.2f}",
            f"{found.current_a * port.kw_per_a:.2f}",
            figures.trimmed(port.voltage_v, 1),
            "exact" if found.exact else f"bound; {found.least_found_a:.2f} seen",
            _in_words(report, [name for name in who if name != port.port] if offline else who),
            below=below,
        )
    text = table.render(terminal)
    return f"{text}\nand {count(left, 'port')} more; --all lists them" if left else text


def _beside_offline(site: Site, report: SiteReport, terminal: TerminalStyle, *, every: bool) -> str:
    """Whether fallbacks fit, and what they take from whom."""
    if not report.fallbacks:
        return ""
    over = [load for load in report.fallbacks if not load.fits]
    lines = [terminal.styled("stations offline at their fallback", "bold")]
    if not over and any(report.unfit.bear_on(site, load.limit) for load in report.fallbacks):
        words = f"whether all of them together fit every limit is {report.unfit.words}"
        lines.append(terminal.prose(f"  {printable(words)}", "    "))
    elif not over:
        beside = "" if len(report.guarantees) == len(report.ports) else ", beside ports in no group at their rating"
        words = f"proved: all of them together, and every set of them{beside}, fit every limit"
        lines.append(terminal.prose(f"  {words} at every time of the week", "    "))
    for load in over[:_FEW]:
        unit = unit_of(site, load.limit, load.unit)
        drawn = f"{figures.trimmed(load.load, 1)} of {figures.trimmed(load.allowed, 1)} {unit}"
        lines.append(terminal.prose(f"  too much: offline stations put up to {drawn} on {_named(site, load)}", "    "))
    if len(over) > _FEW:
        lines.append(f"  and {len(over) - _FEW:,} more limits")
    lower = [port for port in report.ports if _lowered(report, port)]
    if not lower:
        words = "no mix of offline and online stations lowers what is guaranteed"
        lines.append(terminal.prose(f"  proved: {words}", "    "))
        return "\n".join(lines)
    lines.append(terminal.prose("  what is left of the guarantee in the worst mix; the others keep theirs", "    "))
    mixes = {name: found.with_offline for name, found in report.guarantees.items() if found.with_offline is not None}
    lines.append(_bounds_table(report, lower, mixes, terminal, every=every))
    return "\n".join(lines)


def _lowered(report: SiteReport, port: PortReport) -> bool:
    found = report.guarantees.get(port.port)
    return found is not None and found.with_offline is not None and found.with_offline.lowers(found.current_a)


def _in_words(report: SiteReport, ports: Sequence[str]) -> str:
    if len(ports) == len(report.ports):
        return "every port"
    if len(ports) <= 4:
        return ", ".join(printable(name) for name in ports)
    pairs = {port.port: port.phases or "-" for port in report.ports}
    return f"{len(ports)} ports: {count_words(pairs[name] for name in ports)}"


def _overloads(site: Site, report: SiteReport, terminal: TerminalStyle) -> str:
    if not report.equipment:
        return ""
    over = [load for load in report.equipment if load.overloaded]
    unknown = [load for load in report.equipment if not load.overloaded and not load.safe]
    offline = [
        load for load in report.equipment if load.offline_adds and load.with_offline > load.allowed * (1 + TOLERANCE)
    ]
    lines = []
    if over:
        lines.append(terminal.styled("can be overloaded", "bold"))
        lines += [terminal.prose(f"  {_shown(site, load)}", "    ") for load in over[:_FEW]]
        if len(over) > _FEW:
            lines.append(f"  and {len(over) - _FEW:,} more")
    elif any(report.unfit.bear_on(site, load.limit) for load in report.equipment):
        lines.append(terminal.styled("overload", "bold"))
        words = f"whether equipment can be overloaded is {report.unfit.words}"
        lines.append(terminal.prose(f"  {printable(words)}", "    "))
    else:
        lines.append(terminal.styled("overload" if unknown or offline else "nothing can be overloaded", "bold"))
        lines += [terminal.prose("  no overload was found", "    ")] if unknown else _fullest(site, report, terminal)
    lines += [
        terminal.prose(
            f"  not {'proved' if load.enforced else 'known'}: {_named(site, load)} carries {_of(load)} at most; "
            f"{load.reached:.1f} seen",
            "    ",
        )
        for load in unknown[:_FEW]
    ]
    lines += [
        terminal.prose(
            f"  with stations offline {_named(site, load)} may carry up to {_of(load, load.with_offline)}",
            "    ",
        )
        for load in offline[:_FEW]
    ]
    if len(offline) > _FEW:
        lines.append(f"  and {len(offline) - _FEW:,} more with stations offline")
    return "\n".join(lines)


def _fullest(site: Site, report: SiteReport, terminal: TerminalStyle) -> list[str]:
    """The fullest conductor that a group keeps whole, and the fullest of those that only ratings do."""
    lines = []
    for enforced, ground in (
        (True, "proved over every occupancy and demand: the fullest conductor"),
        (False, "with every port in no group at its rating the fullest conductor"),
    ):
        loads = [load for load in report.equipment if load.enforced is enforced]
        if not loads:
            continue
        fullest = max(loads, key=lambda load: load.fullness)
        words = "at most" if fullest.exact else "below"
        text = f"  {ground} is {_named(site, fullest)}, {words} {_of(fullest)}, {figures.share(fullest.fullness)}"
        lines.append(terminal.prose(text, "    "))
    return lines


def _named(site: Site, load: EquipmentLoad | FallbackLoad) -> str:
    return printable(limit_title(site, load.limit))


def _of(load: EquipmentLoad, most: float | None = None) -> str:
    unit = "A" if load.unit == "A" else "kVA"
    return f"{figures.trimmed(load.greatest if most is None else most, 1)} of {figures.trimmed(load.allowed, 1)} {unit}"


def _shown(site: Site, load: EquipmentLoad) -> str:
    unit = "A" if load.unit == "A" else "kVA"
    sets = group_rows(list(load.witness), lambda entry: round(entry[1], 2), every=False)
    with_whom = "; ".join(
        f"{ranges([name for name, _ in s.items], positions(site.ports))} at {amps(s.first[1], digits=2)}" for s in sets
    )
    carried = f"{figures.trimmed(load.witness_load, 1)} of {figures.trimmed(load.allowed, 1)} {unit}"
    return f"with {with_whom} {_named(site, load)} carries {carried}; {figures.trimmed(load.reached, 1)} at worst"
