"""The catalogue of stations: what ships, what a site file adds, and what is not a number stays none."""

from __future__ import annotations

from pathlib import Path

import pytest

import evsite
from evsite.model.catalog import Catalog, load_catalog

SITE = """
[site]
nec = 2023
{site}
[supplies.T1]
kind = "service"
rating = "1200 A"
system = "208Y/120"
[circuits.C]
panel = "T1"
phases = "AB"
count = 2
breaker = "{breaker}"
"""


def site_with(tables: str, *, breaker: str = "40 A", site: str = "", filename: str = "<string>") -> evsite.Site:
    return evsite.loads(SITE.format(breaker=breaker, site=site) + tables, filename)


def messages(tables: str, *, site: str = "", filename: str = "<string>") -> list[str]:
    with pytest.raises(evsite.SiteFileError) as caught:
        site_with(tables, site=site, filename=filename)
    return [finding.message for finding in caught.value.findings]


def test_every_row_of_the_table_is_read_with_its_source():
    catalog = load_catalog()
    rows = (Path(evsite.__file__).parent / "data" / "stations.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert list(catalog) == [row.partition(",")[0] for row in rows]
    for model in catalog.values():
        assert model.source_title, model.id
        assert model.confidence in {"seen-in-source", "from-knowledge"}
        assert model.port_max_a or model.dc_kw, model.id
        assert list(model.settings) == sorted(model.settings), model.id


def test_settings_of_power_select():
    assert Catalog().find("cph50").settings == {20: 16, 30: 24, 40: 32, 50: 40, 60: 48, 70: 50, 80: 50}


@pytest.mark.parametrize("name", ["cp6021b-80a", "CP6021B-80A", "CP6021B-80A (CP6000 family, NA)", " cp6021b-80a "])
def test_a_model_goes_by_id_or_name_in_any_case(name):
    assert Catalog().find(name).id == "cp6021b-80a"


def test_a_family_name_does_not_pick_a_model_of_another_market():
    # the European CP6000 is another product than the 80 A stations of that family
    assert Catalog().find("CP6000") is None
    assert Catalog().nearest("CP6000")[0] == "cp6011b-80a"


@pytest.mark.parametrize(
    ("name", "field", "cell"),
    [
        ("cp4000", "ports", "1-2"),
        ("express-plus-block", "ports", "up to 4 links"),
        ("abb-terra-184", "power_factor", ">0.96"),
    ],
)
def test_a_cell_that_is_no_number_is_none_and_quoted_in_the_note(name, field, cell):
    model = Catalog().find(name)
    assert getattr(model, field) is None
    assert f"'{cell}'" in model.note


def test_breaker_settings_in_words_are_left_out_and_quoted():
    model = Catalog().find("cp6000-eu")
    assert model.settings == {20: 16, 25: 20, 32: 25, 40: 32}
    assert "'63:63(3ph)'" in model.note


def test_several_input_voltages_are_numbers():
    assert Catalog().find("ct4021").input_v == (208.0, 240.0)


def test_a_jumpered_pair_shares_four_fifths_of_its_breaker_though_one_port_stops_earlier():
    assert Catalog().find("CT4021").jumper_for(40) == (30.0, 32.0)
    assert Catalog().find("CP6021B-80A").jumper_for(100) == (80.0, 80.0)


@pytest.mark.parametrize(("breaker_a", "amps"), [(100, 80), (90, 72), (99, 72), (20, 16), (15, 12), (200, 80)])
def test_the_next_lower_listed_breaker_decides(breaker_a, amps):
    assert Catalog().find("CP6021B-80A").setting_for(breaker_a) == pytest.approx(amps)


def test_a_paired_unit_feeds_each_port_from_its_own_half():
    model = Catalog().find("cpe250-paired")
    assert (model.dc_kw, model.port_dc_kw, model.ac_input_a) == (125, 62.5, 80)


def test_an_own_station():
    site = site_with(
        '[catalog.mine]\nmaker = "Acme"\nports = 2\nmax_current = "48 A"\n'
        'settings = { "40 A" = "32 A", "60 A" = "48 A" }\n'
        '[stations.S]\nmodel = "Mine"\ncircuits = "C"\n'
    )
    model = site.stations["S"].model
    assert (model.id, model.maker, model.confidence) == ("mine", "Acme", "site-file")
    assert [port.max_a for port in site.stations["S"].ports] == [32, 32]
    assert site.ports["S.1"].rated_a == 48


def test_a_changed_station_keeps_what_is_not_changed():
    site = site_with('[catalog.ct4021]\nmin_current = "8 A"\n[stations.S]\nmodel = "CT4021"\ncircuits = "C"\n')
    assert site.ports["S.1"].min_a == 8
    assert site.ports["S.1"].rated_a == 30
    assert site.stations["S"].model.confidence == "site-file"
    assert Catalog().find("ct4021").min_a is None


def test_a_lower_maximum_lowers_the_settings_of_the_base():
    site = site_with(
        '[catalog.a]\nbase = "CP6021B-80A"\nmax_current = "64 A"\n[stations.S]\nmodel = "a"\ncircuits = "C"\n',
        breaker="100 A",
    )
    assert site.ports["S.1"].max_a == 64


def test_own_stations_may_build_on_each_other_in_any_order():
    site = site_with(
        '[catalog.a]\nbase = "b"\n[catalog.b]\nbase = "ct4011"\nmax_current = "24 A"\n'
        '[stations.S]\nmodel = "a"\ncircuits = "C"\n'
    )
    assert site.ports["S.1"].rated_a == 24


def test_bases_in_a_circle_are_reported():
    assert len(messages('[catalog.a]\nbase = "b"\n[catalog.b]\nbase = "a"\n')) == 2


def test_an_own_station_needs_a_rating():
    assert messages('[catalog.a]\nmaker = "Acme"\n') == ["[catalog.a] does not say what a port can draw"]


def test_dc_where_only_a_power_is_given():
    site = site_with(
        '[catalog.a]\nmax_power = "40 kW"\nefficiency = 0.95\npower_factor = 0.98\n'
        '[stations.S]\nmodel = "a"\nvoltage = "480 V"\n'
    )
    port = site.ports["S.1"]
    assert port.dc
    assert port.rated_a == pytest.approx(40 / (0.95 * 0.98 * 3**0.5 * 0.48))
    assert port.rated_a * port.output_kw_per_a == pytest.approx(40)


def test_a_catalogue_file_beside_the_site_file(tmp_path):
    (tmp_path / "own.toml").write_text('[catalog.mine]\nbase = "ct4021"\nmax_current = "24 A"\n')
    site = site_with(
        '[stations.S]\nmodel = "mine"\ncircuits = "C"\n',
        site='catalog = "own.toml"',
        filename=str(tmp_path / "site.toml"),
    )
    assert site.ports["S.1"].rated_a == 24


@pytest.mark.parametrize(
    ("content", "bits"),
    [
        ("[catalog.a]\nmax_current = 24\n", ["own.toml, line 2, column 15", "24 needs a unit"]),
        ("[catalog.a\n", ["own.toml, line 1, column"]),
        ("[stations.a]\n", ["own.toml, line 1, column 2", "expected tables like [catalog.my-station]"]),
        ('[catalog.a]\nbase = "nope"\n', ["own.toml, line 2, column 8", "'nope'"]),
        (None, ["no catalogue file 'own.toml'"]),
    ],
)
def test_problems_of_a_catalogue_file_say_where_they_are(tmp_path, content, bits):
    if content is not None:
        (tmp_path / "own.toml").write_text(content)
    (message,) = messages("", site='catalog = "own.toml"', filename=str(tmp_path / "site.toml"))
    for bit in bits:
        assert bit in message


def test_notes_are_words_and_no_names_of_columns():
    for model in load_catalog().values():
        assert "min_a" not in model.note, model.id
        assert "settings_breaker" not in model.note, model.id
        assert "the tool" not in model.note, model.id
