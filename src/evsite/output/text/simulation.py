"""`evsite simulate` for people: how many leave with what they need, then the policies side by side, and what holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.policy_words import policy_words
from evsite.output.text.figures import share
from evsite.output.text.service_plots import render_power, render_served
from evsite.output.text.service_tables import (
    bills_by_policy,
    by_month,
    energy,
    energy_by_policy,
    lifted_limits,
    limits_by_policy,
    port_waits,
    share_or_dash,
    spread_by_policy,
    times_by_policy,
)
from evsite.output.text.terminal_style import assumed, noted, notice, printable
from evsite.rounding import exceeds
from evsite.studies.simulation.results import AS_DESIGNED
from evsite.words import count, enumeration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from evsite.model.sessions import LeftOut
    from evsite.model.site import Site
    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.studies.service.results import Interval, ServiceLevel, ServiceReport

_QUANTILES = (
    "P5, P50 and P95 are percentiles over sessions, interpolated linearly; who never plugs in counts with 0 kWh"
)

_INTERVALS = (
    "over days: between these lie 90 % of shares when as many days are drawn anew from those played, with replacement; "
    "with few days that is too narrow, and it knows nothing of other drivers"
)


def render_simulation(
    site: Site, report: ServiceReport, terminal: TerminalStyle, *, shown: str | None = None, every: bool = False
) -> str:
    """The service level under every policy.

    Parameters
    ----------
    site
        The site.
    report
        The service level.
    terminal
        Where it is shown.
    shown
        The policy whose hours and days are drawn; the site's own one without it, or the first.
    every
        List every limit.
    """
    parts = [_head(site, report, terminal)]
    if report.sessions.sessions and report.policies:
        parts.append("\n".join(_headlines(site, report, terminal)))
        parts += filter(None, (make(report, terminal) for make in (energy_by_policy, spread_by_policy)))
        parts += filter(None, (make(report, terminal) for make in (times_by_policy, port_waits, by_month)))
        parts += filter(None, [limits_by_policy(site, report, terminal, every=every)])
        parts += filter(None, [lifted_limits(report, terminal)])
        parts += filter(None, [bills_by_policy(report, terminal)])
        level = shown_level(site, report, shown)
        parts += [*render_power(level, terminal), *render_served(level, terminal)]
    parts.append("\n".join(_notes(site, report, terminal)))
    parts.append("\n".join(_trade_offs(report, terminal)))
    return "\n\n".join([*filter(None, parts), notice(terminal)]) + "\n"


def _head(site: Site, report: ServiceReport, terminal: TerminalStyle) -> str:
    sessions, show = report.sessions.sessions, report.sessions.calendar.show
    ports, used = count(len(site.ports), "port"), report.shared_ports
    at = ports if used is None or used >= len(site.ports) else f"{used:,} of {ports}"
    sentence = f"{count(len(sessions), 'session')} at {at}"
    if sessions and report.end_s is not None:
        first_s = min(session.arrive_s for session in sessions)
        sentence += f", {show(first_s)} to {show(report.end_s)}"
    return f"{terminal.title(printable(site.name))}\n{terminal.prose(sentence)}"


# --- the answer -------------------------------------------------------------------------------------------------------


def _headlines(site: Site, report: ServiceReport, terminal: TerminalStyle) -> Iterator[str]:
    """A line for each policy, then what was wanted, possible and recorded."""
    lines = [
        (_policy_words(site, level), headline_words(level, in_short=place > 0))
        for place, level in enumerate(report.policies)
    ]
    lines += _beside(report)
    side = max(len(word) for word, _ in lines) + 2
    for word, words in lines:
        yield terminal.prose(f"  {word:<{side}}{words}", " " * (side + 2))


def _policy_words(site: Site, level: ServiceLevel) -> str:
    """A policy in short; the one by which the site shares is marked."""
    own = {group.policy for group in site.groups.values()} == {level.policy}
    return policy_words(level.policy).short + (" (this site)" if own else "")


def headline_words(level: ServiceLevel, *, in_short: bool = False) -> str:
    """The answer: "1,029 of 1,129 drivers who could be full leave full (91 %); 28,830 of 30,939 kWh possible".

    Parameters
    ----------
    level
        The service level under one policy.
    in_short
        Only the numbers, below a line that says what they are.
    """
    tally = level.tally
    if not tally.stated:
        words = "" if in_short else " possible at full speed"
        delivered = _of(tally.unstated_energy_kwh, tally.unstated_possible_kwh)
        return f"{delivered}{words}{_in_brackets(tally.unstated_of_possible)}"
    delivered = _of(tally.energy_kwh, tally.possible_kwh) + ("" if in_short else " possible")
    if not tally.can_be_full:
        nobody = "" if in_short else "nobody could be full even alone at full speed; "
        return f"{nobody}{delivered}{_in_brackets(tally.energy_of_possible)}"
    words = f"{tally.full:,} of {tally.can_be_full:,}"
    if not in_short:
        leave = "leaves" if tally.full == 1 else "leave"
        words = f"{tally.full:,} of {count(tally.can_be_full, 'driver')} who could be full {leave} full"
    interval = interval_words(level.intervals.get("full_of_possible"), in_short=in_short)
    return f"{words} ({share_or_dash(tally.full_of_possible)}{interval}); {delivered}"


def interval_words(interval: Interval | None, *, in_short: bool = False) -> str:
    """A confidence interval behind a share: ", 88 to 93 % over days"."""
    if interval is None:
        return ""
    low, high = share(interval.low), share(interval.high)
    words = high if low == high else f"{low.removesuffix(' %')} to {high}"
    return f", {words}" if in_short else f", {words} over days"


def _of(part_kwh: float, whole_kwh: float) -> str:
    """A part of an energy; the two never read alike where they differ."""
    part, whole = energy(part_kwh, whole_kwh), energy(whole_kwh, whole_kwh)
    if part == whole and exceeds(whole_kwh, part_kwh):
        part, whole = f"{part_kwh:,.2f}", f"{whole_kwh:,.2f}"
    return f"{part} of {whole} kWh"


def _in_brackets(value: float | None) -> str:
    """A share behind its part and its whole; nothing where the whole is nothing."""
    return "" if value is None else f" ({share(value)})"


def _beside(report: ServiceReport) -> Iterator[tuple[str, str]]:
    """What was wanted and could be had, what the file says was delivered, and who states no energy."""
    tally = report.policies[0].tally
    possible = report.possible
    if tally.stated and possible is not None:
        percent = share(min(1.0, possible.possible_kwh / tally.wanted_kwh)) if tally.wanted_kwh else "-"
        could = f"{possible.can_be_full:,} of {count(tally.stated, 'driver')} could be full"
        words = f"{energy(tally.wanted_kwh, tally.wanted_kwh)} kWh, of which {percent} could be had alone at full speed"
        yield "wanted", f"{words}; {could}"
    recorded = report.policies[0].recorded
    if recorded is not None:
        got = f"{energy(recorded.recorded_kwh, recorded.recorded_kwh)} kWh by the file"
        whose = "all sessions" if recorded.sessions == tally.sessions else f"{recorded.sessions:,} of the sessions"
        yield "recorded", f"{got} for {whose}, under the management that was there"
    if tally.unstated and tally.stated:
        yield "no amount", unstated_words(report)


def unstated_words(report: ServiceReport, *, in_short: bool = True) -> str:
    """How many sessions state no energy, and what they get under each policy, by its short name or its full one."""
    number = report.policies[0].tally.unstated
    states = "states no energy and is" if number == 1 else "state no energy and are"
    each = []
    for level in report.policies:
        name, got_kwh = policy_words(level.policy), level.tally.unstated_energy_kwh
        each.append(f"{name.short if in_short else name.title} {energy(got_kwh, got_kwh)}")
    return f"{count(number, 'session')} {states} counted apart: {(', ' if in_short else '; ').join(each)} kWh"


# --- what is drawn and noted ------------------------------------------------------------------------------------------


def shown_level(site: Site, report: ServiceReport, shown: str | None = None) -> ServiceLevel:
    """The policy that is drawn: the one that was asked for, else that of the site, else the first."""
    name = shown_policy(site, [level.policy for level in report.policies], shown)
    return next(level for level in report.policies if level.policy == name)


def shown_policy(site: Site, played: Sequence[str], shown: str | None = None) -> str:
    """The same of names of policies, of which there is at least one."""
    designed = {group.policy for group in site.groups.values()}
    own = {AS_DESIGNED} if len(designed) != 1 else {AS_DESIGNED, *designed}
    return shown if shown in played and shown is not None else next((name for name in played if name in own), played[0])


def _notes(site: Site, report: ServiceReport, terminal: TerminalStyle) -> Iterator[str]:
    yield from noted(left_out_words(report.sessions.left_out), terminal)
    rules = [_QUANTILES] if report.sessions.sessions else []
    rules += [_INTERVALS] if any(level.intervals for level in report.policies) else []
    notes = (*report.sessions.notes, *report.notes, *rules)
    yield from noted(notes, terminal)
    yield from assumed(site, terminal)


def _trade_offs(report: ServiceReport, terminal: TerminalStyle) -> Iterator[str]:
    """What each policy is good for, under the name that the tables have and its full one."""
    for policy in (policy_words(level.policy) for level in report.policies):
        if policy.trade_off is None:
            continue
        title = "" if policy.title == policy.short else f" ({policy.title})"
        yield terminal.prose(f"{policy.short}{title}: {policy.trade_off}", "  ")


def left_out_words(left_out: Iterable[LeftOut], noun: str = "session") -> Iterator[str]:
    """Rows of files that are not taken as they stand, with the first few of them."""
    for each in left_out:
        mark = "; " if any(", " in example for example in each.examples) else ", "
        examples = f" ({mark.join([*each.examples, *(['...'] if each.count > len(each.examples) else [])])})"
        files = f" of {enumeration([*map(printable, each.files)])}" if each.files else ""
        yield f"{count(each.count, noun)}{files}: {each.reason}{examples if each.examples else ''}"
