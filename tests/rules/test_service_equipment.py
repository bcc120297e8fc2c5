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


@pytest.mark.parametrize("supply", [SERVICE, SERVICE.replace('"service"', '"transformer"').replace("800 A", "300 kVA")])
def test_nothing_that_comes_from_a_supply_is_said_to_need_no_neutral(supply):
    """The grounded conductor runs to every service disconnect, also where no load uses it (250.24(C))."""
    findings = found(with_conductors(supply=supply), "EV208")
    (reported,) = (each for each in findings if each.path[0] != "circuits")
    assert "but it (the grounded conductor) runs to every service disconnect" in reported.message
    assert "left out" not in reported.message
    assert "250.24" in reported.source


def test_what_a_one_family_dwelling_has_is_not_asked_elsewhere():
    small = site(circuit(more="count = 3") + stations(more="count = 3"), rating="80 A")
    assert not found(small, "EV119")
    (finding,) = found(small.replace("nec = 2023", 'nec = 2023\ndwelling = "one-family"'), "EV119")
    assert finding.message == "U: service of 80 A, at least 100 A for a one-family dwelling"
    assert (finding.severity, finding.source) == ("warning", "NEC 2023 230.79(C)")


def dwelling(kind: str = "one-family", *, nec: int = 2023, breaker: str = "40 A", keys: str = "") -> str:
    return site(circuit(breaker=breaker) + stations(more=keys), nec=nec, site_keys=f'dwelling = "{kind}"')


@pytest.mark.parametrize("kind", ["one-family", "two-family", "multifamily"])
@pytest.mark.parametrize(("nec", "wanted"), [(2017, []), *((nec, ["warning"]) for nec in (2020, 2023, 2026))])
def test_outdoor_outlets_of_dwellings_ask_for_ground_fault_protection(kind, nec, wanted):
    text = dwelling(kind, nec=nec, keys="outdoors = true")
    assert [finding.severity for finding in found(text, "EV320")] == wanted
    assert not found(text.replace(f'dwelling = "{kind}"', ""), "EV320"), "of other occupancies nothing is asked"


@pytest.mark.parametrize(
    ("keys", "breaker", "wanted"),
    [
        ("outdoors = true", "50 A", ["advice"]),
        ("outdoors = true", "60 A", []),
        ("outdoors = true\ngfci = true", "40 A", []),
        ("outdoors = true\ngfci = false", "40 A", ["advice"]),
        ("", "40 A", ["not checked"]),
        ("", "60 A", []),
        ('outdoors = true\nconnection = "plug"\nreceptacle = "50 A"', "40 A", []),
    ],
)
def test_which_outlets_these_are(keys, breaker, wanted):
    assert [finding.status for finding in found(dwelling(breaker=breaker, keys=keys), "EV320")] == wanted


def test_garages_came_in_2023():
    assert not found(dwelling(nec=2020, keys="outdoors = false"), "EV320")
    assert [finding.severity for finding in found(dwelling(keys="outdoors = false"), "EV320")] == ["info"]


def test_above_150_v_to_ground_and_on_three_phases_nothing_is_asked():
    text = dwelling(keys="outdoors = true").replace("208Y/120", "480Y/277")
    assert not found(text, "EV320")
    three = dwelling(keys="outdoors = true").replace('breaker = "40 A"', 'breaker = "40 A"\npoles = 3')
    assert not found(three, "EV320")


@pytest.mark.parametrize("code", ["EV128", "EV129", "EV320"])
def test_a_site_that_says_nothing_of_dwellings_hears_nothing_of_them(code):
    assert not found(site(circuit() + stations()), code)


@pytest.mark.parametrize(("code", "key"), [("EV128", "surge_protection"), ("EV129", "emergency_disconnect")])
@pytest.mark.parametrize(("said", "statuses"), [("", ["not checked"]), ("true", []), ("false", ["advice"])])
def test_what_the_service_of_a_dwelling_has(code, key, said, statuses):
    text = dwelling()
    if said:
        text = text.replace('kind = "service"', f'kind = "service"\n{key} = {said}')
    findings = found(text, code)
    assert [finding.status for finding in findings] == statuses
    assert {finding.severity for finding in findings} <= {"info"}
    assert not found(text.replace("nec = 2023", "nec = 2017"), code)


def test_emergency_disconnects_are_of_one_and_two_families():
    assert found(dwelling("two-family"), "EV129")
    assert not found(dwelling("multifamily"), "EV129")
    assert found(dwelling("multifamily"), "EV128")


def test_a_transformer_of_the_utility_needs_no_disconnect_here():
    own = FEEDERS.format(service="gfpe = true", mdp="2000 A", gfpe_of_mdp="", feeder="").replace(
        '[panels.F]\nfed_from = "MDP"',
        '[supplies.T]\nkind = "transformer"\nrating = "1000 kVA"\nsystem = "480Y/277"\nfed_from = "MDP"\n\n'
        '[panels.F]\nfed_from = "T"',
    )
    (finding,) = found(own, "EV130")
    assert (finding.status, finding.needs) == ("not checked", "primary_disconnect in [supplies.T]")
    fed = 'system = "480Y/277"\nfed_from = "MDP"'
    assert not found(own.replace(fed, f"{fed}\nprimary_disconnect = true"), "EV130")
    assert not found(own.replace(fed, 'system = "480Y/277"'), "EV130")
