"""The answer first: whether the design passes, what is sure, what is usual, and whether that is enough."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evsite.output.documents.html_parts import html_text
from evsite.output.located import counted
from evsite.output.page.lead import lead
from evsite.output.page.parts import Section, Sign, bullets, paragraph, sign
from evsite.output.text.figures import duration, share, trimmed, volts
from evsite.output.text.headline_words import gained_words, less_words
from evsite.output.text.vehicles import listed_sentence
from evsite.output.text.verdict import grouped
from evsite.rounding import exceeds
from evsite.words import amps, count, enumeration, format_number, kw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.documents.site_page import SitePage
    from evsite.studies.headline import Headline, Outcome, PortFigures

_SIGN: dict[Outcome, Sign] = {"passes": "good", "does not pass": "bad", "not established": "open"}
_TITLE: dict[Outcome, str] = {
    "passes": "This design passes its check",
    "does not pass": "This design does not pass its check",
    "not established": "Whether this design passes is not established",
}


def verdict(page: SitePage) -> Section:
    """The verdict, with four figures and what they rest on."""
    found = page.headline
    body = paragraph(lead(page), "lead")
    body += f'<p class="outcome {_SIGN[found.outcome]}">{sign(_SIGN[found.outcome])}<span>{_why(page)}</span></p>\n'
    tiles = [_guaranteed(page), _typical(page), _stay(found), _load(page)]
    body += f'<div class="tiles">\n{"".join(tile for tile in tiles if tile)}</div>\n'
    body += "<h3>What these figures rest on</h3>\n" + bullets(list(_rest_on(page)), "rest-on")
    warnings = found.warnings
    title = _TITLE[found.outcome]
    if found.outcome == "passes" and warnings:
        title += f", with {count(warnings, 'warning')}"
    return Section("verdict", title, body, printed=True, short="Verdict")


def _why(page: SitePage) -> str:
    """What was found, in a sentence."""
    site, findings = page.loaded.site, page.found.findings
    decided = [each for each in findings if each.status != "not checked"]
    waiting = len(findings) - len(decided)
    numbers = [
        counted(sum(each.severity == severity for each in decided), noun)
        for severity, noun in (("error", "error"), ("warning", "warning"))
    ]
    ports = f"{count(len(site.ports), 'port')} on {count(len(site.stations), 'station')}"
    sentence = f"{ports}, checked against NEC {site.nec} and the vendor guide: {' and '.join(numbers)}"
    more = []
    if waiting:
        more.append(f"{count(waiting, 'question')} not decided, because the site file does not say enough")
    if page.found.ignored:
        more.append(f"{count(len(page.found.ignored), 'finding')} accepted with a reason")
    if page.report.unfit.loads:
        more.append(f"what the building draws is {page.report.unfit.words}")
    text = f"{sentence}; {enumeration(more)}" if more else sentence
    return f'{html_text(text)}. <a href="#findings">See the findings.</a>'


def _tile(title: str, value: str, unit: str, lines: list[str]) -> str:
    """A figure with its name above and what it means below."""
    text = "".join(f'<span class="line">{line}</span>' for line in lines)
    big = (
        f'<span class="big">{html_text(value)}</span> <span class="unit">{html_text(unit)}</span>'
        if unit
        else (f'<span class="big words">{html_text(value)}</span>')
    )
    return f'<div class="tile"><h3>{html_text(title)}</h3>\n<p>{big}{text}</p></div>\n'


def _in_amperes(got: PortFigures) -> str:
    return f"{amps(got.current_a, 2)} at {volts(got.voltage_v)}, {trimmed(got.range_mi_per_h, 1)} miles an hour"


def _guaranteed(page: SitePage) -> str:
    """The least guarantee, of those ports that have one."""
    found = page.headline
    got = found.guaranteed
    waiting = f"{count(found.in_order, 'port')} in order of arrival: nothing is sure for who comes last"
    if got is None:
        why = waiting if found.in_order else "no port is in a power-sharing group, so no controller promises any"
        return _tile("Guaranteed", "nothing", "", [html_text(why)])
    proof = "proved, and reached at the worst" if found.exact else "proved"
    if page.report.unfit.loads:
        proof = page.report.unfit.words
    every = found.sharing == len(page.loaded.site.ports)
    whose = "every port" if every else f"each of {count(found.sharing, 'port')} that share"
    lines = [_in_amperes(got), f"{whose}, whichever other ports are in use and whatever they draw; {proof}"]
    lines += [waiting] if found.in_order else []
    lines += _turns(got)
    lines += less_words(found)
    return _tile("Guaranteed", trimmed(got.power_kw, 2), "kW", [html_text(line) for line in lines])


def _turns(got: PortFigures) -> list[str]:
    """That a figure is an average over turns, and how long they leave a vehicle without power."""
    wait_h = got.longest_wait_h
    if not wait_h or not math.isfinite(wait_h):
        return []
    return [f"on average: vehicles take turns, up to {duration(wait_h)} without power"]


def _typical(page: SitePage) -> str:
    found, site = page.headline, page.loaded.site
    if found.typical is None:
        return ""
    lines = [
        html_text(_in_amperes(found.typical)),
        html_text(
            f"the least that any gets of {count(found.typical_vehicles, 'vehicle')} at "
            f"{count(len(site.ports), 'port')}, spread evenly"
        ),
    ]
    lines += map(html_text, _turns(found.typical))
    return _tile("Typical, half in use", trimmed(found.typical.power_kw, 2), "kW", lines)


def _stay(found: Headline) -> str:
    """The range of a stay against the range that is needed."""
    hours_h, needed_mi, gained = found.stay.hours_h, found.stay.miles_needed, gained_words(found)
    if hours_h is None or gained is None:
        return ""
    lines = [f"of range, {'typical' if found.guaranteed_mi is None else 'guaranteed'}"]
    if found.idle_h:
        lines.append(f"up to {format_number(found.idle_h)} h of the stay are without charging")
    if needed_mi is not None:
        kind: Sign = "open" if found.enough is None else "good" if found.enough else "bad"
        word = {"good": "enough", "bad": "not enough", "open": "not promised"}[kind]
        lines.append(f"{sign(kind)} {html_text(f'{word}: {format_number(needed_mi)} mi are needed')}")
    return _tile(f"A stay of {format_number(hours_h)} h", gained, "mi", lines)


def _load(page: SitePage) -> str:
    """What chargers put on the supplies at the utility, with load management and without."""
    used = page.headline.capacity
    connected, managed = used.connected_kva, used.managed_kva
    if not connected:
        return ""
    less = exceeds(connected, managed)
    if not used.managed:
        lines = ["as connected: no load management holds it lower"]
    elif not less:
        lines = ["as connected: at its highest setting load management lets all of it through"]
    else:
        lines = [
            "the most that load management lets the chargers draw",
            f"{share(managed / connected)} of the {grouped(connected)} kVA connected",
        ]
    return _tile("Charging load", grouped(managed if less else connected), "kVA", lines)


def _rest_on(page: SitePage) -> Iterator[str]:
    """Assumptions beside the figures."""
    site, found = page.loaded.site, page.headline
    yield f"range at {trimmed(site.settings.miles_per_kwh, 2)} miles per kWh"
    if found.stay.assumed and (found.stay.hours_h, found.stay.miles_needed) != (None, None):
        yield f"hours and miles of a stay are those assumed for the application, {found.stay.assumed}"
    if page.report.premise is not None:
        yield f"a guarantee assumes that {page.report.premise}"
    if page.week is not None:
        yield (
            "limits or loads change over the week: the guarantee holds in every window with charging, the typical "
            "figure and the picture of sharing are at the fixed limits, outside of all windows"
        )
    if found.needed_kw is not None:
        yield f"{kw(found.needed_kw, 2)} throughout the stay bring the miles that are needed"
    if page.report.vehicles is not None:
        yield listed_sentence(page.report.vehicles)
    for assumption in site.assumptions:
        yield f"assumed: {assumption.note}"
    yield from page.report.notes
