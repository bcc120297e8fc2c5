"""Records of the OpenEI utility rate database: what they say, and what is refused by name."""

import json

import numpy as np
import pytest
from oracle import curve, instant

from evsite.model.finding import SiteFileError
from evsite.sitefile.document import Document
from evsite.sitefile.tariffs.json_values import MOST_REPORTED
from evsite.sitefile.tariffs.load import load_tariff, read_tariff
from evsite.tariffs.bill import bill
from evsite.tariffs.model import DemandCharge, Ratchet, Recurring

LA = "America/Los_Angeles"
SUMMER = range(5, 10)


def al_tou():
    """AL-TOU secondary of SDG&E, by the prices of its record in github erock25/urdb-tariff-viewer_v3."""
    winter, summer = [5] * 6 + [4] * 10 + [3] * 5 + [4] * 3, [2] * 6 + [1] * 10 + [0] * 5 + [1] * 3
    spring = [*winter[:10], *[5] * 4, *winter[14:]]
    weekday = [summer if month in SUMMER else spring if month in (2, 3) else winter for month in range(12)]
    early = [[low] * 14 + [middle] * 2 + [high] * 5 + [middle] * 3 for low, middle, high in ((5, 4, 3), (2, 1, 0))]
    peak = [[0] * 16 + [1 if month in SUMMER else 2] * 5 + [0] * 3 for month in range(12)]
    return {
        "label": "6772f0268322c2ebdc04e77e",
        "approved": True,
        "utility": "San Diego Gas & Electric Co",
        "eiaid": 16609,
        "name": "AL-TOU Secondary",
        "startdate": 1727737200,
        "supercedes": "663e7340846f522f700aecd1",
        "servicetype": "Bundled",
        "mindemand": 20.0,
        "demandunits": "kW",
        "flatDemandUnits": "kW",
        "flatdemandstructure": [[{"rate": 30.63}]],
        "flatdemandmonths": [0] * 12,
        "demandRateUnits": "kW",
        "demandratestructure": [[{"rate": 0.0}], [{"rate": 30.8, "adj": 14.81}], [{"rate": 32.93}]],
        "demandweekdayschedule": peak,
        "demandweekendschedule": peak,
        "energyratestructure": [
            [{"unit": "kWh", "rate": 0.01874, "adj": adj}]
            for adj in (0.20968, 0.12951, 0.10557, 0.22118, 0.12425, 0.09599)
        ],
        "energyweekdayschedule": weekday,
        "energyweekendschedule": [early[month in SUMMER] for month in range(12)],
        "energycomments": "Adjustment = commodity",
        "fixedchargefirstmeter": 766.91,
        "fixedchargeunits": "$/month",
    }


def small(**more):
    return {"label": "x", "energyratestructure": [[{"rate": 0.2, "unit": "kWh"}]], **more}


def read(record):
    return read_tariff(Document.plain(json.dumps(record, indent=1), "record.json"))


def refused(record):
    with pytest.raises(SiteFileError) as raised:
        read(record)
    return [each.message for each in raised.value.findings]


def test_a_record_bills_a_year_as_the_same_tariff_that_comes_with_evsite():
    shipped, record = load_tariff("sdge-al-tou-secondary-2024-10"), read({"items": [al_tou()]})
    random = np.random.default_rng(3)
    edges = np.arange(0, 365 * 86_400 + 1, 1800)
    load = curve(LA, instant("2026-01-01", LA), edges[:-1], random.uniform(0, 300, len(edges) - 1), edges[-1])
    one, other = bill(shipped, load), bill(record, load)
    assert [month.energy_usd for month in one.months] == pytest.approx([month.energy_usd for month in other.months])
    assert [month.demand_usd for month in one.months] == pytest.approx([month.demand_usd for month in other.months])
    assert one.total_usd == pytest.approx(other.total_usd)
    assert one.months[0].fixed_usd == other.months[0].fixed_usd == 766.91
    assert record.effective == "2024-10-01"
    assert record.sources[0].what == "record 6772f0268322c2ebdc04e77e of the OpenEI utility rate database"


def test_an_answer_of_the_api_a_list_of_one_and_a_record_are_the_same():
    assert read(al_tou()) == read({"items": [al_tou()]}) == read([al_tou()])


def test_places_are_those_of_the_file_whatever_is_around_the_record():
    for around in (lambda record: record, lambda record: [record], lambda record: {"items": [record]}):
        with pytest.raises(SiteFileError) as raised:
            read(around(small(annualmincharge=7)))
        document = raised.value.document
        span = document.locate(raised.value.findings[0])
        assert document.line(span.line)[span.column - 1 : span.end_column - 1] == "7"
        assert document.text == json.dumps(around(small(annualmincharge=7)), indent=1)


def test_one_price_needs_no_schedule_and_no_demand_charge_is_none():
    asked = read(small())
    assert {number for week in asked.hours for day in week for number in day} == {0}
    assert (asked.demand, asked.fixed, asked.minimum, asked.periods[0].usd_per_kwh) == ((), None, None, 0.2)


def test_periods_have_the_names_of_the_record():
    hours = [[0] * 12 + [1] * 12] * 12
    two = {
        "energyratestructure": [[{"rate": 0.1}], [{"rate": 0.3}]],
        "energyweekdayschedule": hours,
        "energyweekendschedule": hours,
    }
    assert [each.name for each in read(small(**two)).periods] == ["period 0", "period 1"]
    assert [each.name for each in read(small(**two, energytoulabels=["Night", "Day"])).periods] == ["Night", "Day"]


@pytest.mark.parametrize(
    ("fields", "fixed"),
    [
        ({"fixedchargefirstmeter": 10, "fixedchargeunits": "$/month"}, Recurring(10.0)),
        ({"fixedchargefirstmeter": 1.5, "fixedchargeunits": "$/day"}, Recurring(1.5, "day")),
        ({"fixedchargefirstmeter": 120, "fixedchargeunits": "$/year"}, Recurring(10.0)),
        ({"fixedmonthlycharge": 275}, Recurring(275.0)),
        ({"fixedchargefirstmeter": 0}, Recurring(0.0)),
        ({"fixedChargeFirstMeter": 10, "fixedChargeUnits": "$/month", "fixedchargeeaaddl": 3}, Recurring(10.0)),
    ],
)
def test_fixed_charges_by_month_day_and_year(fields, fixed):
    assert read(small(**fields)).fixed == fixed


def test_a_least_bill():
    assert read(small(mincharge=50, minchargeunits="$/month")).minimum == Recurring(50.0)
    assert read(small(mincharge=2, minchargeunits="$/day")).minimum == Recurring(2.0, "day")
    assert read(small(minmonthlycharge=30)).minimum == Recurring(30.0)


FLAT = {"flatdemandstructure": [[{"rate": 10.0}], [{"rate": 20.0, "adj": -1.0}]], "flatdemandmonths": [0] * 6 + [1] * 6}


def test_a_month_whose_price_is_nothing_has_no_charge():
    asked = read(small(flatdemandstructure=[[{"rate": 0}], [{"rate": 5}]], flatdemandmonths=[0] * 6 + [1] * 6))
    billed = bill(asked, curve(LA, instant("2026-06-30T12:00", LA), [0], [10.0], 86_400))
    assert [[each.cost_usd for each in month.demand] for month in billed.months] == [[], [50.0]]


def test_a_charge_by_month():
    (charge,) = read(small(**FLAT, flatdemandunit="kW", demandwindow=30)).demand
    assert charge.usd_per_kw == (10.0,) * 6 + (19.0,) * 6
    assert (charge.interval_min, charge.interval_stated) == (30, True)
    assert not read(small(**FLAT)).demand[0].interval_stated


@pytest.mark.parametrize(
    ("fields", "ratchet", "notes"),
    [
        ({}, None, 0),
        ({"demandratchetpercentage": [0] * 12, "lookbackmonths": [0] * 12, "lookbackrange": 0}, None, 0),
        ({"demandratchetpercentage": [0.5] * 12}, Ratchet((0.5,) * 12, 12), 2),
        ({"demandratchetpercentage": [50] * 12}, Ratchet((0.5,) * 12, 12), 2),
        ({"demandratchetpercentage": [0] * 6 + [80] * 6}, Ratchet((0.0,) * 6 + (0.8,) * 6, 12), 2),
        ({"lookbackpercent": 0.75, "lookbackrange": 11}, Ratchet((0.75,) * 12, 11), 1),
        ({"lookbackPercent": 75, "lookbackRange": 11, "lookbackMonths": [0] * 12}, Ratchet((0.75,) * 12, 11), 1),
        (
            {"lookbackpercent": 1, "lookbackmonths": [False] * 5 + [True] * 4 + [False] * 3},
            Ratchet((1.0,) * 12, 12, (False,) * 5 + (True,) * 4 + (False,) * 3),
            2,
        ),
    ],
)
def test_ratchets_in_shares_or_percent(fields, ratchet, notes):
    asked = read(small(**FLAT, **fields))
    assert isinstance(asked.demand[0], DemandCharge)
    assert asked.demand[0].ratchet == ratchet
    assert len(asked.notes) == notes


def test_words_about_charges_without_a_field_are_repeated_by_every_bill():
    asked = read(small(energyattrs=[{"Wildfire fund": "$0.005/kWh"}], fixedattrs=[]))
    assert asked.notes == ("in no total, as the record has it in words alone (energyattrs): Wildfire fund $0.005/kWh",)
    assert bill(asked, curve(LA, 0, [0], [1.0], 3600)).notes[-1] == asked.notes[0]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"energyratestructure": [[{"rate": 1}, {"rate": 2}]]},
            "energyratestructure[0][1]: found 2 tiers, expected one",
        ),
        (
            {"energyratestructure": [[{"rate": 1, "max": 500}]]},
            "energyratestructure[0][0].max: found 500 as the end of",
        ),
        (
            {"energyratestructure": [[{"rate": 1, "sell": 0.1}]]},
            "energyratestructure[0][0].sell: a price of energy that is",
        ),
        (
            {"energyratestructure": [[{"rate": 1, "unit": "kWh/kW"}]]},
            'energyratestructure[0][0].unit: found "kWh/kW", expected kWh',
        ),
        (
            {"energyratestructure": [[{"rate": -1}]]},
            "energyratestructure[0][0].rate: found -1, expected a number from 0 on",
        ),
        ({"energyratestructure": [[{"rate": 1, "adj": -2}]]}, "energyratestructure[0][0].adj: rate and adj together"),
        ({"energyratestructure": [[{"rate": "1"}]]}, 'energyratestructure[0][0].rate: found "1", expected a number'),
        ({"energyratestructure": [[{}]]}, "energyratestructure[0][0]: a tier without a rate"),
        ({"energyratestructure": [[]]}, "energyratestructure[0]: found an empty list"),
        ({"energyratestructure": []}, "energyratestructure: found an empty list"),
        (
            {"energyratestructure": [[{"rate": 1, "discount": 2}]]},
            "energyratestructure[0][0].discount: unknown field of a tier",
        ),
        (
            {"energyratestructure": [[{"rate": 1}], [{"rate": 2}]], "energyweekdayschedule": [[2] * 24] * 12},
            "energyweekdayschedule[0][0]: found 2, expected the number of a period, 0 to 1",
        ),
        ({"energyratestructure": [[{"rate": 1}], [{"rate": 2}]]}, "energyweekdayschedule: found nothing"),
        ({"demandreactivepowercharge": 0.25}, "demandreactivepowercharge: a charge for reactive power"),
        ({"demandReactPwrCharge": 0.25}, "demandReactPwrCharge: a charge for reactive power"),
        ({"coincidentratestructure": [[{"rate": 3}]]}, "coincidentratestructure: a charge for demand at the moment"),
        ({"fueladjustmentsmonthly": [0.01] * 12}, "fueladjustmentsmonthly: an adjustment of the energy price"),
        ({"annualmincharge": 100}, "annualmincharge: a least bill of a year"),
        ({"mincharge": 100, "minchargeunits": "$/year"}, 'minchargeunits: found "$/year" of mincharge'),
        (
            {"fixedchargefirstmeter": 3},
            "fixedchargefirstmeter: found no unit of fixedchargefirstmeter, expected $/month",
        ),
        (
            {"fixedchargefirstmeter": 3, "fixedchargeunits": "EUR"},
            'fixedchargeunits: found "EUR" of fixedchargefirstmeter',
        ),
        (
            {"fixedchargefirstmeter": 3, "fixedchargeunits": "$/day", "fixedmonthlycharge": 3},
            "fixedmonthlycharge: an amount",
        ),
        ({**FLAT, "flatdemandunit": "kVA"}, 'flatdemandunit: found "kVA", expected kW'),
        ({**FLAT, "flatdemandmonths": [0] * 11}, "flatdemandmonths: found 11 of them, expected 12"),
        ({**FLAT, "demandwindow": 45}, "demandwindow: found 45, expected 5, 10, 15, 20, 30 or 60 minutes"),
        ({**FLAT, "lookbackpercent": 50}, "lookbackpercent: found neither lookbackmonths nor lookbackrange"),
        ({**FLAT, "lookbackpercent": 50, "lookbackrange": 2.5}, "lookbackrange: found 2.5, expected a whole number"),
        (
            {**FLAT, "demandratchetpercentage": [150] * 12},
            "demandratchetpercentage: found 150, expected at most 100 percent",
        ),
        ({**FLAT, "demandratchetpercentage": 50}, "demandratchetpercentage: found 50, expected 12 percentages"),
        ({"feedinstructure": [[1]]}, "feedinstructure: unknown field 'feedinstructure'"),
        ({"startdate": [3]}, "startdate: found a list, expected seconds since 1970"),
        ({"name": 7}, "name: found 7, expected a text"),
        ({"Name": "one", "name": "two"}, "name: the same field as 'Name'"),
    ],
)
def test_what_is_not_priced_is_refused_by_name(fields, message):
    assert refused(small(**fields))[0].startswith(message)


def test_fields_that_say_nothing_or_change_no_bill_are_let_pass():
    asked = read(
        small(
            demandreactivepowercharge=0,
            coincidentratestructure=[],
            fueladjustmentsmonthly=[0] * 12,
            newfield=None,
            voltagecategory="Secondary",
            description="words",
            dgrules="Net Metering",
            revisions=[1733750767, {"userid": "3"}],
            peakkwcapacitymin=20,
        )
    )
    assert asked.demand == ()


def test_every_problem_is_told_with_its_line_and_column():
    record = {"items": [small(demandreactivepowercharge=1, annualmincharge=2, energyweekdayschedule=[[0] * 24] * 12)]}
    text = json.dumps(record, indent=1)
    with pytest.raises(SiteFileError) as raised:
        read(record)
    document = raised.value.document
    found = [(document.locate(each), each.message.partition(":")[0]) for each in raised.value.findings]
    assert [name for _, name in found] == [
        "items[0].energyweekendschedule",
        "items[0].demandreactivepowercharge",
        "items[0].annualmincharge",
    ]
    for span, name in found[1:]:
        line = text.splitlines()[span.line - 1]
        assert name.rpartition(".")[2] in line
        assert line[span.column - 1 : span.end_column - 1] in {"1", "2"}


def test_a_record_full_of_slips_is_refused_in_one_run_and_not_without_end():
    many = small(
        energyratestructure=[[{"rate": 1}]] * 2,
        energyweekdayschedule=[[9] * 24] * 12,
        energyweekendschedule=[[9] * 24] * 12,
    )
    messages = refused(many)
    assert len(messages) == MOST_REPORTED + 1
    assert messages[-1] == f"{2 * 288 - MOST_REPORTED} more problems of this file not shown"


@pytest.mark.parametrize("held", [[], [{}, {}], 3, [7]])
def test_an_answer_with_no_record_or_several_is_refused(held):
    (message,) = refused({"items": held})
    assert message.startswith(("items: found", "items[0]: found"))
