"""Who leaves full at designs of `evsite size`, and what was simulated to find the least that serves enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.text.tables import Column, Table
from evsite.output.text.terminal_style import noted
from evsite.studies.sizing.served_results import percent_words
from evsite.words import amps, count, format_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.studies.sizing.served_results import ServedAnswer, ServedShare, ServedTry

_MOST_BELOW = 3
"""So many designs that serve too few are shown on ratings below the least one that does; JSON has all."""
_MOST_WITHOUT = 5
_OVER_DAYS = (
    "over days: between these lie 90 % of shares when as many days are drawn anew from those simulated, with "
    "replacement; with few days that is too narrow, and it knows nothing of other drivers"
)


def served_words(served: ServedShare, percent: float) -> str:
    """Who leaves full: "949 of 990 drivers who could be full leave full (95.8 %, 95 to 97 % over days)"."""
    leave = "leaves" if served.full == 1 else "leave"
    who = f"{served.full:,} of {count(served.can_be_full, 'driver')} who could be full {leave} full"
    days = "" if served.interval is None else f", {_over_days(served)} over days"
    waits = f"; {served.waited:,} waited for a port" if served.waited else ""
    gave_up = f"; {served.gave_up:,} never got one" if served.gave_up else ""
    return (
        f"{who} ({percent_words(served.full_of_possible)}{days}), {format_number(percent)} % asked for{waits}{gave_up}"
    )


def _over_days(served: ServedShare) -> str:
    assert served.interval is not None
    low, high = percent_words(served.interval.low), percent_words(served.interval.high)
    return high if low == high else f"{low.removesuffix(' %')} to {high}"


def render_served(answer: ServedAnswer, terminal: TerminalStyle) -> str:
    """What was simulated: designs on ratings below and above, and where that says more, ports without limits."""
    parts = [terminal.styled("drivers who leave full, by simulation", "bold")]
    shown = _shown(answer.tries)
    if shown:
        parts.append(_tries(shown).render(terminal).rstrip())
        hidden = len(answer.tries) - len(shown)
        if hidden:
            parts.append(
                terminal.prose(f"and {count(hidden, 'design')} more that serve too few; --format json has all")
            )
    if not any(each.reaches for each in answer.tries):
        without = _without(answer)
        parts += [] if without is None else ["", without.render(terminal).rstrip()]
    return "\n".join(parts)


def served_notes(answer: ServedAnswer, terminal: TerminalStyle) -> str:
    """What the simulation rests on."""
    how = "every driver comes to any free port, and waits in order of arrival where none is free"
    days = [_OVER_DAYS] if any(each.served.interval is not None for each in answer.tries) else []
    return "\n".join(noted((answer.drivers, how, *days, *(n for n in answer.notes if n != answer.drivers)), terminal))


def _shown(tries: Sequence[ServedTry]) -> list[ServedTry]:
    """The designs that serve enough, and of the others the last few before them, in the order of their sources."""
    short = [each for each in tries if not each.reaches]
    least = min((each.source_rating for each in tries if each.reaches), default=None)
    there = [each for each in short if each.source_rating == least]
    below = [each for each in short if each.source_rating != least]
    by_share = sorted(there, key=lambda each: -each.served.full_of_possible)
    kept = [*below[-_MOST_BELOW:], *by_share[:_MOST_BELOW], *(each for each in tries if each.reaches)]
    return sorted(kept, key=lambda each: (each.source_rating, each.ports, each.served.full_of_possible))


def _tries(shown: Sequence[ServedTry]) -> Table:
    heads = ("source", "ports", "circuits", "mains A", "each at least A", "full", "share", "over days", "enough")
    table = Table([Column(head, "left" if head in {"source", "circuits", "enough"} else "right") for head in heads])
    for each in shown:
        served = each.served
        table.add(
            f"{format_number(each.source_rating)} {'A' if each.source_kva is None else 'kVA'}",
            f"{each.ports:,}",
            f"{each.circuit_count:,} x {amps(each.circuit_breaker_a)}, {each.circuits}",
            format_number(each.mains_a),
            format_number(each.expected_a, 2),
            f"{served.full:,} of {served.can_be_full:,}",
            percent_words(served.full_of_possible),
            "-" if served.interval is None else _over_days(served),
            "yes" if each.reaches else "no",
        )
    return table


def _without(answer: ServedAnswer) -> Table | None:
    """Ports that no limit holds back: the number asked for, and the least that are enough with those around it."""
    every = answer.without_limits
    if not every:
        return None
    least = next((number for number, each in enumerate(every) if each.reaches), len(every) - 1)
    around = every[max(1, least - _MOST_WITHOUT // 2) :][: _MOST_WITHOUT - 1]
    table = Table([Column(head, "right") for head in ("ports without any limit", "full", "share", "waited", "no port")])
    for each in dict.fromkeys((every[0], *around)):
        served = each.served
        full = f"{served.full:,} of {served.can_be_full:,}"
        table.add(
            f"{each.ports:,}", full, percent_words(served.full_of_possible), f"{served.waited:,}", f"{served.gave_up:,}"
        )
    return table
