"""`evsite allocate` for people: who gets what, how full every limit is, and the slots of a rotation."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evsite.allocation.result import MET
from evsite.network.titles import limit_title, limited_by_title
from evsite.output.text import figures
from evsite.output.text.group_rows import RowGroup, group_rows, truncate
from evsite.output.text.names import holder_shape, limit_shape, positions, ranges, summarize_names
from evsite.output.text.port_rows import port_rows
from evsite.output.text.tables import Column, Table
from evsite.output.text.terminal_style import TerminalStyle, assumed, cells, noted, notice, printable
from evsite.rounding import TOLERANCE
from evsite.words import amps, count, kw

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.allocation.result import Allocation, LimitUse, Share, Slot
    from evsite.model.site import Site

_BAR = 10
_STYLES = {"charging": "", "waiting": "yellow"}
"""The style of the row of a port by its state; of all other states it is dim."""
_MOST_SLOTS = 24
"""Of a longer cycle only the first half as many slots are shown."""


def render_allocation(site: Site, allocation: Allocation, terminal: TerminalStyle, *, every: bool = False) -> str:
    """The whole answer as text; `every` lists each port where they would be taken together."""
    parts = [_header(site, allocation, terminal), _ports(site, allocation, terminal, every=every)]
    if allocation.slots:
        parts.append(_slots(site, allocation, terminal, every=every))
    if allocation.limits:
        parts.append(_limits(site, allocation, terminal, every=every))
    parts += [*noted(allocation.notes, terminal), *assumed(site, terminal)]
    parts.append(notice(terminal))
    return "\n\n".join(parts) + "\n"


def _header(site: Site, allocation: Allocation, terminal: TerminalStyle) -> str:
    in_use = sum(share.state != "idle" for share in allocation.shares)
    power = sum(_delivered(share).power_kw for share in allocation.shares)
    rotating = f", in turns of {count(len(allocation.slots), 'slot')}" if allocation.slots else ""
    sentence = (
        f"{in_use:,} of {count(len(allocation.shares), 'port')} in use, policy {allocation.policy}{rotating}, "
        f"{kw(power, digits=2)} to the vehicles{' on average over the cycle' if allocation.slots else ''}"
    )
    return f"{terminal.title(printable(site.name))}\n{terminal.prose(sentence)}"


class _Delivered(NamedTuple):
    """What a port gets: now, or on average over the cycle of a rotation."""

    current_a: float
    power_kw: float
    range_mi_per_h: float


def _delivered(share: Share) -> _Delivered:
    averages = (share.average_current_a, share.average_power_kw, share.average_range_mi_per_h)
    now = (share.current_a, share.power_kw, share.range_mi_per_h)
    return _Delivered(*(present if mean is None else mean for mean, present in zip(averages, now, strict=True)))


def _ports(site: Site, allocation: Allocation, terminal: TerminalStyle, *, every: bool) -> str:
    """A row a port; where ports take turns its numbers are averages, and what it gets in the first slot is beside."""
    order = positions(share.port for share in allocation.shares)
    turns = bool(allocation.slots)
    sets, left = truncate(group_rows(allocation.shares, _share_key, every=every), every=every)
    rows = port_rows([[item.port for item in row_group.items] for row_group in sets], order)
    columns = list(rows.columns)
    average = "average " if turns else ""
    columns += [Column(f"{average}A", "right", title=f"{average}current, A")]
    columns += [Column("kW", "right", title=f"{average}power, kW")]
    columns += [Column("at V", "right", title="at volts", drop=1)]
    columns += [Column("mi/h", "right", title=f"{average}range, mi/h", drop=2)]
    if turns:
        columns += [Column("waits", "right", title="longest wait"), Column("first slot A", "right", drop=4)]
    columns += [Column("state", drop=3, title="state in the first slot" if turns else "state")]
    columns += [Column("limited by", cut="end")]
    table = Table(columns)
    for row_group, names, below in zip(sets, rows.cells, rows.below, strict=True):
        share = row_group.first
        got = _delivered(share)
        values = [*names]
        values += [f"{got.current_a:.2f}", f"{got.power_kw:.2f}", _volts(site, share), f"{got.range_mi_per_h:.1f}"]
        if turns:
            values += [_wait(share), f"{share.current_a:.2f}"]
        limited_by = summarize_names([limited_by_title(site, item.limited_by) for item in row_group.items])
        values += [share.state, limited_by if share.managed else f"{limited_by} (in no group)".strip()]
        table.add(*values, style=_STYLES.get(share.state, "dim"), below=below)
    text = table.render(terminal)
    return f"{text}\nand {count(left, 'port')} more; --all lists them" if left else text


def _share_key(share: Share) -> tuple[object, ...]:
    got = _delivered(share)
    figures_shown = round(got.current_a, 2), round(got.power_kw, 2), round(got.range_mi_per_h, 1), _wait(share)
    return *figures_shown, round(share.current_a, 2), share.state, share.managed, holder_shape(share.limited_by)


def _wait(share: Share) -> str:
    """The longest time without power between two turns."""
    if share.longest_wait_h is None or share.state in {"idle", "done", "offline"}:
        return ""
    return figures.duration(share.longest_wait_h)


def _volts(site: Site, share: Share) -> str:
    return figures.trimmed(site.ports[share.port].voltage_v, 1)


def _limits(site: Site, allocation: Allocation, terminal: TerminalStyle, *, every: bool) -> str:
    sets, left = truncate(group_rows(allocation.limits, _limit_key, every=every), every=every)
    rows = _by_owners(sets, every=every)
    together = len(rows) < len(allocation.limits)
    columns = [Column("limit in the first slot" if allocation.slots else "limit", cut="middle")]
    if together:
        columns.append(Column("number", "right", drop=2))
    columns += [Column("load", "right", drop=3), Column("of", "right"), Column("full", "right")]
    if terminal.width is not None:
        columns.append(Column("", drop=1, title="bar"))
    table = Table(columns)
    for row_group, legs in rows:
        use = row_group.first
        title = summarize_names([limit_title(site, item.limit) for item in row_group.items])
        values = [", ".join([title, *legs])]
        if together:
            values.append(f"{len(row_group.items) * (1 + len(legs)):,}")
        values += [
            *_load_and_limit(use),
            figures.share(use.fullness),
        ]
        if terminal.width is not None:
            values.append(bar(use.fullness, terminal))
        table.add(*values, style="yellow" if use.fullness >= 1 - TOLERANCE else "")
    text = table.render(terminal)
    return f"{text}\nand {count(left, 'limit')} more; --all lists them" if left else text


def _by_owners(sets: list[RowGroup[LimitUse]], *, every: bool) -> list[tuple[RowGroup[LimitUse], list[str]]]:
    """Sets of limits, those that differ in nothing but the conductor shown once, with the other conductors beside."""
    found: dict[object, tuple[RowGroup[LimitUse], list[str]]] = {}
    for row_group in sets:
        first = row_group.first
        owners = tuple(use.limit._replace(leg=None) for use in row_group.items)
        key = first.limit if every or first.limit.leg is None else (owners, *_load_and_limit(first))
        if key in found:
            found[key][1].append(first.limit.leg or "")
        else:
            found[key] = row_group, []
    return list(found.values())


def _limit_key(use: LimitUse) -> tuple[object, ...]:
    return *_load_and_limit(use), limit_shape(use.limit)


def _load_and_limit(use: LimitUse) -> tuple[str, str]:
    unit = "A" if use.load_a is not None else "kW" if use.load_kva is None else "kVA"
    load, limit = (use.load_a, use.limit_a) if unit == "A" else use.power
    return f"{load:.2f} {unit}", f"{limit:.2f} {unit}"


def bar(fullness: float, terminal: TerminalStyle) -> str:
    """A bar of ten cells; full only when the limit is."""
    full = _BAR if fullness >= 1 - TOLERANCE else min(_BAR - 1, int(fullness * _BAR + 0.5))
    sign, rest = ("█", "░") if terminal.unicode else ("#", ".")
    return sign * full + rest * (_BAR - full)


def _slots(site: Site, allocation: Allocation, terminal: TerminalStyle, *, every: bool) -> str:
    order = positions(site.ports)
    few = every or len(allocation.slots) <= _MOST_SLOTS
    shown = allocation.slots if few else allocation.slots[: _MOST_SLOTS // 2]
    side = len(str(len(allocation.slots)))
    cycle_h = sum(slot.length_h for slot in allocation.slots)
    title = f" ({len(allocation.slots):,} in a cycle of {figures.duration(cycle_h)}, then from the start)"
    lines = [terminal.styled("slots", "bold") + title]
    lengths = [figures.duration(slot.length_h) for slot in allocation.slots]
    width = max(map(len, lengths))
    for number, slot in enumerate(shown, 1):
        head = f"  {number:>{side}}  {lengths[number - 1]:>{width}}  "
        lines.append(terminal.prose(head + _slot(slot, order, every=every), " " * cells(head)))
    if len(shown) < len(allocation.slots):
        lines.append(f"  and {count(len(allocation.slots) - len(shown), 'slot')} more; --all lists them")
    if allocation.shorter_slots:
        explanation = (
            f"No slot is longer than {figures.duration(allocation.slot_h or 0.0)}. {allocation.shorter_slots:,} of "
            f"{len(allocation.slots):,} are shorter: not all who are served together have the same part of the time, "
            "or turns under several limits run beside each other."
        )
        lines.append(terminal.prose(f"  {explanation}", "  "))
    if allocation.share_of_bound is not None and allocation.share_of_bound < 1 - MET:
        lines.append(
            terminal.prose(
                f"The least average is {allocation.share_of_bound * 100:.2f} % of what no rotation can exceed.", "  "
            )
        )
    return "\n".join(lines)


def _slot(slot: Slot, order: Mapping[str, int], *, every: bool) -> str:
    """Who is served in one slot: ports at the same current together."""
    by_current: dict[str, list[str]] = {}
    for share in slot.shares:
        by_current.setdefault(amps(share.current_a, digits=2), []).append(share.port)
    most = len(slot.shares) if every else 6
    return "; ".join(
        f"{ranges(sorted(ports, key=order.__getitem__), order, most=most)} at {current}"
        + (" each" if len(ports) > 1 else "")
        for current, ports in by_current.items()
    )
