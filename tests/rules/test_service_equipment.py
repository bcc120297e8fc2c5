"""What is asked of services, feeders and transformers beside their ratings: ground-fault protection, neutrals."""

from __future__ import annotations

import pytest
from snippets import circuit, site, stations, with_conductors

from evsite.rules import check
from evsite.sitefile.loading import loads


def found(toml: str, code: str):
    return [finding for finding in check(loads(toml)).findings if finding.code == code]


FEEDERS = """
[site]
nec = 2023

[supplies.U]
kind = "service"
rating = "2000 A"
system = "480Y/277"
{service}

[panels.MDP]
fed_from = "U"
main = "{mdp}"
bus = "2000 A"
{gfpe_of_mdp}

[panels.F]
fed_from = "MDP"
main = "1000 A"
bus = "1000 A"
{feeder}
"""


@pytest.mark.parametrize(
    ("service", "mdp", "gfpe_of_mdp", "feeder", "wanted"),
    [
        # 215.10 exempts a feeder where its supply side has ground-fault protection of equipment
        ("gfpe = true", "800 A", "", "", []),
        ("gfpe = true", "2000 A", "gfpe = false", "gfpe = false", []),
        ("gfpe = false", "800 A", "gfpe = true", "", [("U", "error", "230.95")]),
        ("gfpe = false", "800 A", "", "", [("U", "error", "230.95"), ("F", "warning", "215.10")]),
        ("gfpe = false", "800 A", "", "gfpe = false", [("U", "error", "230.95"), ("F", "error", "215.10")]),
        ("gfpe = false", "800 A", "", "gfpe = true", [("U", "error", "230.95")]),
        # the one main right behind a service is its disconnect
        ("", "2000 A", "gfpe = true", "", []),
        ("", "2000 A", "", "", [("U", "warning", "230.95"), ("MDP", "warning", "215.10"), ("F", "warning", "215.10")]),
    ],
)
def test_ground_fault_protection_of_services_and_feeders(service, mdp, gfpe_of_mdp, feeder, wanted):
    text = FEEDERS.format(service=service, mdp=mdp, gfpe_of_mdp=gfpe_of_mdp, feeder=feeder)
    findings = found(text, "EV117")
    assert [(each.path[1], each.severity, each.source.removeprefix("NEC 2023 ")) for each in findings] == wanted


def test_the_protection_of_a_service_ends_at_a_transformer():
    text = FEEDERS.format(service="gfpe = true", mdp="2000 A", gfpe_of_mdp="", feeder="").replace(
        '[panels.F]\nfed_from = "MDP"',
        '[supplies.T]\nkind = "transformer"\nrating = "1000 kVA"\nsystem = "480Y/277"\nfed_from = "MDP"\n{}\n'
        '[panels.F]\nfed_from = "T"',
    )
    assert [each.path for each in found(text.replace("{}", ""), "EV117")] == [("panels", "F", "main")]
    secondary = text.replace("{}", 'secondary_breaker = "1200 A"')
    assert [each.path for each in found(secondary, "EV117")] == [
        ("supplies", "T", "secondary_breaker"),
        ("panels", "F", "main"),
    ]
    assert not found(text.replace("{}", 'secondary_breaker = "1200 A"\ngfpe = true'), "EV117")


@pytest.mark.parametrize(("system", "wanted"), [("208Y/120", 0), ("480 delta", 0), ("600Y/347", 2), ("480Y/277", 2)])
def test_only_a_solidly_grounded_wye_above_150_v_asks_for_it(system, wanted):
    text = FEEDERS.format(service="gfpe = false", mdp="800 A", gfpe_of_mdp="", feeder="")
    assert len(found(text.replace("480Y/277", system), "EV117")) == wanted


SERVICE = 'kind = "service"\nrating = "800 A"\nconductor = { size = "500 kcmil", sets = 2, terminal = "75 °C" }'


def test_no_service_is_said_to_need_no_neutral():
    """The grounded conductor runs to every service disconnect, also where no load uses it (250.24(C))."""
    service, circuits = found(with_conductors(supply=SERVICE), "EV208")
    assert circuits.path == ("circuits", "C", "conductor")
    assert circuits.message.startswith("Branch circuit C: no load from line to neutral: the neutral conductor may be")
    assert service.message.startswith("Feeder to EV1, service conductors of U: no load from line to neutral; ")
    assert "the neutral (grounded conductor) runs to every service disconnect all the same" in service.message
    assert service.source == "NEC 2023 250.24"


def test_a_feeder_further_down_is_no_service():
    text = with_conductors().replace(
        '[panels.EV1]\nfed_from = "U"', '[panels.MDP]\nfed_from = "U"\nmain = "800 A"\n\n[panels.EV1]\nfed_from = "MDP"'
    )
    told = {each.path[1]: each.message for each in found(text, "EV208") if each.status != "not checked"}
    assert told["EV1"].startswith("Feeder to EV1: no load from line to neutral uses the neutral conductor")
    assert "may be left out; check the manual of the station" in told["C"]


def test_what_a_one_family_dwelling_has_is_not_asked_elsewhere():
    small = site(circuit(more="count = 3") + stations(more="count = 3"), rating="80 A")
    assert not found(small, "EV119")
    (finding,) = found(small.replace("nec = 2023", 'nec = 2023\ndwelling = "one-family"'), "EV119")
    assert finding.message == "U: service of 80 A, at least 100 A for a one-family dwelling"
    assert (finding.severity, finding.source) == ("warning", "NEC 2023 230.79(C)")
