"""`evsite compare-policies` for people: the policies side by side at one moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.allocation.policies import COMPARED, policy_named
from evsite.output.text import figures
from evsite.output.text.group_rows import group_rows, truncate
from evsite.output.text.names import positions
from evsite.output.text.port_rows import port_rows
from evsite.output.text.tables import Column, Table
from evsite.output.text.terminal_style import TerminalStyle, assumed, notice, printable
from evsite.words import count

if TYPE_CHECKING:
    from evsite.model.site import Site
    from evsite.studies.policy_results import PolicyComparison, PolicyOutcome, PolicyShare


def render_policies(site: Site, comparison: PolicyComparison, terminal: TerminalStyle, *, every: bool = False) -> str:
    """One moment under every policy."""
    shares = comparison.outcomes[0].shares
    sentence = f"{len(shares):,} of {count(len(site.ports), 'port')} in use, one moment under each policy"
    parts = [f"{terminal.title(printable(site.name))}\n{terminal.prose(sentence)}"]
    if shares:
        parts.append(_moment_ports(comparison, terminal, every=every))
        parts.append(_moment_policies(comparison, terminal))
    parts += [*assumed(site, terminal), _trade_offs(terminal), notice(terminal)]
    return "\n\n".join(parts) + "\n"


def _moment_ports(comparison: PolicyComparison, terminal: TerminalStyle, *, every: bool) -> str:
    rows = list(zip(*(outcome.shares for outcome in comparison.outcomes), strict=True))
    order = positions(row[0].port for row in rows)
    sets, left = truncate(group_rows(rows, _row_key, every=every), every=every)
    port_table = port_rows([[row[0].port for row in row_group.items] for row_group in sets], order)
    columns = list(port_table.columns)
    for outcome in comparison.outcomes:
        policy = policy_named(outcome.policy)
        columns.append(Column(f"{policy.short} A", "right", title=f"{policy.title} (A)"))
        columns.append(Column("kW", "right", title=f"{policy.title} (kW)", drop=1))
    columns.append(Column("who waits", cut="end"))
    table = Table(columns)
    for row_group, cells, below in zip(sets, port_table.cells, port_table.below, strict=True):
        values = [*cells]
        for share in row_group.first:
            values += [f"{share.current_a:.2f}", f"{share.power_kw:.2f}"]
        table.add(*values, _waits(comparison, row_group.first), below=below)
    text = table.render(terminal)
    return f"{text}\nand {count(left, 'port')} more; --all lists them" if left else text


def _row_key(row: tuple[PolicyShare, ...]) -> tuple[object, ...]:
    return tuple(
        (round(share.current_a, 2), round(share.power_kw, 2), share.state, _rounded(share.longest_wait_h))
        for share in row
    )


def _rounded(wait_h: float | None) -> float | None:
    return None if wait_h is None else round(wait_h, 3)


def _waits(comparison: PolicyComparison, row: tuple[PolicyShare, ...]) -> str:
    """How this vehicle waits; policies under which it waits alike are shown together."""
    by_words: dict[str, list[str]] = {}
    for outcome, share in zip(comparison.outcomes, row, strict=True):
        words = _state(outcome, share)
        if words:
            by_words.setdefault(words, []).append(policy_named(outcome.policy).short)
    return "; ".join(f"{', '.join(policies)}: {words}" for words, policies in by_words.items())


def _state(outcome: PolicyOutcome, share: PolicyShare) -> str:
    if share.state == "waiting":
        in_line = policy_named(outcome.policy).in_order and outcome.total_power_kw > 0
        return "waits for others" if in_line else "gets nothing now"
    if share.state == "turns":
        return f"turns, up to {figures.duration(share.longest_wait_h or 0.0)} without power"
    return share.state if share.state in {"done", "offline"} else ""


def _moment_policies(comparison: PolicyComparison, terminal: TerminalStyle) -> str:
    table = Table(
        [
            Column("policy"),
            Column("total kW", "right"),
            Column("least A", "right"),
            Column("least kW", "right", drop=1),
            Column("waiting", "right", title="waiting, vehicles"),
            Column("longest wait"),
        ]
    )
    for outcome in comparison.outcomes:
        table.add(
            policy_named(outcome.policy).title,
            f"{outcome.total_power_kw:.2f}",
            f"{outcome.least.current_a:.2f}",
            f"{outcome.least.power_kw:.2f}",
            f"{len(outcome.waiting):,}",
            longest_wait(outcome, comparison.slot_h),
            style="yellow" if outcome.waiting else "",
        )
    return table.render(terminal)


def longest_wait(outcome: PolicyOutcome, slot_h: float) -> str:
    """How long a vehicle may be without power under a policy, with the slots of a rotation."""
    if outcome.longest_wait_h is None:
        in_line = policy_named(outcome.policy).in_order and outcome.total_power_kw > 0
        return "until others finish" if in_line else "for as long as this holds"
    if not outcome.slots:
        return "-"
    return f"{figures.duration(outcome.longest_wait_h)} ({outcome.slots} slots of up to {figures.duration(slot_h)})"


def _trade_offs(terminal: TerminalStyle) -> str:
    lines = [terminal.prose(f"{policy.title}: {policy.trade_off}", "  ") for policy in COMPARED]
    return "\n".join(lines)
