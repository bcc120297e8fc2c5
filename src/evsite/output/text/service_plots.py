"""Small charts of one policy for a terminal: power by hour and day, and how much of what they wanted drivers get."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.week import DAYS
from evsite.output.policy_words import policy_words
from evsite.output.text.bars import WIDEST, bar_signs, shares_bar
from evsite.output.text.figures import share

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.studies.service.results import PowerSlice, ServiceLevel, Tally

_FROM = ("below 20 %", "20 to 40 %", "40 to 60 %", "60 to 80 %", "80 to 100 %", "full")
_WIDEST_BAR, _NARROWEST_BAR = 40, 13
_NARROWEST = 26
_DROPPED = ("kWh", "peak kW", "arrive", "served")
"""Figures that a narrow terminal has no room for, in the order in which they are left out."""
_MEANINGS = {
    "arrive": "sessions that arrive then",
    "served": "kWh of those who arrive then, of what was possible",
    "kWh": "from the supplies",
}


def render_power(level: ServiceLevel, terminal: TerminalStyle) -> Iterator[str]:
    """Power by hour of the day and by day of the week, beside who arrives then and what they get."""
    if level.power.peak_kw <= 0:
        return
    name = policy_words(level.policy).title
    hours = [f"{hour:02}:00" for hour in range(24)]
    title, slices = f"power by hour of the day, {name}", level.power.by_hour
    by_hour, by_hour_shown = _power(title, hours, slices, level.by_arrival_hour, terminal)
    yield by_hour
    title, slices = f"power by day of the week, {name}", level.power.by_weekday
    by_day, by_day_shown = _power(title, DAYS, slices, level.by_arrival_weekday, terminal)
    shown = {*by_hour_shown, *by_day_shown}
    words = "; ".join(f"{heading}: {meaning}" for heading, meaning in _MEANINGS.items() if heading in shown)
    yield "\n".join([by_day, *([terminal.prose(words)] if words else [])])


def _power(
    title: str, labels: Sequence[str], slices: Sequence[PowerSlice], arriving: Sequence[Tally], terminal: TerminalStyle
) -> tuple[str, Collection[str]]:
    """A bar up to the mean, on to the peak, and the figures beside it; rows in which nothing happens are left out."""
    rows = [
        (label, each, tally)
        for label, each, tally in zip(labels, slices, arriving, strict=True)
        if each.peak_kw or tally.sessions
    ]
    columns = {
        "mean kW": [_number(each.mean_kw) for _, each, _ in rows],
        "peak kW": [_number(each.peak_kw) for _, each, _ in rows],
        "kWh": [f"{each.energy_kwh:,.0f}" for _, each, _ in rows],
        "arrive": [f"{tally.sessions:,}" for _, _, tally in rows],
        "served": [_served(tally) for _, _, tally in rows],
    }
    side = max(len(label) for label, _, _ in rows)
    for heading in _DROPPED:
        if _room(side, columns, terminal) < _NARROWEST_BAR:
            del columns[heading]
    room = max(1, min(_WIDEST_BAR, _room(side, columns, terminal)))
    most = max(each.peak_kw or 0.0 for _, each, _ in rows) or 1.0
    mean, peak, _ = bar_signs(terminal)
    legends = (f"{mean} mean, up to {peak} peak", f"{mean} mean {peak} peak")
    legend = next((each for each in legends if len(each) <= room), "")
    over = title if legend else f"{title}: {legends[0]}"
    lines = [terminal.styled(line, "bold") for line in terminal.prose(over).splitlines()]
    lines.append(f"  {'':<{side}} {legend:<{room}}{_cells(list(columns), columns)}")
    for (label, each, _), texts in zip(rows, zip(*columns.values(), strict=True), strict=True):
        bar = shares_bar([(each.mean_kw or 0.0) / most, (each.peak_kw or 0.0) / most], room, terminal)
        lines.append(f"  {label:<{side}} {terminal.styled(bar, 'cyan')}{_cells(texts, columns)}")
    gone = "; ".join(heading for heading in _DROPPED if heading not in columns)
    if gone:
        lines.append(terminal.styled_lines(terminal.prose(f"left out on this narrow terminal: {gone}"), "dim"))
    return "\n".join(lines), columns.keys()


def _width(terminal: TerminalStyle) -> int:
    """How many columns a plot takes: those of the terminal, 80 at most and on a pipe."""
    return max(_NARROWEST, min(WIDEST, terminal.width or WIDEST))


def _room(side: int, columns: Mapping[str, Sequence[str]], terminal: TerminalStyle) -> int:
    """Columns that are left for bars."""
    return _width(terminal) - side - 3 - sum(width + 2 for width in _widths(columns))


def _widths(columns: Mapping[str, Sequence[str]]) -> list[int]:
    return [max(map(len, (heading, *texts))) for heading, texts in columns.items()]


def _cells(texts: Sequence[str], columns: Mapping[str, Sequence[str]]) -> str:
    return "".join(f"  {text:>{width}}" for text, width in zip(texts, _widths(columns), strict=True))


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.1f}"


def _served(tally: Tally) -> str:
    """What those who arrive then get, of what was possible."""
    found = tally.energy_of_possible if tally.stated else tally.unstated_of_possible
    return "-" if found is None else share(found)


def render_served(level: ServiceLevel, terminal: TerminalStyle) -> Iterator[str]:
    """How many drivers get how much of what they wanted."""
    counts = level.served_counts
    if not sum(counts):
        return
    bins = [*(counts[place] + counts[place + 1] for place in range(0, 10, 2)), counts[-1]]
    side, number = max(map(len, _FROM)), len(f"{max(bins):,}")
    room = max(1, min(_WIDEST_BAR, _width(terminal) - side - number - 12))
    title = f"how much drivers get of what they wanted, {policy_words(level.policy).title}"
    lines = [terminal.styled(line, "bold") for line in terminal.prose(title).splitlines()]
    for label, sessions in reversed(list(zip(_FROM, bins, strict=True))):
        bar = terminal.styled(shares_bar([sessions / max(bins)], room, terminal), "cyan")
        lines.append(f"  {label:<{side}} {bar} {sessions:>{number},} {share(sessions / sum(bins)):>6}")
    yield "\n".join(lines)
