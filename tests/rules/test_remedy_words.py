"""Remedies as sentences."""

from __future__ import annotations

import pytest

from evsite.model.remedy import REMOVE, Edit, remedy, when
from evsite.model.remedy_words import sentence

BREAKER = ("circuits", "C", "breaker")
LIMIT = ("groups", "G", "limit")


@pytest.mark.parametrize(
    ("ways", "said"),
    [
        ([], ""),
        ([None, ""], ""),
        (["ask the authority"], "ask the authority"),
        ([Edit(BREAKER, "80 A")], "an 80 A breaker"),
        ([Edit(BREAKER, "100 A"), Edit(BREAKER, "110 A")], "a 100 A breaker, or a 110 A breaker"),
        ([Edit(("supplies", "U", "rating"), "11 kVA", "transformer")], "an 11 kVA transformer in [supplies.U]"),
        ([Edit(("stations", "S", "count"), 6, "port")], "at most 6 ports"),
        ([Edit(("stations", "S", "count"), 1, "station")], "at most 1 station"),
        ([Edit(("groups", "C"), {"on": "C", "limit": "80 A"})], "a group on C of at most 80 A"),
        ([Edit(("loads", "L"), {"on": "C", "current": "8 A"})], '[loads.L] with on = "C" and current = "8 A"'),
        ([Edit(("circuits", "C", "poles"), 2)], "poles = 2"),
        ([Edit(("circuits", "C", "phases"), REMOVE)], "remove phases"),
        ([Edit(("ignore", 0), REMOVE)], "remove this [[ignore]]"),
        ([Edit(("groups", "G"), REMOVE)], "remove [groups.G]"),
        ([Edit(("site", "plan"), REMOVE)], "remove plan"),
        ([Edit(("site", "plan"), "x"), Edit(("site", "plan"), "y")], 'plan = "x", or "y"'),
        ([Edit(LIMIT, "9 A")], 'limit = "9 A" in [groups.G]'),
        ([Edit(("groups", 'a "b"', "limit"), "9 A")], 'limit = "9 A" in [groups."a \\"b\\""]'),
        (
            [[Edit(("stations", "S", "fallback"), "8 A"), Edit(("stations", "T", "fallback"), "8 A")]],
            'fallback = "8 A" in [stations.S] and [stations.T]',
        ),
        (
            [[Edit(("circuits", "C", "conductor", "size"), "3 AWG"), Edit(("circuits", "C", "conductor", "sets"), 2)]],
            'size = "3 AWG" and sets = 2',
        ),
        ([when(Edit(LIMIT, "9 A"), "or less")], 'limit = "9 A" in [groups.G], or less'),
        (
            [Edit(BREAKER, "20 A"), when(Edit(LIMIT, "9 A"), "where a meter measures")],
            'a 20 A breaker; or limit = "9 A" in [groups.G], where a meter measures',
        ),
    ],
)
def test_a_sentence(ways, said):
    assert sentence(remedy(*ways), ("circuits", "C", "breaker")) == said
