"""`evsite portfolio` for people: what became of the sites, findings, the worst sites, how figures are spread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.text.bars import chart_width, shares_bar
from evsite.output.text.portfolio_words import (
    SPREAD_TITLES,
    count_sentence,
    finding_sentence,
    interval_words,
    spread_sentence,
    study_sentences,
    worst_words,
)
from evsite.output.text.tables import Column, Table
from evsite.output.text.terminal_style import COLORS, printable
from evsite.words import NOTICE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.studies.portfolio.results import Distribution, PortfolioSummary

_WIDEST_BAR = 40


def render_portfolio(summary: PortfolioSummary, terminal: TerminalStyle, titles: dict[str, str]) -> str:
    """The summary as text.

    Parameters
    ----------
    summary
        All sites together.
    terminal
        Where it is shown.
    titles
        What codes find, in a few words.
    """
    return "\n\n".join(_parts(summary, terminal, titles)) + f"\n\n{terminal.prose(NOTICE)}\n"


def _parts(summary: PortfolioSummary, terminal: TerminalStyle, titles: dict[str, str]) -> Iterator[str]:
    head = [terminal.styled(line, "bold") for line in terminal.prose(count_sentence(summary)).splitlines()]
    yield "\n".join([*head, *map(terminal.prose, (finding_sentence(summary), *study_sentences(summary)))])
    if summary.findings:
        table = Table([Column("code"), Column("severity"), Column("sites", "right"), Column("findings", "right")])
        table.columns = [*table.columns, Column("what", cut="end")]
        for each in summary.findings:
            words = titles.get(each.code, each.name.replace("-", " "))
            table.add(
                each.code,
                each.severity.value,
                f"{each.sites:,}",
                f"{each.findings:,}",
                words,
                style=COLORS[each.severity.value],
            )
        yield f"{terminal.styled('findings by code', 'bold')}\n{table.render(terminal)}"
    if summary.worst:
        table = Table(
            [
                Column("site", cut="middle"),
                Column("errors", "right"),
                Column("warnings", "right"),
                Column("oversubscription", "right", drop=1),
                Column("guaranteed", "right", drop=2),
            ]
        )
        for worst in summary.worst:
            below = f"{worst.state}: {worst.message}" if worst.message else ""
            table.add(*worst_words(worst), below=below)
        yield f"{terminal.styled('worst sites', 'bold')}\n{table.render(terminal)}"
    for spread in (summary.oversubscription, summary.guarantee):
        if spread is not None:
            yield _plot(spread, terminal)


def _plot(spread: Distribution, terminal: TerminalStyle) -> str:
    """A bar for each interval, as long as it has sites."""
    ends = interval_words(spread)
    side, number = max(map(len, ends)), len(f"{max(each.sites for each in spread.intervals):,}")
    room = min(_WIDEST_BAR, chart_width(terminal) - side - number - 6)
    most = max(each.sites for each in spread.intervals)
    lines = [terminal.styled(SPREAD_TITLES[spread.figure], "bold"), terminal.prose(printable(spread_sentence(spread)))]
    for words, each in zip(ends, spread.intervals, strict=True):
        bar = terminal.styled(shares_bar([each.sites / most], room, terminal), "cyan")
        lines.append(f"  {words:<{side}} {bar} {each.sites:>{number},}")
    return "\n".join(lines)
