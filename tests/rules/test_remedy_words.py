"""Remedies as sentences."""

from __future__ import annotations

from effort import for_each
from evsite.model.remedy import REMOVE, Edit, added, meant, one_of, remedy, renamed, when
from evsite.model.remedy_words import sentence

BREAKER = ("circuits", "C", "breaker")
LIMIT = ("groups", "G", "limit")


@for_each(
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
            [[Edit(("stations", f"S{number}", "fallback"), "8 A") for number in range(1, 5)]],
            'fallback = "8 A" in [stations.S1], [stations.S2], [stations.S3] and [stations.S4]',
        ),
        (
            [[Edit(("stations", f"S{number}", "fallback"), "8 A") for number in range(1, 1008)]],
            'fallback = "8 A" in [stations.S1], [stations.S2], [stations.S3] and 1,004 more',
        ),
        (
            [[Edit(("circuits", "C", "conductor", "size"), "3 AWG"), Edit(("circuits", "C", "conductor", "sets"), 2)]],
            'size = "3 AWG" and sets = 2',
        ),
        (
            [added([Edit(("site", "peak_shaving"), value=False), Edit(("site", "has_generation"), value=False)])],
            "add peak_shaving = false and has_generation = false",
        ),
        ([when(Edit(LIMIT, "9 A"), "or less")], 'limit = "9 A" in [groups.G], or less'),
        (
            [Edit(BREAKER, "20 A"), when(Edit(LIMIT, "9 A"), "where a meter measures")],
            'a 20 A breaker; or limit = "9 A" in [groups.G], where a meter measures',
        ),
        ([added(Edit(BREAKER, "40 A"), "for instance")], 'add breaker = "40 A", for instance'),
        ([added(Edit(LIMIT, "9 A")), added(Edit(LIMIT, "2 kW"))], 'add limit = "9 A" in [groups.G], or "2 kW"'),
        (
            [added(Edit(("circuits", "C", "panel"), "P")), added(Edit(BREAKER, "40 A"))],
            'add panel = "P", or breaker = "40 A"',
        ),
        (
            [added([Edit(("circuits", "C", "on"), REMOVE), Edit(("circuits", "C", "a"), 1), Edit(BREAKER, "9 A")])],
            'remove on and add a = 1 and breaker = "9 A"',
        ),
        (["at a panel", added(Edit(BREAKER, "40 A"))], 'at a panel, or add breaker = "40 A"'),
        (one_of(("circuits", "C", "poles"), (1, 2, 3)).alternatives, "poles = 1, 2 or 3"),
        (one_of(("circuits", "C", "phases"), ("AB", "CA"), "added").alternatives, 'add phases = "AB", or "CA"'),
        (one_of(BREAKER, ("9 A", "9 kA"), "written").alternatives, 'breaker = "9 A", or "9 kA"'),
        ([Edit(("scenario", "slot"), REMOVE)], "remove slot"),
        (meant(("circuits", "C", "panel"), "P").alternatives, "did you mean 'P'?"),
        (meant(BREAKER, "a", "b", "c", words="(of 1, 2)").alternatives, "did you mean 'a', 'b' or 'c'? (of 1, 2)"),
        (renamed(("circuits", "C", "braker"), "breaker", "40 A").alternatives, "did you mean 'breaker'?"),
    ],
)
def test_a_sentence(ways, said):
    assert sentence(remedy(*ways), ("circuits", "C", "breaker")) == said
