"""What a verdict says of the limit that holds ports."""

import pytest

from evsite import loads
from evsite.model.limit_id import LimitedBy, LimitId
from evsite.output.text.headline_words import limiting_words

SITE = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "240/120"
[panels.P]
fed_from = "U"
main = "200 A"
[circuits.C]
panel = "P"
count = 4
breaker = "40 A"
phases = "AB"
[stations.S]
count = 4
circuits = "C"
max_current = "32 A"
[groups.Dock]
on = "P"
limit = "{limit}"
"""


class Found:
    """A guarantee, of which the words ask what holds it alone."""

    def __init__(self, *limited_by):
        self.limited_by = limited_by


@pytest.mark.parametrize(
    ("limit", "kind", "told"),
    [
        ("60 A", "limit", "group Dock, held to 60 A"),
        ("20 kVA", "limit", "group Dock, held to 20 kVA"),
        ("60 A", "current-step", "current steps (group Dock, held to 60 A)"),
        ("60 A", "turn", "rotation (group Dock, held to 60 A)"),
    ],
)
def test_the_setpoint_stands_beside_its_limit(limit, kind, told):
    site = loads(SITE.format(limit=limit))
    found = Found(*(LimitedBy(kind, LimitId("group", "Dock", None, leg)) for leg in "AB"))
    assert limiting_words(site, found, by_hour=False) == told
