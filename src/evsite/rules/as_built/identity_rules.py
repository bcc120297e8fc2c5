"""Rules on serial numbers and MAC addresses of a record, one row each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from evsite.analysis.as_built.identities import contradictions, repeated
from evsite.model.finding import Severity
from evsite.rules.as_built.as_built_rule import AS_TEXT, RECORD, as_built_rule, names_text, quoted, unread, where
from evsite.rules.rule import Problem, Problems, SiteAnalysis
from evsite.words import enumeration

if TYPE_CHECKING:
    from evsite.analysis.as_built.identities import Key

_WORDS: dict[Key, str] = {"serial": "serial number", "mac": "MAC address"}


def _twice(key: Key, analysis: SiteAnalysis) -> Problems:
    """One that several stations have."""
    if analysis.as_built is None:
        return
    for each in repeated(analysis.as_built, key):
        places = [place for found in each.places.values() for place in found]
        stations = list(each.places)
        yield Problem(
            "",
            f"{_WORDS[key]} '{quoted(each.text)}' is that of {names_text(analysis, stations)} "
            f"({where(analysis, places)})",
            analysis.site.stations[stations[-1]].path,
            "header",
            remedy=f"the {_WORDS[key]} on the plate of each station",
        )


def _several(analysis: SiteAnalysis) -> Problems:
    """Stations with several."""
    if analysis.as_built is None:
        return
    for key, words in _WORDS.items():
        for each in contradictions(analysis.as_built, key):
            stated = [f"'{quoted(text)}' ({where(analysis, places)})" for text, places in each.texts.items()]
            yield Problem(
                "",
                f"{each.station} has several as its {words}: {enumeration(stated)}",
                analysis.site.stations[each.station].path,
                "header",
                remedy=f"the {words} on its plate in all of its rows",
            )


def _malformed(analysis: SiteAnalysis) -> Problems:
    """Texts that are no MAC address."""
    found = [] if analysis.as_built is None else analysis.as_built.unread.get("mac", [])
    if found:
        way = f'twelve hexadecimal digits like "00:0D:6F:0A:90:C2", {AS_TEXT}'
        yield Problem("", f"no MAC address: {unread(analysis, found)}", RECORD, remedy=way)


IDENTITY_RULES = (
    as_built_rule(
        "EV722",
        "as-built-serial-twice",
        "no two stations have one serial number",
        "serial number of several stations",
        Severity.ERROR,
        "No serial number of the record is that of two stations.",
        "One of the stations would be activated as the other, with its groups and its limits.",
        partial(_twice, "serial"),
    ),
    as_built_rule(
        "EV723",
        "as-built-mac-twice",
        "no two stations have one MAC address",
        "MAC address of several stations",
        Severity.ERROR,
        "No MAC address of the record is that of two stations, however it is written.",
        "One of the stations would be taken for the other.",
        partial(_twice, "mac"),
    ),
    as_built_rule(
        "EV724",
        "as-built-mac-malformed",
        "a MAC address has twelve hexadecimal digits",
        "malformed MAC address",
        Severity.ERROR,
        "Every MAC address of the record has twelve hexadecimal digits, with colons, dashes, points or none.",
        "No station has an address like that: it was misread, or stands in a wrong field.",
        _malformed,
    ),
    as_built_rule(
        "EV725",
        "as-built-several-identities",
        "the rows of a station agree who it is",
        "rows disagree about a station",
        Severity.ERROR,
        "The rows of the ports of a station have one serial number and one MAC address.",
        "A station with several is two, or one of its rows is about another station.",
        _several,
    ),
)
"""The rules on serial numbers and MAC addresses."""
