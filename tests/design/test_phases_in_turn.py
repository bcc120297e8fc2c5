"""A family of circuits takes several connections in turn."""

import pytest

from evsite.model.finding import SiteFileError
from evsite.sitefile.loading import loads

TEXT = """[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "800 A"
system = "{system}"
[panels.P]
fed_from = "U"
main = "400 A"
spaces = 12
[circuits.C]
panel = "P"
breaker = "40 A"
{keys}
"""


def site(keys, system="208Y/120"):
    return loads(TEXT.format(keys=keys, system=system))


@pytest.mark.parametrize(
    ("phases", "connections"),
    [
        ('["AB", "BC", "CA"]', ["AB", "BC", "CA", "AB"]),
        ('["BC", "AB"]', ["BC", "AB", "BC", "AB"]),
        ('["A", "B", "C"]', ["AN", "BN", "CN", "AN"]),
        ('["ABC"]', ["ABC"] * 4),
        ('"AB"', ["AB"] * 4),
    ],
)
def test_circuits_of_a_family_take_connections_in_turn(phases, connections):
    found = site(f"count = 4\nphases = {phases}").circuits.values()
    assert [circuit.connection for circuit in found] == connections
    assert {circuit.poles for circuit in found} == {len(connections[0].replace("N", ""))}


@pytest.mark.parametrize(
    ("keys", "message", "remedy"),
    [
        ('phases = ["AB", "BC"]', "phases has 2 connections, but [circuits.C] is one circuit", 'phases = "AB", or'),
        ('count = 2\nphases = ["AB", "A"]', "found 'AB' beside conductors of another number", ""),
        ("count = 2\nphases = []", "found an empty list", ""),
        ('count = 2\nphases = ["AB", 1]', "phases: found a number", ""),
        ('count = 2\npoles = 3\nphases = ["AB", "BC"]', "poles makes 3 poles, but phases makes 2 poles", ""),
    ],
)
def test_a_list_of_phases_that_cannot_be_is_refused(keys, message, remedy):
    with pytest.raises(SiteFileError) as refused:
        site(keys)
    (finding,) = refused.value.findings
    assert message in finding.message
    assert remedy in finding.remedy


def test_each_connection_of_a_list_has_to_be_there():
    with pytest.raises(SiteFileError, match="'BC' is not there"):
        site('count = 2\nphases = ["AB", "BC"]', "240/120")
