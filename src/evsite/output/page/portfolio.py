"""The page of a portfolio: what became of the sites, findings by code, the worst sites, how figures are spread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.documents.html_parts import html_text
from evsite.output.page.frame import framed_pieces
from evsite.output.page.parts import Section, bar, bullets, figures, label, number, paragraph, sign, table, words
from evsite.output.text.portfolio_words import (
    SPREAD_TITLES,
    count_sentence,
    finding_sentence,
    interval_words,
    spread_sentence,
    study_sentences,
    worst_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evsite.output.page.parts import Sign
    from evsite.studies.portfolio.results import Distribution, PortfolioSummary


def portfolio_pieces(summary: PortfolioSummary, asked: str, version: str, titles: Mapping[str, str]) -> Iterator[str]:
    """The page, piece by piece.

    Parameters
    ----------
    summary
        All sites together.
    asked
        What was asked for, in one line.
    version
        The version of evsite that worked it out.
    titles
        What codes find, in a few words.
    """
    sections = [_verdict(summary)]
    if summary.findings:
        sections.append(_findings(summary, titles))
    if summary.worst:
        sections.append(_worst(summary))
    spreads = [each for each in (summary.oversubscription, summary.guarantee) if each is not None]
    if spreads:
        sections.append(
            Section("spread", "How sites differ", "".join(map(_spread, spreads)), printed=True, short="Distributions")
        )
    head = ['<header>\n<p class="kicker">Power-shared EV charging</p>\n<h1>Portfolio</h1>\n</header>\n']
    source = f"Made by evsite {html_text(version)}; asked for: {html_text(asked)}."
    return framed_pieces("Portfolio: power sharing", head, sections, source)


def _verdict(summary: PortfolioSummary) -> Section:
    bad = summary.errors > 0
    kind: Sign = "bad" if bad else "good"
    title = "Errors are open" if bad else "No site has an error"
    text = f"{count_sentence(summary)}. {finding_sentence(summary)}."
    body = f'<p class="outcome {kind}">{sign(kind)}<span>{html_text(text)}</span></p>\n'
    return Section("verdict", title, body + bullets(list(study_sentences(summary))), printed=True, short="Verdict")


def _findings(summary: PortfolioSummary, titles: Mapping[str, str]) -> Section:
    columns = [
        label("code", "code"),
        words("severity", "severity"),
        figures("sites", "sites"),
        figures("findings", "findings"),
        words("what", "what"),
    ]
    rows = [
        (
            each.code,
            each.severity.value,
            number(each.sites, 0),
            number(each.findings, 0),
            titles.get(each.code, each.name.replace("-", " ")),
        )
        for each in summary.findings
    ]
    return Section("codes", "Findings by code", table("codes", "codes, the gravest first", columns, rows), printed=True)


def _worst(summary: PortfolioSummary) -> Section:
    columns = [
        label("site", "site"),
        figures("errors", "errors"),
        figures("warnings", "warnings"),
        figures("oversubscription", "oversubscription"),
        figures("guaranteed", "guaranteed"),
        words("message", "first problem"),
    ]
    rows = [(*worst_words(each), f"{each.state}: {each.message}" if each.message else "") for each in summary.worst]
    return Section("worst", "Worst sites", table("worst", "most errors first", columns, rows), printed=True)


def _spread(spread: Distribution) -> str:
    """The distribution of a figure: a sentence, and a table with a bar for each interval."""
    title = SPREAD_TITLES[spread.figure]
    most = max(each.sites for each in spread.intervals)
    rows = "".join(
        f'<tr><th scope="row">{html_text(ends)}</th><td class="number">{each.sites:,}</td>'
        f"<td>{bar(each.sites, each.sites, most)}</td></tr>\n"
        for ends, each in zip(interval_words(spread), spread.intervals, strict=True)
    )
    return (
        f"{paragraph(spread_sentence(spread))}"
        f'<div class="table" role="group" aria-label="{html_text(title)}" tabindex="0">\n<table class="spread">\n'
        f"<caption>{html_text(title)}</caption>\n"
        '<thead><tr><th scope="col">from, to below</th><th scope="col" class="number">sites</th>'
        '<th scope="col" class="share">share</th></tr></thead>\n'
        f"<tbody>\n{rows}</tbody>\n</table>\n</div>\n"
    )
