"""Worked examples that were published, by the command."""

import json

import pytest


def sized(evsite, *options):
    result = evsite("size", *options, "--format", "json")
    assert result.exit_code == 0, result.stdout + result.stderr
    return json.loads(result.stdout)["designs"]


@pytest.mark.parametrize("source", [("--service", "225 kVA"), ("--panel", "600 A")])
def test_27_stations_of_30_a_on_225_kva(evsite, source):
    # autodocbox.com 66350775: the main is of 600 A, the largest standard one at or below 624.5 A
    design = sized(evsite, *source, "--system", "208Y/120", "--station", "30 A", "--no-sharing")[0]
    assert design["ports"] == 27
    assert {panel["main_a"] for panel in design["panels"]} == {600}


def test_189_stations_behind_seven_transformers_and_more_behind_larger_ones(evsite):
    # the same page has seven panels of 27; 1,600 A at 80 % carry 213 stations, which larger transformers feed
    options = ("--service", "1600 A", "--system", "600Y/347", "--station", "30 A", "--no-sharing")
    design = sized(evsite, *options, "--stalls", "189")[0]
    assert design["ports"] == 189
    assert sum(design["transformers_kva"]) <= 7 * 225
    assert sized(evsite, *options)[0]["ports"] == 213


@pytest.mark.parametrize(
    ("options", "kva"),
    [
        # entogo.ca, EV charging service capacity calculator, at a design loading of 0.8
        (("--system", "208Y/120", "--stalls", "6", "--station", "32 A"), 75),
        (("--system", "480Y/277", "--stalls", "4", "--station", "150 kW"), 1000),
    ],
)
def test_the_least_transformer_with_a_fifth_left_free(evsite, options, kva):
    design = sized(evsite, "--transformer", "any", *options, "--spare", "20 %", "--no-sharing")[0]
    assert design["service_kva"] == kva


@pytest.mark.parametrize(("stalls", "kva"), [(20, 150), (10, 75)])
def test_the_least_transformer_for_stations_of_32_a(evsite, stalls, kva):
    # forums.mikeholt.com 2559404, plans of an office building
    options = ("--system", "208Y/120", "--stalls", str(stalls), "--station", "32 A", "--no-sharing", "--nec", "2020")
    design = sized(evsite, "--transformer", "any", *options)[0]
    assert design["warnings"] == []
    assert design["service_kva"] == kva


@pytest.mark.parametrize("rating", ["225 kVA", "112.5 kVA"])
def test_no_main_is_above_what_its_service_is_rated_for(evsite, rating):
    rated_a = float(rating.split()[0]) * 1000 / 208 / 3**0.5
    for design in sized(evsite, "--service", rating, "--system", "208Y/120"):
        assert max(panel["main_a"] for panel in design["panels"]) <= rated_a


def test_the_chart_of_the_guide_gives_sixty_ports_on_thirty_jumpers(evsite):
    # 320 A serve six ports of 80 A on three pairs, and the chart goes up to 10:1 for parking all day
    options = ("--service", "400 A", "--system", "208Y/120", "--model", "CP6021B-80A")
    design = sized(evsite, *options, "--application", "all-day-parking")[0]
    assert (design["ports"], design["home_runs"], design["circuits"]) == (60, 30, "jumper")
    assert (design["circuit_breaker_a"], design["warnings"]) == (100, [])
