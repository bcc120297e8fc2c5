"""Rules that compare a record with the design, one row each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy
from evsite.rules.as_built.as_built_rule import AS_TEXT, as_built_rule, names_text, quoted, where
from evsite.rules.rule import Problem, Problems, SiteAnalysis

if TYPE_CHECKING:
    from evsite.analysis.as_built.comparison import Difference
    from evsite.rules.rule import Rule


def check(columns: tuple[str, ...], analysis: SiteAnalysis) -> Problems:
    """Everything that some columns of the record say otherwise than the design."""
    if analysis.as_built is None:
        return
    for column in columns:
        for each in analysis.as_built.differences.get(column, ()):
            yield _problem(analysis, each)


def _problem(analysis: SiteAnalysis, each: Difference) -> Problem:
    assert analysis.as_built is not None
    owners, built = names_text(analysis, each.owners), quoted(each.as_recorded)
    who = "" if owners == each.design else owners
    # what the design writes down is changed where all of its table was built so, and what was built is said then
    whole = analysis.as_built.is_whole(each) and each.value is not None
    zeros = f"only leading zeros differ, which spreadsheets drop: type it {AS_TEXT}"
    return Problem(
        who,
        f"{each.what} {built} as built, {quoted(each.design)} in the design ({where(analysis, each.places)})",
        each.key,
        notes=(zeros,) if each.zeros_lost else (),
        remedy=remedy(
            Edit(each.key, each.value) if whole and each.value is not None else None,
            f"put right on site what differs{'' if whole else ', or a design of its own for it'}",
        ),
    )


def _row(
    code: str, name: str, title: str, fails: str, asks: str, *columns: str, severity: Severity = Severity.ERROR
) -> Rule:
    why = "What the report says, and what groups are set up with at activation, is that of the design."
    return as_built_rule(code, name, title, fails, severity, asks, why, partial(check, columns))


DIFFERENCES = (
    _row(
        "EV710",
        "as-built-position",
        "a port is where the design has it",
        "position not as designed",
        "The record names the site, station, stall, panel and circuit of each port as the design does.",
        *("site", "station", "stall", "panel", "circuit"),
    ),
    _row(
        "EV711",
        "as-built-model",
        "a station is of the model of the design",
        "model not as designed",
        "The record has the model of each station that the design has.",
        "model",
    ),
    _row(
        "EV712",
        "as-built-breaker",
        "a breaker is that of the design",
        "breaker not as designed",
        "The record has the breaker of each circuit that the design has.",
        "breaker_a",
    ),
    _row(
        "EV713",
        "as-built-poles",
        "a breaker has the poles of the design",
        "poles not as designed",
        "The record has as many poles for each breaker as the design, also where they stand with the breaker (100/2).",
        "poles",
    ),
    _row(
        "EV714",
        "as-built-spaces",
        "a breaker is in the spaces of the design",
        "spaces not as designed",
        "The record has the spaces of each breaker that the design has; the first of them alone will do.",
        "spaces",
    ),
    _row(
        "EV715",
        "as-built-phases",
        "a port is on the phases of the design",
        "phases not as designed",
        "The record has the conductors of each port that the design has, in whatever order.",
        "phases",
    ),
    _row(
        "EV716",
        "as-built-feed",
        "a port is fed as in the design",
        "feed not as designed",
        "The record has the feed of each port that the design has: its own, a jumper, a shared circuit.",
        "feed",
    ),
    _row(
        "EV717",
        "as-built-setting",
        "stations are set as in the design",
        "setting not as designed",
        "The record has the setting of each station, and the most that a port may draw, that the design has.",
        *("setting_a", "max_a"),
    ),
    _row(
        "EV718",
        "as-built-group",
        "a port is in the groups of the design",
        "groups not as designed",
        "The record has the groups of each port, its policy and the schedules that the design has.",
        *("circuit_group", "panel_group", "site_group", "policy", "schedule"),
    ),
    _row(
        "EV719",
        "as-built-limit",
        "a group has the limit of the design",
        "limit not as designed",
        "The record has the fixed limit of each group that the design has.",
        *("circuit_limit", "panel_limit", "site_limit"),
    ),
    _row(
        "EV720",
        "as-built-fallback",
        "a port falls back to what the design has",
        "fallback not as designed",
        "The record has the fallback of each port that the design has, or that the report reckons with.",
        *("fallback_a", "fallback_kw"),
    ),
    _row(
        "EV721",
        "as-built-identity",
        "serial numbers and MAC addresses are those of the file",
        "serial or MAC address not as designed",
        "Where the site file says them, the record has the same serial number and MAC address of each station.",
        *("serial", "mac"),
    ),
)
"""The rules that compare the record with the design."""
