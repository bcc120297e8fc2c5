"""The answer first: whether a site passes, what is sure and what is usual, whether it is enough, and what limits it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evsite._version import __version__
from evsite.network.titles import limit_title, unit_of
from evsite.output.located import ToolInfo, counted, counts, decided, located_findings
from evsite.output.text.bars import fill_bar
from evsite.output.text.figures import duration, share, trimmed, volts
from evsite.output.text.headline_words import gained_words, less_words, limiting_words, stay_words
from evsite.output.text.shortening import shortened
from evsite.output.text.terminal_style import COLORS, TerminalStyle, cells, printable
from evsite.rounding import TOLERANCE, exceeds
from evsite.words import amps, count, format_number, kw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.site import Site
    from evsite.output.located import CheckedFile, LocatedFinding
    from evsite.proofs.equipment import EquipmentLoad
    from evsite.studies.headline import Headline, Outcome, PortFigures
    from evsite.studies.results import SiteReport

_COLOR: dict[Outcome, str] = {"passes": "green", "does not pass": "red", "not established": "yellow"}
_SIDE = 14
"""Columns of the words on the left."""
_BAR = 10
_MOST_FINDINGS = 8
_SHORT = 100
"""Columns of a finding in short where no terminal says how many there are."""


def render_verdict(
    site: Site, found: Headline, report: SiteReport, checked: CheckedFile, terminal: TerminalStyle, *, by_hour: bool
) -> str:
    """The answer in a line for each question, then errors and warnings in a line each.

    Parameters
    ----------
    site
        The site.
    found
        Its answer in short.
    report
        Its report.
    checked
        What a check of it finds.
    terminal
        Where it is shown.
    by_hour
        Whether limits change over the week.
    """
    lines: list[tuple[str, ...]] = [("verdict", _outcome(found, report, checked, terminal))]
    if site.ports:
        lines += [
            ("least", *_least(site, found, report, by_hour=by_hour)),
            ("typical", *_typical(site, found, by_hour=by_hour)),
            ("miles", *_miles(site, found, terminal)),
            ("load", *_load(found, report)),
            ("capacity", *(_use(site, load, terminal) for load in found.capacity.fullest)),
            ("limited by", *([limiting_words(site, found, by_hour=by_hour)] if found.limited_by else [])),
        ]
    else:
        lines.append(("ports", "no charging ports yet"))
    text = [
        terminal.prose(f"  {'' if number else word:<{_SIDE - 2}}{line}", " " * _SIDE)
        for word, *answers in lines
        for number, line in enumerate(answers)
    ]
    return "\n".join([*text, *_findings(checked, terminal)])


def _outcome(found: Headline, report: SiteReport, checked: CheckedFile, terminal: TerminalStyle) -> str:
    numbers = counts([entry.finding for entry in decided(_located(checked))])
    waiting = sum(finding.status == "not checked" for finding in checked.findings)
    nouns = {"error": "error", "warning": "warning", "info": "note"}
    text = [counted(number, nouns[severity]) for severity, number in numbers.items()]
    text += [f"{waiting:,} not checked"] if waiting else []
    text += [f"{len(checked.ignored):,} accepted with a reason"] if checked.ignored else []
    sentence = ", ".join(text)
    if found.outcome == "not established":
        sentence = f"what the building draws is {printable(report.unfit.words)}; {sentence}"
    return f"{terminal.styled(found.outcome, 'bold', _COLOR[found.outcome])}: {sentence}"


def _figures(got: PortFigures) -> str:
    turns = "on average " if _turns(got) else ""
    at = f"{kw(got.power_kw, 2)} at {volts(got.voltage_v)}"
    return f"{turns}{amps(got.current_a, 2)}, {at}, {trimmed(got.range_mi_per_h, 1)} mi/h"


def _turns(got: PortFigures) -> str:
    wait_h = got.longest_wait_h
    if not wait_h or not math.isfinite(wait_h):
        return ""
    return f"in turns, up to {duration(wait_h)} without power"


def _least(site: Site, found: Headline, report: SiteReport, *, by_hour: bool) -> Iterator[str]:
    got = found.guaranteed
    if got is None:
        why = "served in order of arrival" if found.in_order else "no port is in a power-sharing group"
        yield f"nothing is promised: {why}"
        return
    if report.unfit.loads:
        proof = printable(report.unfit.words)
    else:
        proof = "proved for every occupancy" + (" and every hour" if by_hour else "")
        proof += " with charging" if found.without_charging else ""
    yield f"{_figures(got)}; {proof}"
    if _turns(got):
        yield _turns(got)
    yield from less_words(found)
    others = len(site.ports) - found.sharing
    if others:
        served = f", {found.in_order:,} served in order of arrival" if found.in_order else ""
        yield f"at {found.sharing:,} of {len(site.ports):,} ports; nothing is promised at the others{served}"


def _typical(site: Site, found: Headline, *, by_hour: bool) -> Iterator[str]:
    if found.typical is not None:
        when = ", outside of all windows" if by_hour else ""
        used = f"{found.typical_vehicles:,} of {count(len(site.ports), 'port')} in use"
        yield f"{_figures(found.typical)} with {used}{when}"
        if _turns(found.typical):
            yield _turns(found.typical)


def _miles(site: Site, found: Headline, terminal: TerminalStyle) -> Iterator[str]:
    """Miles in the stay against miles needed: "46 mi in 8 h, 40 needed: yes"."""
    hours_h, needed_mi, gained = found.stay.hours_h, found.stay.miles_needed, gained_words(found)
    if hours_h is None or gained is None:
        application = site.settings.application
        usual = "application" if application is None else f"usual stay for {application}"
        yield f"not known: hours_plugged_in and miles_needed are not given in [site], and there is no {usual}"
        return
    text = f"{gained} mi in {stay_words(found)}"
    if needed_mi is None:
        yield f"{text}; how many are needed is not given"
        return
    if found.enough is None:
        answer = terminal.styled("not promised", "bold", "yellow")
        text += " (half in use)"
    else:
        answer = terminal.styled("yes", "bold", "green") if found.enough else terminal.styled("no", "bold", "red")
    assumed = ", as assumed for the application" if found.stay.assumed else ""
    yield f"{text}, {format_number(needed_mi)} needed: {answer}{assumed}"


def _load(found: Headline, report: SiteReport) -> Iterator[str]:
    used = found.capacity
    if not used.connected_kva:
        return
    connected = f"{grouped(used.connected_kva)} kVA connected"
    percent = share(used.managed_kva / used.connected_kva)
    if not used.managed or not exceeds(used.connected_kva, used.managed_kva):
        held = "no load management holds it lower" if not used.managed else "load management lets all of it through"
        yield f"{connected}: {held}"
    else:
        online = "" if all(load.fits for load in report.fallbacks) else ", with all stations online"
        yield f"at most {grouped(used.managed_kva)} kVA, {percent} of the {connected}{online}"


def grouped(value: float) -> str:
    """A number with at most one decimal, its thousands apart."""
    return f"{value:,.1f}".removesuffix(".0")


def _use(site: Site, load: EquipmentLoad, terminal: TerminalStyle) -> str:
    """How full a conductor is, with a bar of it on a wide terminal."""
    used, text, color = use_words(site, load)
    bar = ""
    if terminal.width is not None and _SIDE + cells(f"{used}, {text}  ") + _BAR <= terminal.width:
        bar = "  " + terminal.styled(fill_bar(load.fullness, _BAR, terminal), color)
    return f"{used}, {terminal.styled(text, color)}{bar}"


def use_words(site: Site, load: EquipmentLoad) -> tuple[str, str, str]:
    """How full a conductor is, what that leaves, and its colour: "panel EV1 phase A 320 of 320 A", "full, none left".

    Parameters
    ----------
    site
        The site.
    load
        The greatest load on the conductor.
    """
    unit = unit_of(site, load.limit, load.unit)
    title = printable(limit_title(site, load.limit))
    used = f"{title} {grouped(load.most)} of {grouped(load.allowed)} {unit}"
    if exceeds(load.most, load.allowed):
        color, text = "red", f"{share(load.fullness)}, {'too much' if load.overloaded else 'not proved to fit'}"
    elif load.fullness >= 1 - TOLERANCE:
        color, text = "yellow", "full, none left"
    else:
        color, text = "green", f"{share(load.fullness)}, {grouped(load.left)} {unit} left"
    if exceeds(load.with_offline, load.allowed) and load.offline_adds:
        text += f"; {grouped(load.with_offline)} {unit} with stations offline"
    return used, text, color


# --- errors and warnings ----------------------------------------------------------------------------------------------


def _located(checked: CheckedFile) -> list[LocatedFinding]:
    return list(located_findings([checked], ToolInfo(__version__)))


def _findings(checked: CheckedFile, terminal: TerminalStyle) -> list[str]:
    """One line for each code with errors or warnings, gravest first, cut to the width of the terminal."""
    by_code: dict[tuple[int, str], list[LocatedFinding]] = {}
    for entry in decided(_located(checked)):
        if entry.finding.severity != "info":
            by_code.setdefault((entry.finding.severity.rank, entry.finding.code), []).append(entry)
    kinds = [by_code[key] for key in sorted(by_code)]
    lines = [""] if kinds else []
    for row_group in kinds[:_MOST_FINDINGS]:
        finding = row_group[0].finding
        others = f" (and {len(row_group) - 1:,} more)" if len(row_group) > 1 else ""
        head = f"  {finding.severity:<7} {finding.code} "
        room = min(terminal.width or _SHORT, _SHORT) - len(head) - len(others)
        severity = terminal.styled(f"{finding.severity:<7}", COLORS[finding.severity])
        lines.append(f"  {severity} {finding.code} {shortened(finding.message, max(room, 10), terminal)}{others}")
    if len(kinds) > _MOST_FINDINGS:
        lines.append(f"  and {len(kinds) - _MOST_FINDINGS:,} other kinds, below")
    return lines
