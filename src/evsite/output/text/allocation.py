"""`evsite allocate` for people: who gets what, how full every limit is, and the slots of a rotation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.network.titles import limit_title, limited_by_title
from evsite.output.text import figures
from evsite.output.text.group_rows import group_rows, truncate
from evsite.output.text.names import holder_shape, limit_shape, positions, ranges, summarize_names
from evsite.output.text.tables import Column, Table
from evsite.output.text.terminal_style import Look, assumed, cells, noted, notice, printable
from evsite.rounding import TOLERANCE
from evsite.words import count

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.allocation.result import Allocation, LimitUse, Share, SlotShare
    from evsite.model.site import Site

_BAR = 10
_FEW_LIMITS = 12
"""Above this many limits those that are equally full are told together."""
_MOST_SLOTS = 24
"""Of a longer cycle only the first half as many slots are shown."""


def render_allocation(site: Site, allocation: Allocation, look: Look, *, every: bool = False) -> str:
    """The whole answer as text; `every` lists each port where they would be taken together."""
    parts = [_header(site, allocation, look), _ports(site, allocation, look, every=every)]
    if allocation.slots:
        parts.append(_slots(site, allocation, look, every=every))
    if allocation.limits:
        parts.append(_limits(site, allocation, look, every=every))
    parts += [*noted(allocation.notes, look), *assumed(site, look)]
    parts.append(notice(look))
    return "\n\n".join(parts) + "\n"


def _header(site: Site, allocation: Allocation, look: Look) -> str:
    in_use = sum(share.state != "idle" for share in allocation.shares)
    power = sum(share.power_kw for share in allocation.shares)
    rotating = f", in turns of {count(len(allocation.slots), 'slot')}" if allocation.slots else ""
    sentence = (
        f"{in_use:,} of {count(len(allocation.shares), 'port')} in use, policy {allocation.policy}{rotating}, "
        f"{figures.kilowatts(power)} to the vehicles{' in the first slot' if allocation.slots else ''}"
    )
    return f"{look.styled(printable(site.name), 'bold')}\n{look.prose(sentence)}"


def _ports(site: Site, allocation: Allocation, look: Look, *, every: bool) -> str:
    order = positions(share.port for share in allocation.shares)
    averages = any(share.average_current_a is not None for share in allocation.shares)
    sets, left = truncate(group_rows(allocation.shares, _share_key, every=every), every=every)
    together = any(len(alike.items) > 1 for alike in sets)
    columns = [Column("ports" if together else "port", wrap=together)]
    if together:
        columns.append(Column("number", "right"))
    columns += [Column("A", "right", title="current, A"), Column("kW", "right", title="power, kW")]
    columns += [Column("at V", "right", title="at volts", drop=1), Column("mi/h", "right", title="range, mi/h", drop=2)]
    if averages:
        columns.append(Column("average A", "right"))
    columns += [Column("state", drop=3), Column("limited by", wrap=True)]
    table = Table(columns)
    for alike in sets:
        share = alike.first
        values = [ranges([item.port for item in alike.items], order)]
        if together:
            values.append(f"{len(alike.items):,}")
        values += [
            f"{share.current_a:.2f}",
            f"{share.power_kw:.2f}",
            _volts(site, share),
            f"{share.range_mi_per_h:.1f}",
        ]
        if averages:
            values.append("" if share.average_current_a is None else f"{share.average_current_a:.2f}")
        limited_by = summarize_names([limited_by_title(site, item.limited_by) for item in alike.items])
        values += [share.state, limited_by if share.managed else f"{limited_by} (in no group)".strip()]
        table.add(*values, style="" if share.state == "charging" else "dim")
    text = table.render(look)
    return f"{text}\nand {count(left, 'port')} more; --all lists them" if left else text


def _share_key(share: Share) -> tuple[object, ...]:
    average = None if share.average_current_a is None else round(share.average_current_a, 2)
    figures_shown = round(share.current_a, 2), round(share.power_kw, 2), round(share.range_mi_per_h, 1), average
    return *figures_shown, share.state, share.managed, holder_shape(share.limited_by)


def _volts(site: Site, share: Share) -> str:
    return figures.trimmed(site.ports[share.port].voltage_v, 1)


def _limits(site: Site, allocation: Allocation, look: Look, *, every: bool) -> str:
    sets, left = truncate(group_rows(allocation.limits, _limit_key, every=every, few=_FEW_LIMITS), every=every)
    together = any(len(alike.items) > 1 for alike in sets)
    columns = [Column("limit", wrap=True)]
    if together:
        columns.append(Column("number", "right", drop=2))
    columns += [Column("load", "right", drop=3), Column("of", "right"), Column("full", "right")]
    if look.width is not None:
        columns.append(Column("", drop=1, title="bar"))
    table = Table(columns)
    for alike in sets:
        use = alike.first
        values = [summarize_names([limit_title(site, item.limit) for item in alike.items])]
        if together:
            values.append(f"{len(alike.items):,}")
        values += [
            _quantity(use.load_a, use.power[0]),
            _quantity(use.limit_a, use.power[1]),
            figures.share(use.fullness),
        ]
        if look.width is not None:
            values.append(bar(use.fullness, look))
        table.add(*values, style="bold" if use.fullness >= 1 - TOLERANCE else "")
    text = table.render(look)
    return f"{text}\nand {count(left, 'limit')} more; --all lists them" if left else text


def _limit_key(use: LimitUse) -> tuple[object, ...]:
    figures_shown = _quantity(use.load_a, use.power[0]), _quantity(use.limit_a, use.power[1])
    return *figures_shown, limit_shape(use.limit)


def _quantity(amperes: float | None, kilowatts: float | None) -> str:
    return f"{amperes:.2f} A" if amperes is not None else f"{kilowatts:.2f} kW"


def bar(fullness: float, look: Look) -> str:
    """A bar of ten cells; full only when the limit is."""
    full = _BAR if fullness >= 1 - TOLERANCE else min(_BAR - 1, int(fullness * _BAR + 0.5))
    sign, rest = ("█", "░") if look.unicode else ("#", ".")
    return sign * full + rest * (_BAR - full)


def _slots(site: Site, allocation: Allocation, look: Look, *, every: bool) -> str:
    order = positions(site.ports)
    few = every or len(allocation.slots) <= _MOST_SLOTS
    shown = allocation.slots if few else allocation.slots[: _MOST_SLOTS // 2]
    side = len(str(len(allocation.slots)))
    lines = [look.styled("slots", "bold") + f" ({len(allocation.slots):,} in a cycle, then from the start)"]
    for number, slot in enumerate(shown, 1):
        head = f"  {number:>{side}}  "
        lines.append(look.prose(head + _slot(slot, order, every=every), " " * cells(head)))
    if len(shown) < len(allocation.slots):
        lines.append(f"  and {count(len(allocation.slots) - len(shown), 'slot')} more; --all lists them")
    return "\n".join(lines)


def _slot(slot: tuple[SlotShare, ...], order: Mapping[str, int], *, every: bool) -> str:
    """Who is served in one slot: ports at the same current together."""
    by_current: dict[str, list[str]] = {}
    for share in slot:
        by_current.setdefault(figures.amps(share.current_a), []).append(share.port)
    most = len(slot) if every else 6
    return "; ".join(
        f"{ranges(sorted(ports, key=order.__getitem__), order, most=most)} at {current}"
        + (" each" if len(ports) > 1 else "")
        for current, ports in by_current.items()
    )
