"""What a DC station draws: the nameplate, else kW and losses, and losses that are assumed and told."""

import csv
import json
from math import sqrt
from pathlib import Path

import jsonschema
import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

import evsite
from effort import examples
from evsite.analysis.site_analysis import SiteAnalysis
from evsite.codebook.dc_input import assumed
from evsite.codebook.ocpd import next_standard_a
from evsite.model.catalog import Catalog, load_catalog
from evsite.model.limit_id import LimitId
from evsite.model.moments import lower_envelope, upper_envelope
from evsite.sitefile.schema import site_schema

DATA = Path(evsite.__file__).parent / "data"
LOSSES = 0.92 * 0.92
SERVICE = """
[site]
nec = 2023

[supplies.U]
kind = "service"
rating = "3000 A"
system = "{system}"

[circuits.C]
panel = "U"
breaker = "{breaker_a} A"
phases = "{phases}"

[stations.S]
circuits = "C"
{station}
"""
PLACES = [
    ("480Y/277", "ABC", sqrt(3) * 480),
    ("208Y/120", "ABC", sqrt(3) * 208),
    ("600Y/347", "ABC", sqrt(3) * 600),
    ("240/120", "AB", 240),
    ("208Y/120", "AB", 208),
    ("480Y/277", "A", 277),
]
"""Voltage system, conductors, and volt-amperes of an ampere."""


def text_of(station, *, system="480Y/277", phases="ABC", breaker_a=1000, more=""):
    return SERVICE.format(system=system, phases=phases, breaker_a=breaker_a, station=station) + more


def port_of(station, **where):
    return evsite.loads(text_of(station, **where)).ports["S.1"]


def problem_of(station, **where):
    with pytest.raises(evsite.SiteFileError) as caught:
        evsite.loads(text_of(station, **where))
    (finding,) = caught.value.findings
    return finding


def catalog(keys):
    return f"[catalog.mine]\n{keys}\n"


def own(keys, station="", **where):
    return port_of(f'model = "mine"\n{station}', more=catalog(keys), **where)


# --- the nameplate --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ['type = "dc"\n', ""])
def test_the_nameplate_counts_whatever_the_power_is(kind):
    port = port_of(f'{kind}max_power = "80 kW"\nmax_current = "107 A"')
    assert port.dc
    assert (port.rated_a, port.max_a) == (107, 107)
    assert port.rated_a * port.output_kw_per_a == pytest.approx(80)
    assert evsite.loads(text_of('max_power = "80 kW"\nmax_current = "107 A"')).assumptions == ()


@pytest.mark.parametrize(
    ("keys", "amps"),
    [
        ('max_power = "80 kW"\ninput_current = "107 A"', 107),
        ('max_power = "80 kW"\ninput_current = "107 A"\nefficiency = 0.99\npower_factor = 0.99', 107),
        ('max_power = "80 kW"\ninput_current = "107 A"\nefficiency = 0.8', 107),
        ('max_power = "80 kW"\nmax_current = "107 A"', 107),
        ('base = "cpe280"\ninput_current = "107 A"', 107),
        ('base = "cpe250"\ninput_current = "85 A"', 85),
        ('base = "cpe250"\nmax_current = "85 A"', 85),
        ('type = "dc"\ninput_current = "107 A"', 107),
    ],
)
def test_the_nameplate_of_a_catalogue_table_counts(keys, amps):
    assert own(keys).rated_a == pytest.approx(amps)


def test_what_stands_in_the_station_s_table_comes_before_the_catalogue():
    assert own('max_power = "80 kW"\ninput_current = "107 A"', 'max_current = "112 A"').rated_a == 112
    assert port_of('model = "cpe280"\nmax_current = "107 A"').rated_a == 107


def test_a_lower_power_of_a_station_draws_less_by_the_nameplate_s_ratio():
    assert own('max_power = "80 kW"\ninput_current = "107 A"', 'max_power = "40 kW"').rated_a == pytest.approx(53.5)


def test_a_table_that_builds_on_another_keeps_its_nameplate_or_has_its_own():
    first = '[catalog.first]\nmax_power = "80 kW"\ninput_current = "107 A"\nefficiency = 0.8\n'
    assert port_of('model = "mine"', more=first + catalog('base = "first"')).rated_a == pytest.approx(107)
    first = '[catalog.first]\nmax_power = "80 kW"\nmax_current = "107 A"\n'
    own_current = catalog('base = "first"\ninput_current = "112 A"')
    assert port_of('model = "mine"', more=first + own_current).rated_a == pytest.approx(112)


def test_a_current_that_the_power_does_not_fit_is_a_lower_setting_of_a_known_model():
    port = port_of('model = "cpe280"\nmax_current = "90 A"')
    assert port.rated_a == 90
    assert port.rated_a * port.output_kw_per_a == pytest.approx(90 * 0.95 * 0.98 * sqrt(3) * 0.48)


def test_a_setting_above_what_the_catalogue_says_is_possible_up_to_the_nameplate():
    assert port_of('model = "cpe280"\nmax_current = "110 A"\nsetting = "108 A"').max_a == 108
    assert problem_of('model = "cpe280"\nmax_current = "110 A"\nsetting = "112 A"').code == "EV044"
    keys = 'max_power = "80 kW"\nmax_current = "107 A"'
    assert own(keys, 'max_current = "112 A"\nsetting = "110 A"').max_a == 110


@pytest.mark.parametrize("model", [model.id for model in load_catalog().values() if model.dc])
def test_the_catalogue_s_input_current_is_never_undercut(model):
    found = Catalog().find(model)
    port = port_of(f'model = "{model}"\nports = 1')
    assert port.rated_a >= found.ac_input_a * (1 - 1e-12)
    if found.input_is_nameplate:
        assert port.rated_a == pytest.approx(found.ac_input_a)
    else:
        by_losses_a = found.port_dc_kw / (found.efficiency * found.power_factor * sqrt(3) * 0.48)
        assert port.rated_a == pytest.approx(max(by_losses_a, found.ac_input_a))
        assert by_losses_a == pytest.approx(found.ac_input_a, rel=0.04)


def test_losses_given_for_a_model_replace_those_that_its_current_was_derived_from():
    assert own('base = "cpe280"\nefficiency = 0.99\npower_factor = 1.0').rated_a == pytest.approx(
        80 / (0.99 * sqrt(3) * 0.48)
    )


def test_losses_do_not_lower_a_published_current():
    assert own('base = "abb-terra-184"\nports = 1\nefficiency = 0.99\npower_factor = 1.0').rated_a == 230


# --- what cannot be -------------------------------------------------------------------------------------------------


def test_more_out_than_in_is_reported():
    finding = problem_of('type = "dc"\nmax_power = "80 kW"\nmax_current = "90 A"')
    assert (finding.code, finding.path) == ("EV044", ("stations", "S", "max_current"))
    assert "cannot deliver 80 kW from 90 A: at 480 V, three-phase, that is 74.82 kVA" in finding.message
    # 80 kW / (sqrt(3) x 480 V) = 96.23 A
    assert "above 96.3 A" in finding.remedy


def test_the_least_current_that_can_carry_the_power_is_taken():
    least_a = 80_000 / sqrt(3) / 480
    assert port_of(f'type = "dc"\nmax_power = "80 kW"\nmax_current = "{least_a!r} A"').rated_a == pytest.approx(least_a)
    assert problem_of(f'type = "dc"\nmax_power = "80 kW"\nmax_current = "{least_a * (1 - 1e-7)!r} A"').code == "EV044"


@pytest.mark.parametrize(
    ("keys", "code", "bits"),
    [
        ('max_power = "80 kW"\ninput_current = "90 A"', "EV041", ["cannot deliver 80 kW from 90 A", "74.82 kVA"]),
        ('base = "abb-terra-184"\ninput_current = "200 A"', "EV041", ["180 kW", "200 A"]),
        ('max_power = "80 kW"\nmax_current = "90 A"', "EV044", ["mine cannot deliver 80 kW from 90 A"]),
        (
            'max_power = "80 kW"\ninput_current = "107 A"\ninput_voltage = "208 V"',
            "EV041",
            ["at 208 V, three-phase, that is 38.55 kVA"],
        ),
        ('max_power = "24 kW"\ninput_current = "125 A"\nphases = 1', "EV041", ["at an unknown voltage"]),
        ('type = "ac"\nmax_current = "32 A"\ninput_current = "32 A"', "EV041", ["is for DC stations"]),
        ('type = "ac"\nmax_current = "32 A"\ninput_voltage = "208 V"', "EV041", ["is for DC stations"]),
        ('max_power = "40 kW"\ninput_current = "60 A"\nmax_current = "70 A"', "EV041", ["max_current, 70 A"]),
    ],
)
def test_an_input_current_that_cannot_be_is_reported(keys, code, bits, tmp_path):
    finding = problem_of('model = "mine"', more=catalog(keys))
    assert finding.code == code
    assert all(bit in finding.message for bit in bits)
    if code == "EV041":
        # the same in a catalogue file, told at the key that names it
        (tmp_path / "own.toml").write_text(catalog(keys))
        text = text_of('model = "mine"').replace("nec = 2023", 'nec = 2023\ncatalog = "own.toml"')
        with pytest.raises(evsite.SiteFileError) as caught:
            evsite.loads(text, str(tmp_path / "site.toml"))
        (reported,) = caught.value.findings
        assert reported.path == ("site", "catalog")
        assert all(bit in reported.message for bit in ["own.toml, line", *bits])


@pytest.mark.parametrize("value", ["107", '"107 kW"', '"0 A"', "[1]", '"much"'])
@pytest.mark.parametrize("key", ["input_current", "input_voltage"])
def test_a_value_that_is_no_current_or_voltage_is_reported(key, value):
    finding = problem_of('model = "mine"', more=catalog(f'max_power = "80 kW"\n{key} = {value}'))
    assert finding.path == ("catalog", "mine", key)


# --- kW alone -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("system", "phases", "va_per_a"), PLACES)
def test_kw_alone_draw_what_assumed_losses_make_of_them(system, phases, va_per_a):
    port = port_of('max_power = "24 kW"', system=system, phases=phases)
    assert port.dc
    assert port.rated_a == pytest.approx(24_000 / (LOSSES * va_per_a))
    assert port.rated_a > 24_000 / va_per_a
    assert port.rated_a * port.output_kw_per_a == pytest.approx(24)


@given(power_kw=st.floats(1, 500), place=st.sampled_from(PLACES))
@settings(max_examples=examples(50), deadline=None)
def test_kw_alone_are_never_less_than_at_unity(power_kw, place):
    system, phases, va_per_a = place
    rated_a = port_of(f'max_power = "{power_kw} kW"', system=system, phases=phases, breaker_a=6000).rated_a
    assert rated_a >= power_kw * 1000 / va_per_a
    assert rated_a * assumed("efficiency").value * assumed("power_factor").value == pytest.approx(
        power_kw * 1000 / va_per_a
    )


@pytest.mark.parametrize(
    ("keys", "losses", "reported"),
    [
        ("efficiency = 0.95", 0.95 * 0.92, "an assumed power factor of 0.92"),
        ("power_factor = 0.95", 0.95 * 0.92, "an assumed efficiency of 0.92"),
        ("", LOSSES, "an assumed efficiency of 0.92 and power factor of 0.92"),
        ("efficiency = 0.95\npower_factor = 0.98", 0.95 * 0.98, None),
    ],
)
def test_only_what_is_not_given_is_assumed(keys, losses, reported):
    text = text_of('model = "mine"', more=catalog(f'max_power = "80 kW"\n{keys}'))
    site = evsite.loads(text)
    assert site.ports["S.1"].rated_a == pytest.approx(80 / (losses * sqrt(3) * 0.48))
    messages = [assumption.message for assumption in site.assumptions]
    assert messages == ([] if reported is None else [f"S: input current calculated from kW at {reported}"])


@pytest.mark.parametrize("station", ['type = "dc"\nmax_current = "100 A"', 'type = "dc"\nsetting = "100 A"'])
def test_kw_of_a_current_alone_are_assumed_too(station):
    site = evsite.loads(text_of(station))
    port = site.ports["S.1"]
    assert port.rated_a == 100
    assert port.rated_a * port.output_kw_per_a == pytest.approx(100 * LOSSES * sqrt(3) * 0.48)
    (assumption,) = site.assumptions
    assert assumption.message.startswith("S: kW to the vehicles calculated from the input current")
    assert "max_power" in assumption.remedy


def test_the_assumed_losses_are_no_better_than_any_of_the_catalogue_and_have_a_source():
    models = [model for model in load_catalog().values() if model.dc]
    for quantity in ("efficiency", "power_factor"):
        known = [value for model in models if (value := getattr(model, quantity)) is not None]
        assert assumed(quantity).value <= min(known)
        assert assumed(quantity).source
    with (DATA / "dc_input.csv").open(newline="") as file:
        assert [row["quantity"] for row in csv.DictReader(file)] == ["efficiency", "power_factor"]


def test_every_dc_row_of_the_catalogue_says_what_its_input_current_is():
    with (DATA / "stations.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            expected = {"nameplate", "derived"} if row["category"] == "dcfc" else {""}
            assert row["ac_input_basis"] in expected, row["id"]


# --- another voltage ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["cpe280", "cpe250", "abb-terra-184", "mine"])
def test_a_lower_voltage_takes_more_current_and_a_higher_one_no_less(model):
    station, more = f'model = "{model}"\nports = 1', catalog('max_power = "80 kW"\ninput_current = "107 A"')
    at = {
        system: evsite.loads(text_of(station, more=more, system=system))
        for system in ("208Y/120", "480Y/277", "600Y/347")
    }
    amps = {system: site.ports["S.1"].rated_a for system, site in at.items()}
    assert amps["208Y/120"] == pytest.approx(amps["480Y/277"] * 480 / 208)
    assert amps["600Y/347"] == pytest.approx(amps["480Y/277"])
    voltages = {
        system: [each for each in site.assumptions if "is built for" in each.message] for system, site in at.items()
    }
    assert {system: len(reported) for system, reported in voltages.items()} == {
        "208Y/120": 1,
        "480Y/277": 0,
        "600Y/347": 1,
    }
    (notice,) = at["208Y/120"].notices
    assert (notice.code, notice.severity) == ("EV076", "warning")
    assert f"{model} is built for 480 V and fed at 208 V" in notice.message
    # the same power all the same
    powers = {round(site.ports["S.1"].rated_a * site.ports["S.1"].output_kw_per_a, 6) for site in at.values()}
    assert len(powers) == 1


def test_a_station_that_is_built_for_the_voltage_is_not_told_of():
    keys = 'max_power = "25 kW"\ninput_current = "78 A"\ninput_voltage = "208 V"'
    site = evsite.loads(text_of('model = "mine"', more=catalog(keys), system="208Y/120"))
    assert site.ports["S.1"].rated_a == 78
    assert site.notices == []


def test_a_station_on_two_wires():
    keys = 'max_power = "24 kW"\nphases = 1\ninput_current = "125 A"\ninput_voltage = "240 V"'
    assert own(keys, system="240/120", phases="AB").rated_a == 125
    assert own(keys, system="208Y/120", phases="AB").rated_a == pytest.approx(125 * 240 / 208)


# --- cabinets and modules -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("station", "port_a", "station_a"),
    [
        ('model = "kempower-c500"\nports = 4', 302, 302),
        ('model = "kempower-c500"\nports = 4\nmax_power = "50 kW"', 75.5, 302),
        ('model = "kempower-c500"\nports = 4\nmax_current = "320 A"', 320, 320),
        ('max_power = "80 kW"\nmax_current = "107 A"\nports = 2\njumper = true', 107, 107),
    ],
)
def test_a_cabinet_draws_what_its_nameplate_says_however_little_a_port_delivers(station, port_a, station_a):
    site = evsite.loads(text_of(station))
    assert [port.rated_a for port in site.ports.values()] == [pytest.approx(port_a)] * len(site.ports)
    assert site.stations["S"].jumper_total_a == pytest.approx(station_a)
    assert SiteAnalysis(site).circuit_amps("C") == pytest.approx(min(station_a, port_a * len(site.ports)))


def test_a_cabinet_and_its_ports_may_have_a_current_each():
    keys = 'max_power = "60 kW"\nports = 2\nmax_current = "80 A"\ninput_current = "160 A"'
    site = evsite.loads(text_of('model = "mine"', more=catalog(keys)))
    assert {port.rated_a for port in site.ports.values()} == {80}
    assert site.stations["S"].jumper_total_a == 160


def test_links_of_a_power_block_do_not_take_modules_away_from_each_other():
    site = evsite.loads(text_of('model = "express-plus-block"\nports = 4\nmax_power = "80 kW"'))
    (pool,) = site.pools
    assert (pool.modules, pool.port_modules) == ((5,), 2)
    shares = {share.port: share.power_kw for share in evsite.allocate(site).shares}
    assert sum(shares.values()) == pytest.approx(200)


def test_modules_of_a_pair_draw_their_part_of_the_nameplate():
    text = text_of('model = "cpe250"\ncount = 2\npaired = true\nmax_current = "84 A"').replace(
        'breaker = "1000 A"', 'breaker = "110 A"\ncount = 2'
    )
    site = evsite.loads(text)
    shares = {share.port: share for share in evsite.allocate(site, occupied=["S1.1"]).shares}
    assert (shares["S1.1"].modules, shares["S1.1"].power_kw) == (4, 125)
    assert shares["S1.1"].current_a == pytest.approx(168)
    # 84 x 1.25 = 105: with the 100 A breaker there is room for one module on each feed
    site = evsite.loads(text.replace("110 A", "100 A"))
    shares = {share.port: share for share in evsite.allocate(site, occupied=["S1.1"]).shares}
    assert (shares["S1.1"].modules, shares["S1.1"].current_a) == (2, pytest.approx(84))


# --- limits ---------------------------------------------------------------------------------------------------------


def power(text, **moment):
    return {share.port: share.power_kw for share in evsite.allocate(evsite.loads(text), **moment).shares}


GROUP = '[groups.G]\non = "U"\nlimit = "{}"\n'


def test_a_limit_in_kw_counts_what_is_delivered_where_losses_are_assumed():
    assert power(text_of('max_power = "40 kW"', more=GROUP.format("25 kW"))) == {"S.1": pytest.approx(25)}
    assert power(text_of('max_power = "40 kW"', more=GROUP.format("25 kVA"))) == {"S.1": pytest.approx(25 * LOSSES)}


def test_a_limit_in_kw_counts_what_is_drawn_where_the_nameplate_is_known():
    station = 'max_power = "40 kW"\nmax_current = "60 A"'
    expected = 25 * 40 / (60 * sqrt(3) * 0.48)
    for limit in ("25 kW", "25 kVA"):
        assert power(text_of(station, more=GROUP.format(limit))) == {"S.1": pytest.approx(expected)}


def test_windows_of_a_schedule_count_in_their_own_unit():
    more = GROUP.format("25 kW") + '[[groups.G.schedule]]\nfrom = "12:00"\nto = "18:00"\nlimit = "25 kVA"\n'
    text = text_of('max_power = "40 kW"', more=more)
    assert power(text, at="Mon 08:00") == {"S.1": pytest.approx(25)}
    assert power(text, at="Mon 13:00") == {"S.1": pytest.approx(25 * LOSSES)}
    # the lowest of the week is the one in kVA
    assert SiteAnalysis(evsite.loads(text)).least_shares["S.1"].current_a == pytest.approx(25_000 / sqrt(3) / 480)


TRANSFORMER = """
[site]
nec = 2023

[supplies.T]
kind = "transformer"
rating = "75 kVA"
system = "480Y/277"

[circuits.C]
panel = "T"
breaker = "125 A"
phases = "ABC"

[stations.S]
circuits = "C"
max_power = "70 kW"
"""


def test_a_transformer_counts_kva_whatever_is_assumed():
    use = {use.limit: use for use in evsite.allocate(evsite.loads(TRANSFORMER)).limits}[LimitId("transformer", "T")]
    # 70 kW would be 82.7 kVA
    assert use.power[0] == pytest.approx(75)
    assert power(TRANSFORMER) == {"S.1": pytest.approx(75 * LOSSES)}


def test_a_group_with_the_limit_of_its_transformer_counts_kva():
    assert power(TRANSFORMER + '[groups.T]\non = "T"\n') == {"S.1": pytest.approx(0.8 * 75 * LOSSES)}


@pytest.mark.parametrize(("limit", "safe"), [("70 kW", False), ("63.4 kW", True), ("75 kVA", True), ("76 kVA", False)])
def test_a_limit_in_kw_above_a_transformer_is_reported_with_the_losses(limit, safe):
    findings = evsite.check(evsite.loads(TRANSFORMER + f'[groups.T]\non = "T"\nlimit = "{limit}"\n')).findings
    assert ("EV401" in {finding.code for finding in findings}) is not safe


def test_a_panel_behind_a_limit_in_kw_carries_the_losses_too():
    def overloaded(limit_kw):
        text = text_of('max_power = "80 kW"').replace(
            '[circuits.C]\npanel = "U"',
            '[panels.P]\nfed_from = "U"\nmain = "100 A"\nbus = "400 A"\n[circuits.C]\npanel = "P"',
        )
        text += f'[groups.P]\non = "P"\nlimit = "{limit_kw} kW"\n'
        return {"EV102", "EV403", "EV401"} & {finding.code for finding in evsite.check(evsite.loads(text)).findings}

    # 80 A x sqrt(3) x 480 V x 0.8464 = 56.29 kW
    assert not overloaded(56.2)
    assert overloaded(56.4)


def test_the_widest_limit_of_a_week_is_the_one_in_kw():
    more = GROUP.format("25 kVA") + '[[groups.G.schedule]]\nfrom = "12:00"\nto = "18:00"\nlimit = "25 kW"\n'
    site = evsite.loads(text_of('max_power = "40 kW"', more=more))
    envelopes = upper_envelope(site), lower_envelope(site)
    assert [each.groups["G"].limit_apparent for each in envelopes] == [False, True]


def test_a_transformer_behind_a_limit_in_kw_carries_the_losses_too():
    text = TRANSFORMER.replace("70 kW", "100 kW") + '[groups.T]\non = "T"\nlimit = "70 kW"\n'
    (finding,) = [finding for finding in evsite.check(evsite.loads(text)).findings if finding.code == "EV105"]
    # 70 kW / 0.8464
    assert "up to 82.7 kVA in all" in finding.message


@pytest.mark.parametrize("limit", ["60 A", "40 kVA", "40 kW"])
def test_fallbacks_of_stations_with_assumed_losses_fill_the_limit_of_their_group(limit):
    text = text_of('max_power = "40 kW"\ncount = 2', more=GROUP.format(limit)).replace(
        'phases = "ABC"', 'phases = "ABC"\ncount = 2'
    )
    site = evsite.loads(text)
    shares = evsite.allocate(site, offline=site.ports).shares
    amps = sum(share.current_a for share in shares)
    full = {"60 A": 60, "40 kVA": 40_000 / sqrt(3) / 480, "40 kW": 40_000 / LOSSES / sqrt(3) / 480}
    assert amps == pytest.approx(full[limit])
    assert "EV409" not in {finding.code for finding in evsite.check(site).findings}


def test_the_limit_that_gives_each_port_a_module_counts_other_stations_as_it_would():
    text = text_of('model = "cpe250"\ncount = 2\npaired = true').replace('phases = "ABC"', 'phases = "ABC"\ncount = 3')
    text += '[stations.D]\nmax_power = "10 kW"\ncircuits = "C"\n'
    text += GROUP.format("60 kW")
    (finding,) = [finding for finding in evsite.check(evsite.loads(text)).findings if finding.code == "EV615"]
    # a module draws 40 A, 33.26 kVA; the other station counts the 10 kW that it delivers
    assert finding.remedy == 'limit = "76.6 kW"'


# --- raising the nameplate ------------------------------------------------------------------------------------------

WAYS = {
    "station": lambda a: (f'type = "dc"\nmax_power = "40 kW"\nmax_current = "{a} A"', ""),
    "model": lambda a: (f'model = "cpe250"\nmax_current = "{a} A"', ""),
    "catalog": lambda a: ('model = "mine"', catalog(f'max_power = "40 kW"\ninput_current = "{a} A"')),
    "catalog of two ports": lambda a: (
        'model = "mine"',
        catalog(f'ports = 2\nmax_power = "40 kW"\ninput_current = "{a} A"'),
    ),
    "catalog with a base": lambda a: ('model = "mine"', catalog(f'base = "cpe250"\ninput_current = "{a} A"')),
    "current of a catalog": lambda a: ('model = "mine"', catalog(f'max_power = "40 kW"\nmax_current = "{a} A"')),
}
GROUPS = ["", GROUP.format("60 A"), GROUP.format("30 kW"), GROUP.format("30 kVA")]


@given(
    way=st.sampled_from(sorted(WAYS)),
    amps=st.tuples(st.floats(77, 300), st.floats(77, 300)).map(sorted),
    group=st.sampled_from(GROUPS),
)
@settings(max_examples=examples(120), deadline=None)
def test_a_greater_nameplate_never_lowers_a_load_or_the_breaker_that_it_needs(way, amps, group):
    loads, breakers = [], []
    for value in amps:
        station, more = WAYS[way](f"{value:.4f}")
        site = evsite.loads(text_of(station, more=more + group))
        analysis = SiteAnalysis(site)
        loads.append(
            [analysis.circuit_amps("C"), *(analysis.managed(node).line_a(leg) for node in ("C", "U") for leg in "ABC")]
        )
        breakers.append(next_standard_a(1.25 * analysis.circuit_amps("C"), 2023))
        use = {use.limit: use for use in evsite.allocate(site).limits}
        loads[-1].append(use[LimitId("circuit", "C")].load_a)
        row = evsite.report(site).ports[0]
        table = list(evsite.occupancy_table(site))[-1]
        # one answer from all commands
        share = evsite.allocate(site).shares[0]
        assert row.rated_a == site.ports["S.1"].rated_a
        assert row.all_in_use.current_a == pytest.approx(share.current_a)
        assert table.worst.current_a == pytest.approx(share.current_a)
    assert all(after >= before * (1 - 1e-9) for before, after in zip(*loads, strict=True))
    assert breakers[1] >= breakers[0]


# --- what is told ---------------------------------------------------------------------------------------------------

MANY = """
[site]
nec = 2023

[supplies.U]
kind = "service"
rating = "4000 A"
system = "480Y/277"

[panels.A]
fed_from = "U"
main = "4000 A"

[panels.B]
fed_from = "U"
main = "400 A"

[circuits.C]
panel = "A"
count = 2
breaker = "4000 A"
phases = "ABC"

[circuits.D]
panel = "B"
breaker = "40 A"
phases = "ABC"

[stations.Slow]
max_power = "0.5 kW"
count = 500
circuit = "C1"

[stations.Fast]
max_power = "1 kW"
count = 500
circuit = "C2"

[stations.AC]
max_current = "32 A"
circuit = "D"

[groups.A]
on = "A"
"""
TOLD = "Slow and Fast: input current calculated from kW at an assumed efficiency of 0.92 and power factor of 0.92"


@pytest.fixture
def many(tmp_path):
    path = tmp_path / "many.toml"
    path.write_text(MANY)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "report", "allocate", "table", "compare-policies"])
def test_every_command_tells_the_assumption_in_one_line(evsite, many, command):
    more = ["--upto", "2"] if command == "table" else []
    lines = [line for line in evsite(command, many, *more).stdout.splitlines() if TOLD in line]
    # `report` has it beside the figures and among its findings
    assert len(lines) == (2 if command == "report" else 1)
    assert all(len(line) < 300 for line in lines)
    if command != "check":
        (note,) = [line for line in lines if line.startswith("note: ")]
        assert 'give max_current = "..." with the input amperes of the nameplate' in note
    document = json.loads(evsite(command, many, *more, "--format", "json").stdout)
    if command == "check":
        (finding,) = [finding for finding in document["findings"] if finding["code"] == "EV075"]
        assert finding["message"] == TOLD
        assert finding["severity"] == "info"
        assert finding["notes"][:2] == [
            f"{q.replace('_', ' ')} 0.92: {assumed(q).source}" for q in ("efficiency", "power_factor")
        ]
    else:
        assert [note.startswith(TOLD) for note in document["notes"]].count(True) == 1


def test_a_simulation_and_conductors_tell_it_too(evsite, many, tmp_path):
    arrivals = tmp_path / "arrivals.csv"
    arrivals.write_text("port,time,energy,leave\nSlow1.1,Mon 08:00,1 kWh,Mon 12:00\n")
    assert TOLD in evsite("report", many, "--conductors").stdout
    words = ("--sessions", arrivals, "--policy", "equal", "--lift", "0")
    assert TOLD in evsite("simulate", many, *words).stdout
    document = json.loads(evsite("simulate", many, *words, "--format", "json").stdout)
    assert [note.startswith(TOLD) for note in document["notes"]].count(True) == 1


@pytest.mark.parametrize(("node", "reported"), [("U", True), ("A", True), ("C2", True), ("B", False)])
def test_a_load_study_tells_what_is_below_its_node(evsite, many, tmp_path, node, reported):
    data = tmp_path / "meter.csv"
    data.write_text(
        "time,A\n" + "".join(f"2025-01-{day:02} {hour:02}:00,5\n" for day in range(1, 32) for hour in range(24))
    )
    result = evsite("load-study", many, "--on", node, "--data", data, "--timezone", "UTC", "--format", "json")
    notes = [note for note in json.loads(result.stdout)["notes"] if note["topic"] == "assumed"]
    assert [note["message"].startswith(TOLD) for note in notes] == [True] * reported
    assert [note["severity"] for note in notes] == ["info"] * reported


def test_many_tables_are_counted(evsite, tmp_path):
    path = tmp_path / "site.toml"
    stations = "".join(f'[stations.S{number}]\nmax_power = "1 kW"\ncircuit = "C"\n' for number in range(40))
    head = text_of("").replace('[stations.S]\ncircuits = "C"\n', "")
    path.write_text(head + stations)
    lines = [line for line in evsite("allocate", path).stdout.splitlines() if "assumed" in line]
    assert lines[0].startswith("note: S0, S1, S2 and 37 more tables of stations: input current")
    assert len(lines) == 1


def test_nothing_is_reported_where_the_nameplate_is_given(evsite, tmp_path):
    path = tmp_path / "site.toml"
    path.write_text(text_of('type = "dc"\nmax_power = "80 kW"\nmax_current = "107 A"'))
    for command in ("check", "report", "allocate", "table", "compare-policies"):
        assert "assumed" not in evsite(command, path).stdout
        if command != "check":
            notes = json.loads(evsite(command, path, "--format", "json").stdout)["notes"]
            assert not any("assumed" in note for note in notes)


# --- the schema -----------------------------------------------------------------------------------------------------


def test_the_schema_knows_the_keys_and_says_what_they_mean():
    schema = site_schema()
    table = schema["$defs"]["CatalogTable"]["properties"]
    assert "nameplate" in table["input_current"]["description"]
    assert "[A]" in table["input_current"]["description"]
    assert "[V]" in table["input_voltage"]["description"]
    assert "nameplate" in schema["$defs"]["StationTable"]["properties"]["max_current"]["description"]
    file = tomli.loads(catalog('max_power = "80 kW"\ninput_current = "107 A"\ninput_voltage = "480 V"'))
    validator = jsonschema.Draft202012Validator(schema)
    assert list(validator.iter_errors(file)) == []
    file["catalog"]["mine"]["input_current"] = 107
    assert list(validator.iter_errors(file))


def test_the_catalogue_command_tells_what_the_input_current_is(evsite):
    document = json.loads(evsite("catalog", "--format", "json").stdout)
    models = {entry["model"]: entry for entry in document["stations"]}
    assert models["abb-terra-184"]["ac_input_a"] == 230
    assert models["abb-terra-184"]["ac_input_is_nameplate"] is True
    assert models["cpe280"]["ac_input_is_nameplate"] is False
    assert (models["cpe280"]["efficiency"], models["cpe280"]["power_factor"]) == (0.95, 0.98)
    assert models["cpe280"]["input_v"] == [480]
