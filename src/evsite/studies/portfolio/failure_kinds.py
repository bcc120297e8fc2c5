"""What can keep a site of a portfolio from being worked out: codes and names. The codes are stable."""

from __future__ import annotations

from typing import Final

from evsite.sitefile.problem import Problem

_SITE = """\
# evsite portfolio sites/

[site]
nec = 2023

[supplies.U]
kind = "service"
rating = "200 A"
system = "208Y/120"

[panels.EV1]
fed_from = "U"
main = "200 A"
bus = "200 A"
"""

CRASH: Final = Problem(
    "EV851",
    "portfolio-crash",
    "the process that worked on a site ended",
    "The process that works on a site lives until it is done.",
    "It was killed, ran out of memory or crashed, so nothing is known of the site. The other sites are worked out; "
    "--retry-failed tries this one again.",
    "",
    _SITE,
)
TIME_OUT: Final = Problem(
    "EV852",
    "portfolio-time-out",
    "a site took longer than it may",
    "A site is worked out within the time that --timeout gives each of them.",
    "It was given up, so nothing is known of the site. --retry-failed with a longer --timeout tries it again.",
    "",
    _SITE,
)
BUG: Final = Problem(
    "EV853",
    "portfolio-bug",
    "evsite failed on a site",
    "Every site file is worked out or refused with its problems.",
    "Anything else is a bug in evsite: please report it with the message and, if you may, the site file.",
    "",
    _SITE,
)
STUDY: Final = Problem(
    "EV854",
    "portfolio-study",
    "a study of a site cannot be made",
    "The sessions, trips and tariff of a site go together with it and with each other.",
    "The other figures of the site are there; the message says what keeps this study from being made.",
    "",
    _SITE,
)

FAILURES: Final[tuple[Problem, ...]] = (CRASH, TIME_OUT, BUG, STUDY)
"""All of them, by code."""
