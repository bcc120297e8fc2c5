"""Conductors that carry the whole load of a dwelling (310.12)."""

from __future__ import annotations

import pytest

from evsite.codebook.conductors import Conductor, size_words, sizes
from evsite.codebook.dwelling import serves_dwelling, table_size
from evsite.rules import check
from evsite.sitefile.edits import apply_edits
from evsite.sitefile.loading import loads
from evsite.studies.conductors import propose_conductors

HOUSE = """\
[site]
nec = 2023
dwelling = "one-family"
[supplies.U]
kind = "service"
rating = "200 A"
system = "240/120"
conductor = { size = "2/0 AWG", terminal = "75 °C" }
[panels.P]
fed_from = "U"
main = "200 A"
bus = "200 A"
[loads.House]
on = "P"
current = "90 A"
continuous = false
[circuits.C]
panel = "P"
breaker = "60 A"
[stations.S]
max_current = "48 A"
circuits = "C"
"""
FEEDER = 'bus = "200 A"\nconductor = { size = "2/0 AWG", terminal = "75 °C" }'
ON_FEEDER = HOUSE.replace('conductor = { size = "2/0 AWG", terminal = "75 °C" }\n', "").replace('bus = "200 A"', FEEDER)
GARAGE = """\
[panels.G]
fed_from = "P"
main = "200 A"
conductor = { size = "2/0 AWG", terminal = "75 °C" }
"""


def reported(toml, *codes):
    codes = codes or ("EV201", "EV202")
    return [f for f in check(loads(toml), select=codes).findings if f.code in codes and f.status != "not checked"]


@pytest.mark.parametrize("nec", [2017, 2020, 2023, 2026])
def test_2_0_copper_on_a_200_a_dwelling_service(nec):
    toml = HOUSE.replace("nec = 2023", f"nec = {nec}")
    assert reported(toml) == []
    (finding,) = reported(toml.replace("2/0 AWG", "1/0 AWG"), "EV201")
    assert finding.remedy == 'size = "2/0 AWG"'
    assert ("310.15(B)(7)" if nec == 2017 else "310.12") in finding.source


@pytest.mark.parametrize("system", ["240/120", "120/208 single-phase"])
def test_both_systems_of_the_section(system):
    assert reported(HOUSE.replace("240/120", system)) == []


def test_conductors_by_the_general_rule_are_not_larger_by_what_a_dwelling_permits():
    """3/0 AWG is what 200 A ask for elsewhere: the table's equipment grounding conductor is large enough for it."""
    wire = 'conductor = { size = "3/0 AWG", terminal = "75 °C", egc = "6 AWG" }'
    toml = ON_FEEDER.replace(FEEDER, f'bus = "200 A"\n{wire}')
    assert reported(toml, "EV206") == []
    (finding,) = reported(toml.replace("3/0 AWG", "4/0 AWG"), "EV206")
    assert "in proportion" in finding.message


def test_not_on_three_phases_and_not_beyond_400_a():
    three = HOUSE.replace("240/120", "208Y/120")
    assert [f.code for f in reported(three)] == ["EV201"]
    large = HOUSE.replace('"200 A"', '"450 A"').replace("2/0 AWG", "500 kcmil")  # 380 A, 83 % of 450 A is 373.5 A
    assert [f.code for f in reported(large)] == ["EV201"]


def test_more_load_than_the_ampacity_is_no_matter_of_the_conductors_as_long_as_it_fits_the_device():
    """1.25 x 48 A + 118 A = 178 A, on conductors for 175 A."""
    toml = HOUSE.replace('"90 A"', '"118 A"')
    assert reported(toml) == []
    assert {f.code for f in reported(toml.replace('dwelling = "one-family"\n', ""))} == {"EV201", "EV202"}


def test_what_is_undeclared_is_reported_how_to_declare():
    for toml in (HOUSE, ON_FEEDER):
        (finding,) = reported(toml.replace('dwelling = "one-family"\n', ""), "EV201")
        assert finding.severity == "error"
        assert finding.remedy.endswith('dwelling = "one-family", where this is a one-family dwelling')
        assert finding.notes == ("carrying the whole load of a dwelling, 2/0 AWG Cu passes by 310.12",)
        declared = apply_edits(toml.replace('dwelling = "one-family"\n', ""), finding.fix.edits[-1])
        assert reported(declared) == []
    thin = HOUSE.replace('dwelling = "one-family"\n', "").replace("2/0 AWG", "1/0 AWG")
    assert "dwelling" not in reported(thin, "EV201")[0].remedy
    hotel = HOUSE.replace('dwelling = "one-family"', 'application = "multifamily"')
    assert "dwelling" not in reported(hotel, "EV201")[0].remedy


def test_the_main_panel_that_everything_is_below():
    assert reported(ON_FEEDER) == []
    beside = ON_FEEDER + '[loads.Barn]\non = "U"\ncurrent = "20 A"\n'
    assert [f.code for f in reported(beside)] == ["EV201"]


def test_a_panel_for_vehicles_is_none_even_if_the_file_has_nothing_else():
    below = (HOUSE + GARAGE).replace('panel = "P"', 'panel = "G"')
    assert [f.path[1] for f in reported(below, "EV201")] == ["G"]
    alone = below.replace('[loads.House]\non = "P"\ncurrent = "90 A"\ncontinuous = false\n', "")
    assert [f.path[1] for f in reported(alone, "EV201")] == ["G"]
    metered = below.replace("[panels.P]", 'metered = { peak = "60 A", days = 365 }\n[panels.P]')
    assert [f.path[1] for f in reported(metered, "EV201")] == ["G"]


def test_a_disconnect_outdoors_ahead_of_the_main_panel():
    outdoors = (HOUSE + GARAGE).replace('panel = "P"', 'panel = "G"').replace('on = "P"', 'on = "G"')
    assert reported(outdoors) == []
    smaller = outdoors.replace(GARAGE, GARAGE.replace('"200 A"', '"175 A"').replace("2/0", "1/0"))
    assert [f.path[1] for f in reported(smaller, "EV201")] == ["G"]


@pytest.mark.parametrize("kind", ["two-family", "multifamily"])
def test_units_of_larger_buildings_say_so(kind):
    toml = ON_FEEDER.replace("one-family", kind)
    (finding,) = reported(toml, "EV201")
    assert finding.remedy.endswith("dwelling_unit = true, where it carries the whole load of one dwelling unit")
    assert reported(apply_edits(toml, finding.fix.edits[-1])) == []
    assert [f.code for f in reported(HOUSE.replace("one-family", kind))] == ["EV201"]  # the service of the building
    denied = ON_FEEDER.replace("[panels.P]", "[panels.P]\ndwelling_unit = false")
    assert [f.remedy for f in reported(denied, "EV201")] == ['size = "3/0 AWG", or a 175 A main']


@pytest.mark.parametrize("material", ["Cu", "Al"])
@pytest.mark.parametrize("rating", [100, 110, 125, 150, 175, 200, 225, 250, 300, 350, 400])
def test_the_sizes_of_the_table_are_83_percent_and_the_next_smaller_ones_are_not(rating, material):
    size = table_size(rating, material)
    smaller = sizes()[sizes().index(size) - 1]
    assert serves_dwelling(Conductor(size, material), rating)
    assert not serves_dwelling(Conductor(smaller, material), rating)


def test_the_table_is_for_conductors_that_nothing_is_taken_off():
    """4 AWG copper on 100 A: 70 A by terminals for 60 degC, which the table does not ask about."""
    assert serves_dwelling(Conductor("4", terminal_c=60), 100)
    assert not serves_dwelling(Conductor("4", terminal_c=60, ambient_c=40), 100)
    assert not serves_dwelling(Conductor("4", terminal_c=60, current_carrying=6), 100)
    assert not serves_dwelling(Conductor("4", terminal_c=60, limited_c=60), 100)
    assert serves_dwelling(Conductor("4", ambient_c=33), 100)  # 95 A x 0.96 in the 90 degC column
    assert serves_dwelling(Conductor("1/0", sets=2), 350)  # 300 A of 290.5
    assert not serves_dwelling(Conductor("3"), 90)
    assert not serves_dwelling(Conductor("1000"), 401)


def test_a_proposal_for_a_dwelling_is_what_the_rule_takes():
    (service,) = [each for each in propose_conductors(loads(HOUSE)) if each.kind == "service"]
    assert size_words(service.choices[0].conductor.size) == "2/0 AWG"
