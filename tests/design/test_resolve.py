"""From tables to a site: families, feeding, ratings, groups and loads."""

from __future__ import annotations

from collections import Counter
from math import sqrt

import pytest

import evsite
from evsite.model.finding import SiteFileError
from evsite.sitefile.resolve import group_ports
from evsite.sitefile.resolve.member_ports import member_ports
from evsite.sitefile.value_types import MAX_COUNT
from executed_lines import Lines

OFFICE = """
[site]
name = "Harbor Office"
nec = 2023
application = "all-day-parking"

[supplies.T1]
kind = "transformer"
rating = "150 kVA"
system = "208Y/120"

[panels.EV1]
fed_from = "T1"
main = "400 A"

[circuits.C]
panel = "EV1"
count = 20
breaker = "100 A"
poles = 2

[stations.S]
model = "CP6021B-80A"
count = 10
circuits = "C"
jumper = false

[groups.EV1]
on = "EV1"
policy = "equal"
"""

FRAME = """
[site]
nec = 2023
[supplies.T1]
kind = "transformer"
rating = "150 kVA"
system = "{system}"
[panels.P]
fed_from = "T1"
main = "400 A"
"""


def site_with(tables: str, system: str = "208Y/120") -> evsite.Site:
    return evsite.loads(FRAME.format(system=system) + tables)


def port_on(
    breaker: str, station: str, *, poles: int = 2, system: str = "208Y/120", key: str = "circuits"
) -> evsite.Site:
    return site_with(
        f'[circuits.C]\npanel = "P"\nbreaker = "{breaker}"\npoles = {poles}\n[stations.S]\n{station}\n{key} = "C"\n',
        system,
    )


def test_the_office_of_the_guide():
    site = evsite.loads(OFFICE)
    assert (site.name, site.nec) == ("Harbor Office", 2023)
    assert list(site.circuits)[:2] == ["C1", "C2"]
    assert list(site.ports)[:3] == ["S1.1", "S1.2", "S2.1"]
    assert site.stations["S10"].circuits == ("C19", "C20")
    assert Counter(port.connection for port in site.ports.values()) == {"AB": 8, "CA": 6, "BC": 6}
    group = site.groups["EV1"]
    assert (group.limit_a, group.limit_kw, group.limit_given, group.min_a) == (320, None, False, 8)
    assert len(group.ports) == 20
    assert site.notices == []


def test_a_jumpered_station_takes_one_circuit():
    site = evsite.loads(OFFICE.replace("jumper = false", "jumper = true").replace("count = 20", "count = 10"))
    assert Counter(port.connection for port in site.ports.values()) == {"AB": 8, "CA": 6, "BC": 6}
    station = site.stations["S3"]
    assert station.circuits == ("C3",)
    assert station.jumper_total_a == 80
    assert {port.circuit for port in station.ports} == {"C3"}


@pytest.mark.parametrize(
    ("breaker", "station", "rated_a", "max_a", "setting_a", "total_a"),
    [
        ("100 A", 'model = "CP6021B-80A"\nports = 1', 80, 80, None, None),
        ("60 A", 'model = "CP6021B-80A"\nports = 1', 80, 48, 48, None),
        ("65 A", 'model = "CP6021B-80A"\nports = 1', 80, 48, 48, None),
        ("15 A", 'model = "CP6021B-80A"\nports = 1', 80, 12, 12, None),
        ("100 A", 'model = "CP6021B-80A"\nports = 1\nsetting = "40 A"', 80, 40, 40, None),
        ("40 A", 'model = "CT4021"\njumper = true', 30, 30, None, 32),
        ("30 A", 'model = "CT4021"\njumper = true', 30, 24, 24, 24),
        ("100 A", 'model = "CP6021B-80A"\njumper = true\nsetting = "48 A"', 80, 48, 48, 48),
        ("50 A", 'model = "clippercreek-hcs-d50"', 40, 40, None, 40),
        ("40 A", 'max_current = "80 A"', 80, 80, None, None),
        ("40 A", 'setting = "32 A"', 32, 32, 32, None),
        ("40 A", 'max_current = "32 A"\nports = 2\njumper = true', 32, 32, None, 32),
        ("40 A", 'max_power = "6.24 kW"\ntype = "ac"', 30, 30, None, None),
    ],
)
def test_what_a_port_can_draw_on_its_own_circuit(breaker, station, rated_a, max_a, setting_a, total_a):
    site = port_on(breaker, station)
    port = site.ports["S.1"]
    assert port.rated_a == pytest.approx(rated_a)
    assert port.max_a == pytest.approx(max_a)
    assert site.stations["S"].setting_a == (None if setting_a is None else pytest.approx(setting_a))
    assert site.stations["S"].jumper_total_a == (None if total_a is None else pytest.approx(total_a))


def test_a_shared_circuit_does_not_derate_its_stations():
    site = port_on("60 A", 'model = "cph50"\ncount = 4', key="circuit")
    assert {port.max_a for port in site.ports.values()} == {50}
    assert {port.circuit for port in site.ports.values()} == {"C"}


def test_a_station_alone_on_a_circuit_is_derated_however_it_is_named():
    assert port_on("60 A", 'model = "cph50"', key="circuit").ports["S.1"].max_a == 48


def test_power_per_ampere_goes_by_the_connection():
    site = port_on("40 A", 'max_current = "16 A"', poles=1)
    port = site.ports["S.1"]
    assert (port.connection, port.voltage_v, port.input_kw_per_a) == ("AN", 120, pytest.approx(0.12))


@pytest.mark.parametrize("system", ["480Y/277", "480 delta"])
def test_a_dc_port_draws_what_its_losses_and_power_factor_ask_for(system):
    port = port_on("150 A", 'model = "cpe280"', poles=3, system=system).ports["S.1"]
    kva_per_a = sqrt(3) * 0.48
    assert port.dc
    assert port.min_a is None
    assert port.rated_a == pytest.approx(80 / (0.95 * 0.98 * kva_per_a))
    assert port.input_kw_per_a == pytest.approx(kva_per_a)
    assert port.rated_a * port.output_kw_per_a == pytest.approx(80)


def test_a_published_input_current_stands_in_for_unknown_losses():
    port = port_on("300 A", 'model = "abb-terra-184"\nports = 1', poles=3, system="480Y/277").ports["S.1"]
    assert port.rated_a == pytest.approx(230)
    assert port.rated_a * port.output_kw_per_a == pytest.approx(180)


def test_a_cabinet_shares_its_output_among_its_ports():
    site = port_on("300 A", 'model = "zerova-ds180"', poles=3, system="480Y/277")
    station = site.stations["S"]
    assert station.circuits == ("C",)
    assert station.jumper_total_a == pytest.approx(station.ports[0].rated_a)


def test_dc_without_a_model_is_given_losses():
    port = port_on("150 A", 'max_power = "40 kW"', poles=3, system="480Y/277").ports["S.1"]
    assert port.dc
    assert port.rated_a == pytest.approx(40 / (0.92 * 0.92 * sqrt(3) * 0.48))
    assert port.rated_a * port.output_kw_per_a == pytest.approx(40)


def test_stations_on_no_circuit_are_reported_of():
    site = evsite.loads(
        '[site]\nnec = 2023\n[stations.DC]\nmax_power = "40 kW"\n[stations.AC]\nmax_power = "10 kW"\ntype = "ac"\n'
        '[groups.G]\nmembers = ["DC", "AC"]\nlimit = "25 kW"\npolicy = "proportional"\n'
    )
    assert Counter(notice.name for notice in site.notices) == {
        "station-on-no-circuit": 2,
        "voltage-assumed": 2,
        "input-current-assumed": 1,
    }
    assert [port.rated_a * port.output_kw_per_a for port in site.ports.values()] == [
        pytest.approx(40),
        pytest.approx(10),
    ]
    assert site.groups["G"].limit_kw == 25


def test_stations_take_the_next_free_circuits_in_file_order():
    site = site_with(
        '[circuits.C]\npanel = "P"\ncount = 5\nbreaker = "40 A"\n'
        '[stations.A]\nmax_current = "32 A"\ncount = 2\ncircuits = "C"\n'
        '[stations.B]\nmax_current = "32 A"\ncircuit = "C2"\n'
        '[stations.D]\nmax_current = "32 A"\ncircuits = ["C3"]\n'
        '[stations.E]\nmax_current = "32 A"\ncircuits = "C"\n'
    )
    taken = {name: station.circuits for name, station in site.stations.items()}
    # what others name outright is left to them, also by stations that stand before them
    assert taken == {"A1": ("C1",), "A2": ("C4",), "B": ("C2",), "D": ("C3",), "E": ("C5",)}


def test_panels_and_transformers_below_panels():
    site = site_with(
        '[supplies.T2]\nkind = "transformer"\nrating = "45 kVA"\nsystem = "240/120"\nfed_from = "P"\nphases = "BA"\n'
        '[panels.Q]\nfed_from = "P"\nphases = "CA"\nbus = "100 A"\n'
        '[circuits.C]\npanel = "Q"\nbreaker = "40 A"\n'
    )
    transformer = site.supplies["T2"]
    assert (transformer.winding, transformer.primary_phases) == ("single-phase", "AB")
    assert transformer.primary.name == "208Y/120"
    assert site.panels["Q"].system.legs == ("A", "C")
    assert site.circuits["C"].connection == "CA"
    assert site.feeder("T2") == "P"


@pytest.mark.parametrize(
    ("system", "winding"),
    [("208Y/120", "delta-wye"), ("480Y/277", "delta-wye"), ("240 delta", "delta-delta"), ("240/120", "single-phase")],
)
def test_windings_follow_from_the_secondary(system, winding):
    assert site_with("", system=system).supplies["T1"].winding == winding


@pytest.mark.parametrize(
    ("on", "limit_a", "limit_kw"),
    [("T1", None, 120), ("P", 320, None), ("C", 80, None), ("Q", 80, None), ("U", 960, None)],
)
def test_the_usual_limit_is_80_percent_of_what_a_group_sits_on(on, limit_a, limit_kw):
    site = site_with(
        '[circuits.C]\npanel = "P"\nbreaker = "100 A"\n[stations.S]\nmax_current = "32 A"\ncircuits = "C"\n'
        '[panels.Q]\nfed_from = "P"\nbus = "100 A"\n[circuits.D]\npanel = "Q"\nbreaker = "40 A"\n'
        '[stations.V]\nmax_current = "32 A"\ncircuits = "D"\n'
        '[supplies.U]\nkind = "service"\nrating = "1200 A"\nsystem = "208Y/120"\n'
        '[circuits.E]\npanel = "U"\nphases = "AB"\nbreaker = "40 A"\n'
        '[stations.W]\nmax_current = "32 A"\ncircuits = "E"\n'
        f'[groups.G]\non = "{on}"\n'
    )
    group = site.groups["G"]
    assert group.limit_a == (None if limit_a is None else pytest.approx(limit_a))
    assert group.limit_kw == (None if limit_kw is None else pytest.approx(limit_kw))


def test_members_are_stations_families_and_ports():
    site = evsite.loads(OFFICE + '[groups.G]\nmembers = ["S10.2", "S2", "S2.1"]\nlimit = "64 A"\nmin_current = "6 A"\n')
    group = site.groups["G"]
    assert group.ports == ("S2.1", "S2.2", "S10.2")
    assert (group.on, group.limit_a, group.limit_given, group.min_a) == (None, 64, True, 6)


@pytest.mark.parametrize(
    ("keys", "line_a", "kva"),
    [
        ('current = "40 A"', {"A": 40, "B": 40, "C": 40}, 40 * sqrt(3) * 0.208),
        ('current = "40 A"\nphases = "AB"', {"A": 40, "B": 40}, 40 * 0.208),
        ('current = "40 A"\nphases = "C"', {"C": 40}, 40 * 0.12),
        ('power = "12 kVA"', {leg: 12 / (sqrt(3) * 0.208) for leg in "ABC"}, 12),
        ('power = "6 kW"\nphases = "B"', {"B": 50}, 6),
    ],
)
def test_other_loads_by_leg(keys, line_a, kva):
    load = site_with(f'[loads.L]\non = "P"\n{keys}\n').loads["L"]
    assert load.line_a == pytest.approx(line_a)
    assert load.power_kva == pytest.approx(kva)
    assert load.continuous


def test_a_missing_edition_is_a_notice():
    (notice,) = evsite.loads(OFFICE.replace("nec = 2023\n", "")).notices
    assert (notice.name, notice.severity) == ("edition-not-given", evsite.Severity.WARNING)
    assert "2023" in notice.message


def test_a_site_without_a_name_goes_by_its_file():
    text = OFFICE.replace('name = "Harbor Office"\n', "")
    assert evsite.loads(text, "sites/harbor.toml").name == "harbor"
    assert evsite.loads(text).name == "site"


def test_a_deep_chain_of_panels_is_no_problem():
    panels = "".join(f'[panels.P{n}]\nfed_from = "P{n - 1}"\nbus = "400 A"\n' for n in range(98, 0, -1))
    site = site_with(panels.replace('"P0"', '"P"') + '[circuits.C]\npanel = "P98"\nbreaker = "40 A"\n')
    assert site.circuits["C"].system is site.supplies["T1"].system


def test_more_tables_than_a_site_has_are_refused_before_any_is_read():
    with pytest.raises(SiteFileError) as refused:
        evsite.loads("[loads]\n" + "".join(f"a{number}.on='P'\n" for number in range(MAX_COUNT + 1)))
    (finding,) = refused.value.findings
    assert finding.code == "EV017"
    assert "250,002" in finding.message  # with the section itself
    assert "at most 250,000" in finding.message


def test_a_port_is_in_100_groups_at_most():
    group = '[groups.G{0}]\nmembers = ["S1"]\nlimit = "40 A"\n'
    assert len(evsite.loads(OFFICE + "".join(map(group.format, range(99)))).groups) == 100
    with pytest.raises(SiteFileError) as refused:
        evsite.loads(OFFICE + "".join(map(group.format, range(300))))
    (finding,) = refused.value.findings
    assert (finding.code, finding.path) == ("EV017", ("groups", "G99"))


def test_a_member_that_is_named_again_costs_no_work(monkeypatch):
    asked = []
    monkeypatch.setattr(group_ports, "member_ports", lambda *given: asked.append(given) or member_ports(*given))
    members = ", ".join(['"S1"'] * 50)
    group = evsite.loads(OFFICE + f'[groups.G]\nmembers = [{members}]\nlimit = "40 A"\n').groups["G"]
    assert set(group.ports) == {"S1.1", "S1.2"}
    assert len(asked) == 1


def test_a_name_has_200_characters_at_most():
    table = '[circuits.{0}]\npanel = "P"\nbreaker = "40 A"\n'
    assert "a" * 200 in site_with(table.format("a" * 200)).circuits
    with pytest.raises(SiteFileError) as refused:
        site_with(table.format("a" * 201))
    assert "201 characters is too long, expected at most 200" in refused.value.findings[0].message


def test_work_grows_with_the_ports_and_no_faster():
    def executed(ports):
        with Lines() as by_function:
            evsite.loads(site_text(ports))
        return by_function.total()

    executed(20)
    assert executed(1600) < 16 * 1.1 * executed(100)


def test_work_grows_with_the_stations_of_ones_own_and_no_faster():
    def executed(own):
        text = site_text(20) + "".join(f'[catalog.own{n}]\nbase = "CP6021B-80A"\n' for n in range(own))
        with Lines() as by_function:
            evsite.loads(text)
        return by_function.total()

    executed(20)
    assert executed(400) < 4 * 1.1 * executed(100)


def site_text(ports: int) -> str:
    return FRAME.format(system="208Y/120") + "".join(
        f'[panels.P{n}]\nfed_from = "P"\nmain = "400 A"\n'
        f'[circuits.C{n}x]\npanel = "P{n}"\ncount = 20\nbreaker = "100 A"\n'
        f'[stations.S{n}x]\nmodel = "CP6021B-80A"\ncount = 10\ncircuits = "C{n}x"\n[groups.P{n}]\non = "P{n}"\n'
        for n in range(ports // 20)
    )
