"""What has to hold for what is guaranteed: groups, and equipment that no group holds to its rating."""

from evsite import loads, report
from evsite.studies.headline import headline

TWO_PANELS = """
[site]
name = "Two panels"
nec = 2023
application = "all-day-parking"
[supplies.U]
kind = "service"
rating = "%s"
system = "208Y/120"
[panels.M]
fed_from = "U"
main = "400 A"
[panels.P1]
fed_from = "M"
main = "400 A"
[panels.P2]
fed_from = "M"
main = "400 A"
[circuits.A]
panel = "P1"
breaker = "100 A"
poles = 2
count = 8
[circuits.B]
panel = "P2"
breaker = "100 A"
poles = 2
count = 8
[stations.A]
model = "CP6021B-80A"
count = 4
circuits = "A"
[stations.B]
model = "CP6021B-80A"
count = 4
circuits = "B"
[groups.P1]
on = "P1"
[groups.P2]
on = "P2"
"""
HELD = TWO_PANELS + '\n[groups.M]\non = "M"\n'


def found(text):
    site = loads(text)
    result = report(site)
    return result, headline(site, result, ())


def test_equipment_that_no_group_holds_is_a_premise_of_what_is_guaranteed():
    result, answer = found(TWO_PANELS % "600 A")
    assert {load.limit.owner for load in result.equipment if not load.safe} == {"M", "U"}
    assert answer.unheld == ("panel M", "service U")
    assert result.premise.endswith(
        "and that load management also holds panel M and service U to the rating, which no group does"
    )


def test_a_group_on_it_takes_the_premise_away_and_leaves_the_guarantee():
    without, _ = found(TWO_PANELS % "600 A")
    result, answer = found(HELD % "600 A")
    assert answer.unheld == ()
    assert "no group does" not in result.premise
    assert {name: each.current_a for name, each in result.guarantees.items()} == {
        name: each.current_a for name, each in without.guarantees.items()
    }
