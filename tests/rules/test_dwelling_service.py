"""A dwelling on its service: what is judged, by which method, and what is shown of it."""

from __future__ import annotations

import json

import pytest

import evsite as package
from evsite.model.finding import SiteFileError
from evsite.rules import check
from evsite.sitefile.edits import apply_edits
from evsite.sitefile.loading import loads

HOUSE = """
[site]
name = "House"
nec = {nec}
dwelling = "one-family"
{site}

[supplies.Main]
kind = "service"
rating = "{rating}"
system = "{system}"
{supply}

[dwelling]
on = "Main"
area = "{area}"
{keys}
appliances = [
  {{ kind = "range", rating = "12 kW" }},
  {{ kind = "dryer", rating = "5 kW" }},
  {{ kind = "water-heater", rating = "4500 VA" }},
  {{ kind = "dishwasher", rating = "10 A", volts = "120 V" }},
]
cooling = [{{ rating = "24 A", volts = "240 V" }}]

[circuits.EV]
panel = "Main"
breaker = "60 A"

[stations.EV]
ports = 1
max_current = "{current}"
circuits = "EV"

{more}
"""


def house(**keys: object) -> str:
    usual = {
        "nec": 2023, "rating": "100 A", "system": "240/120", "area": "2000 ft2", "keys": "existing = true",
        "current": "48 A", "more": "", "site": "", "supply": "",
    }  # fmt: skip
    return HOUSE.format(**(usual | keys))


def found(text: str, remedies: bool = False):
    return [each for each in check(loads(text), select={"EV133"}, remedies=remedies).findings if each.code == "EV133"]


def severities(**keys: object) -> list[str]:
    return [each.severity.value for each in found(house(**keys))]


def test_the_sum_is_that_of_the_section():
    """8 kVA and 40 % of 6,000 + 4,500 + 22,700 + 5,760 + 11,520 - 8,000 VA."""
    load = package.report(loads(house())).dwelling
    assert load is not None
    assert load.managed.total_va == pytest.approx(8000 + 0.4 * 42_480)
    assert load.existing.total_va == pytest.approx(8000 + 0.4 * (42_480 - 11_520))
    assert load.managed_a == pytest.approx(24_992 / 240)
    (finding,) = found(house())
    assert finding.source == "NEC 2023 220.83(A), 230.79"
    assert "25 kVA = 104.1 A, above the 100 A service" in finding.message


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, ["error"]),
        ({"rating": "110 A"}, []),
        ({"rating": "25 kVA"}, []),
        ({"rating": "24 kVA"}, ["error"]),
        ({"current": "32 A"}, []),
        ({"nec": 2026}, ["warning"]),
        ({"nec": 2026, "keys": ""}, ["error"]),
        ({"keys": ""}, ["error"]),
        ({"keys": 'method = "standard"', "rating": "125 A"}, ["error"]),
        ({"keys": 'method = "standard"', "rating": "200 A"}, []),
        ({"keys": "", "rating": "80 A", "current": "12 A"}, ["warning", "error"]),
        ({"more": '[groups.G]\non = "Main"\nlimit = "37 A"'}, []),
        ({"more": '[groups.G]\non = "Main"\nlimit = "38 A"'}, ["error"]),
        ({"more": '[loads.Shop]\non = "Main"\npower = "3 kVA"', "rating": "110 A"}, []),
        ({"more": '[loads.Shop]\non = "Main"\npower = "4 kVA"', "rating": "110 A"}, ["error"]),
        ({"supply": 'metered = { peak = "40 A", days = 365 }'}, []),
        ({"supply": 'metered = { peak = "60 A", days = 365 }'}, ["warning"]),
    ],
)
def test_what_is_said_of_a_house(keys: dict[str, object], expected: list[str]):
    assert severities(**keys) == expected


def test_the_setpoint_that_is_named_is_the_highest_that_fits():
    (finding,) = found(house(), remedies=True)
    assert [(edit.path, edit.value) for edit in finding.fix.alternatives[0].edits] == [
        (("groups", "Main"), {"on": "Main", "limit": "37.6 A"})
    ]
    assert severities(more='[groups.G]\non = "Main"\nlimit = "37.6 A"') == []
    assert severities(more='[groups.G]\non = "Main"\nlimit = "37.7 A"') == ["error"]


def test_charging_is_continuous_in_the_standard_calculation():
    keys = {"keys": 'method = "standard"'}
    load = package.report(loads(house(**keys))).dwelling
    assert load is not None
    quarter_a = 0.25 * 11_520 / 240
    assert load.managed_at_125_a == pytest.approx(load.managed_a + quarter_a)
    (finding,) = found(house(**keys, rating=f"{load.managed_a + 1} A"), remedies=True)
    assert finding.severity.value == "warning"
    assert "with 125 % on charging" in finding.message
    assert severities(**keys, rating=f"{load.managed_at_125_a} A") == []


def test_a_site_meter_leaves_chargers_what_the_setpoint_leaves():
    metered = '[groups.G]\non = "Main"\nlimit = "{}"\nsite_meter = true'
    assert severities(more=metered.format("100 A")) == []
    assert severities(more=metered.format("102 A")) == ["error"]
    load = package.report(loads(house(more=metered.format("90 A")))).dwelling
    assert load is not None
    assert load.managed_a == pytest.approx(90)
    assert load.connected_a == pytest.approx(24_992 / 240)


def test_what_only_one_of_two_readings_exceeds_is_a_warning():
    heated = house(keys='existing = true\nheating = [{ kind = "central", rating = "3 kW" }]', rating="108 A")
    (finding,) = found(heated)
    assert finding.severity.value == "warning"
    assert any("by another reading the larger one alone" in note for note in finding.notes)


@pytest.mark.parametrize("keys", ["", "existing = true", 'method = "standard"'])
@pytest.mark.parametrize("nec", [2017, 2020, 2023, 2026])
def test_every_way_out_fits(nec, keys):
    """A house that leaves room for a charger, and not for all of it."""
    for rating in range(60, 200, 10):
        text = house(nec=nec, keys=keys, rating=f"{rating} A", current="48 A")
        for finding in found(text, remedies=True):
            for way in finding.fix.alternatives:
                changed = apply_edits(text, way.edits)
                assert len(found(changed)) < len(found(text)), (rating, way)


def test_a_site_meter_is_offered_where_the_house_alone_leaves_room():
    text = house(nec=2026, keys="", rating="140 A")
    (finding,) = found(text, remedies=True)
    values = [edit.value for way in finding.fix.alternatives for edit in way.edits]
    assert {"on": "Main", "limit": "112 A", "site_meter": True} in values


def test_an_area_is_read_in_any_unit():
    areas = ("2000 ft2", "2,000 sq ft", "2000 sqft", "185.80608 m2", "2000 SF", "222.222222222222 yd**2")
    totals = [package.report(loads(house(area=area))).dwelling.managed.total_va for area in areas]
    assert totals == pytest.approx([totals[0]] * len(areas), rel=1e-9)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (house(area="200 ft"), "expected an area"),
        (house(area="500 kcmil"), "expected an area"),
        (house().replace('on = "Main"\narea', 'on = "Mian"\narea'), "no service is called 'Mian'"),
        (house().replace('on = "Main"\narea', 'on = "EV"\narea'), "'EV' is no service"),
        (house().replace(', volts = "120 V"', ""), "rating is 10 A: without volts that is no load"),
        (house(system="208Y/120"), "the optional calculation is for three wires"),
        (house(keys="").replace('rating = "5 kW"', 'rating = "5 kW", new = true'), "existing is not true"),
        (house().replace("[dwelling]", "[[dwelling]]"), r"found \[\[dwelling\]\] for dwelling"),
        (house().replace("range", "stove"), 'found "stove", expected'),
        (
            house(keys='existing = true\nheating = [{ kind = "central", rating = "9 kW", supplemental = "5 kW" }]'),
            "supplemental heat is that of a heat pump",
        ),
    ],
)
def test_a_dwelling_that_says_too_little_or_too_much(text: str, message: str):
    with pytest.raises(SiteFileError, match=message):
        loads(text)


def test_a_three_phase_service_takes_the_standard_calculation():
    text = house(system="208Y/120", keys='method = "standard"').replace('"60 A"', '"60 A"\nphases = "AB"')
    load = package.report(loads(text)).dwelling
    assert load is not None
    assert load.managed_a == pytest.approx(load.managed.total_va / (208 * 3**0.5))


def test_a_load_of_the_file_is_reported_to_count_besides():
    (finding,) = found(house(more='[loads.Shop]\non = "Main"\npower = "3 kVA"'))
    assert "Shop of [loads] counts besides what [dwelling] holds" in finding.notes
    row = next(
        row for row in dwelling_rows(more='[loads.Shop]\non = "Main"\npower = "3 kVA"') if "Shop" in row.description
    )
    assert (row.load_va, row.factor) == (3000, None)


def dwelling_rows(**keys: object):
    load = package.report(loads(house(**keys))).dwelling
    assert load is not None
    return load.managed.rows


def test_a_service_with_a_dwelling_is_not_one_for_a_single_circuit():
    text = house(rating="50 A").replace('dwelling = "one-family"', "")
    (finding,) = [each for each in check(loads(text), select={"EV119"}).findings if each.code == "EV119"]
    assert "60 A" in finding.message
    alone = text[: text.index("[dwelling]")] + text[text.index("[circuits.EV]") :]
    assert not [each for each in check(loads(alone), select={"EV119"}).findings if each.code == "EV119"]


def test_the_only_service_need_not_be_named():
    assert loads(house().replace('on = "Main"\narea', "area")).dwelling.on == "Main"


def test_a_report_shows_every_row(tmp_path, evsite):
    path = tmp_path / "house.toml"
    path.write_text(house(), encoding="utf-8")
    dwelling = json.loads(evsite("report", str(path), "--format", "json").stdout)["dwelling"]
    text = evsite("report", str(path)).stdout
    for row in dwelling["managed"]["rows"]:
        assert row["description"] in text
        assert f"{row['load_va']:,.0f}" in text
    assert "as managed 24,992 VA = 104.1 A: does not fit the 100 A service" in text


JUNK = [
    "0",
    "-1",
    "true",
    "[]",
    "{}",
    "[[]]",
    '""',
    '"x"',
    '"1e999 kW"',
    '"1e300 ft2"',
    '"1e300 kVA"',
    '"9 kW"',
    "1979-05-27",
]
KEYS = ["on", "area", "existing", "method", "small_appliance_circuits", "laundry_circuits", "appliances", "cooling"]
NESTED = ["kind", "rating", "volts", "count", "new", "name", "supplemental", "together"]


@pytest.mark.parametrize("junk", JUNK)
def test_no_value_of_a_key_is_too_odd_to_be_refused_or_calculated(junk: str):
    start = house().replace("existing = true\n", "")
    i, j = start.index("[dwelling]"), start.index("[circuits.EV]")
    texts = [
        f"{start[:i]}[dwelling]\n" + ("" if key == "area" else 'area = "900 ft2"\n') + f"{key} = {junk}\n\n{start[j:]}"
        for key in KEYS
    ]
    for key in NESTED:
        rest = "".join(
            f"{name} = {value}\n" for name, value in (("kind", '"heat-pump"'), ("rating", '"9 kW"')) if name != key
        )
        table = f'[dwelling]\narea = "900 ft2"\n\n[[dwelling.heating]]\n{rest}{key} = {junk}\n\n'
        texts.append(f"{start[:i]}{table}{start[j:]}")
    for text in texts:
        site, problems = read(text)
        if site is None:
            assert {each.path[0] for each in problems} == {"dwelling"}
        else:
            assert package.report(site).dwelling is not None
            check(site)


def read(text: str):
    """The site of a text, or what is wrong with it."""
    try:
        return loads(text), ()
    except SiteFileError as error:
        return None, error.findings
