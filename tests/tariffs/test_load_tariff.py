"""A tariff by its id or its file: which form it is, evsite's grids, and what is neither."""

import json

import pytest
from oracle import curve

from evsite.model.finding import SiteFileError
from evsite.sitefile.document import Document
from evsite.sitefile.tariffs.json_places import places_of, show_route
from evsite.sitefile.tariffs.load import load_tariff, read_tariff
from evsite.tariffs.bill import bill
from evsite.tariffs.shipped import shipped_tariffs

TOML = '[tariff]\nname = "T"\n[[energy]]\nprice = "0.2 USD/kWh"\n'


def grid(**more):
    days = ["P" * 24] * 12
    return {"energy": {"rates": {"P": 0.5}, "weekday": days, "weekend": days}, **more}


def read(data):
    return read_tariff(Document.plain(data if isinstance(data, str) else json.dumps(data, indent=1), "t.json"))


def refused(data):
    with pytest.raises(SiteFileError) as raised:
        read(data)
    return [each.message for each in raised.value.findings]


def test_a_file_is_known_by_its_text_and_called_by_its_name(tmp_path):
    for name, text in (("mine.toml", TOML), ("grid.txt", json.dumps(grid())), ("shipped.json", None)):
        path = tmp_path / name
        path.write_text(text or shipped_tariffs()["sce-tou-ev-8-2018"].read_text(encoding="utf-8"), encoding="utf-8")
        assert load_tariff(path).name == ("sce-tou-ev-8-2018" if text is None else path.stem)


def test_a_file_of_the_name_comes_before_the_tariff_of_that_id(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sce-tou-ev-8-2018").write_text(TOML, encoding="utf-8")
    assert load_tariff("sce-tou-ev-8-2018").schedule == "T"


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("sce-tou-ev-8", "did you mean 'sce-tou-ev-8-2025'?"),
        ("nowhere.json", "`evsite catalog tariffs` lists the tariffs that come with evsite"),
    ],
)
def test_what_is_no_file_and_no_id_is_refused_with_what_was_meant(name, way):
    with pytest.raises(SiteFileError) as raised:
        load_tariff(name)
    assert raised.value.unreadable
    assert raised.value.findings[0].remedy == way


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ('{"a": ', "this is not JSON: Expecting value"),
        ("{}", "found an object with nothing in it, expected a tariff of evsite (energy with rates), or a record of"),
        ('{"site": 1, "panels": 2}', "found an object with site and panels, expected a tariff of evsite"),
        ("[1, 2]", "found a list of 2 items, expected one object"),
        ('{"eiaid": NaN}', "NaN is no number of JSON"),
        ('{"eiaid": 1, "eiaid": 2}', "the key 'eiaid' stands twice in one object"),
        ('{"eiaid":' + "9" * 5000 + "}", "a number of thousands of digits"),
        ('{"eiaid":' + "[" * 100_000, "the text is nested too deeply"),
        ("", "the file has no [tariff]"),
        ("name,price\nP,3\n", "found neither TOML nor JSON, expected [tariff]"),
    ],
)
def test_what_is_no_tariff_is_refused_with_what_was_found(data, message):
    assert refused(data)[0].startswith(message)


def test_a_grid_may_leave_out_what_it_does_not_know():
    asked = read(grid())
    assert (asked.demand, asked.fixed, asked.subscription, asked.effective) == (None, None, None, "")
    assert bill(asked, curve("UTC", 0, [0], [2.0], 3600)).total_usd == pytest.approx(1.0)
    assert read(grid(demand=[])).demand == ()
    # a charge of nothing is none
    assert read(grid(demand=[{"name": "d", "usd_per_kw_month": 0}])).demand == ()


def test_an_interval_may_stand_in_a_grid():
    (charge,) = read(grid(demand=[{"name": "d", "usd_per_kw_month": 3, "interval_min": 30}])).demand
    assert (charge.interval_min, charge.interval_stated) == (30, True)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"curency": "USD"}, "curency: unknown key 'curency'"),
        ({"currency": "CAD"}, 'currency: found "CAD", expected USD'),
        ({"timezone": "America/Nowhere"}, "timezone: no time zone is called"),
        ({"fixed_per_month": "3"}, 'fixed_per_month: found "3", expected a number'),
        ({"fixed_per_month": -3}, "fixed_per_month: found -3, expected a number from 0 on"),
        ({"demand": 3}, "demand: found 3, expected a list of demand charges"),
        ({"demand": [3]}, "demand[0]: found 3, expected an object"),
        ({"demand": [{"name": "d"}]}, "demand[0].usd_per_kw_month: found nothing"),
        ({"demand": [{"usd_per_kw_month": 3, "interval_min": 7}]}, "demand[0].interval_min: found 7, expected 5, 10"),
        (
            {"demand": [{"usd_per_kw_month": 3, "weekday": ["2" * 24] * 12, "weekend": ["1" * 24] * 12}]},
            'demand[0].weekday[0]: found "2", expected of 0 and 1',
        ),
        ({"subscription": {"block_kw": 0, "usd_per_block_month": 1}}, "subscription.block_kw: found 0"),
        ({"subscription": 5}, "subscription: found 5, expected an object"),
        ({"source": "here"}, 'source: found "here", expected a list of sources'),
        ({"notes": [1]}, "notes: found a list, expected a list of texts"),
        ({"energy": {**grid()["energy"], "rates": {"P": 0.5, "Q": 1}}}, "energy.rates.Q: no hour has this price"),
        ({"energy": {**grid()["energy"], "rates": {"Q": 1}}}, 'energy.weekday[0]: found "P", expected of Q'),
        ({"energy": {**grid()["energy"], "unit": "ct/kWh"}}, 'energy.unit: found "ct/kWh", expected USD/kWh'),
        (
            {"energy": {**grid()["energy"], "weekday": ["P" * 23] * 12}},
            "energy.weekday[0]: found 23 of them, expected 24 letters",
        ),
    ],
)
def test_what_is_wrong_with_a_grid_is_told_by_its_route(more, message):
    assert refused(grid(**more))[0].startswith(message)


@pytest.mark.parametrize(
    ("route", "value"),
    [
        ((), '{ "a'),
        (("a",), "[1, [2"),
        (("a", 1, 0), '{"b": "x\\"y"}'),
        (("a", 1, 0, "b"), '"x\\"y"'),
        (("c",), "4"),
        (("a", 9), "[1, ["),
        (("nowhere",), "{"),
    ],
)
def test_places_of_values(route, value):
    text = '{ "a": [1, [{"b": "x\\"y"},\n 2]],\n"c" : 3, "c": 4}'
    start, end = places_of(text, [route, ("c",)])[route]
    assert text[start:end].startswith(value[:4])
    assert "\n" not in text[start:end]
    assert show_route(("a", 1, 0, "b")) == "a[1][0].b"
