"""Evsite's own form of a tariff: what it says, published tariffs in it, and what is refused where."""

import numpy as np
import pytest
from oracle import instant

from evsite.metering.zones import find_zone
from evsite.model.finding import SiteFileError
from evsite.sitefile.document import Document
from evsite.sitefile.months import MonthsError, read_months
from evsite.sitefile.tariffs.load import load_tariff, read_tariff
from evsite.tariffs.bill import bill
from evsite.tariffs.curve import LoadCurve
from evsite.tariffs.model import EnergyPeriod, Ratchet, Recurring, Subscription, TariffSource, show_months
from evsite.tariffs.step_prices import price_usd_per_kwh

LA = find_zone("America/Los_Angeles")

TOU_EV_8 = """
demand = []

[tariff]
name = "TOU-EV-8"
utility = "Southern California Edison"
effective = 2018-10-12
source = "https://www1.sce.com/NR/sc3/tm2/pdf/ce401.pdf"

[[energy]]
name = "summer on-peak"
months = "Jun-Sep"
days = "weekdays"
from = "16:00"
to = "21:00"
price = "0.49619 USD/kWh"

[[energy]]
name = "summer mid-peak"
months = "Jun-Sep"
days = "weekends"
from = "16:00"
to = "21:00"
price = "0.25563 USD/kWh"

[[energy]]
name = "summer off-peak"
months = "Jun-Sep"
price = "0.12597 USD/kWh"

[[energy]]
name = "winter super-off-peak"
months = "Oct-May"
from = "08:00"
to = "16:00"
price = "0.07724 USD/kWh"

[[energy]]
name = "winter mid-peak"
months = "Oct-May"
from = "16:00"
to = "21:00"
price = "0.297 USD/kWh"

[[energy]]
name = "winter off-peak"
months = "Oct-May"
price = "0.13568 USD/kWh"
"""


def weekday_tables(*periods):
    """The [[energy]] of periods of weekdays: name, months, from, to, USD/kWh."""
    return "".join(
        f"""
[[energy]]
name = "{name}"
months = "{months}"
days = "weekdays"
from = "{begin}"
to = "{end}"
price = "{price} USD/kWh"
"""
        for name, months, begin, end, price in periods
    )


TOU_EV_4 = (
    """
[tariff]
name = "TOU-EV-4"
effective = 2019-03-01
source = "https://www1.sce.com/NR/sc3/tm2/pdf/ce141-12.pdf"
"""
    + weekday_tables(
        ("summer mid-peak", "Jun-Sep", "08:00", "12:00", 0.0925),
        ("summer on-peak", "Jun-Sep", "12:00", "18:00", 0.26668),
        ("summer mid-peak", "Jun-Sep", "18:00", "23:00", 0.0925),
        ("winter mid-peak", "Oct-May", "08:00", "12:00", 0.07492),
        ("winter on-peak", "Oct-May", "12:00", "18:00", 0.0869),
        ("winter mid-peak", "Oct-May", "18:00", "23:00", 0.07492),
    )
    + """
[[energy]]
name = "summer off-peak"
months = "Jun-Sep"
price = "0.05623 USD/kWh"

[[energy]]
name = "winter off-peak"
months = "Oct-May"
price = "0.06087 USD/kWh"

[[demand]]
price = "15.51 USD/kW"
"""
)
A_10 = (
    """
[tariff]
name = "A-10 TOU"
utility = "Pacific Gas and Electric"
effective = 2019-07-01
source = "https://www.pge.com/tariffs/assets/pdf/tariffbook/ELEC_SCHEDS_A-10.pdf"
"""
    + weekday_tables(
        ("summer part-peak", "May-Oct", "08:30", "12:00", 0.1771),
        ("summer peak", "May-Oct", "12:00", "18:00", 0.23223),
        ("summer part-peak", "May-Oct", "18:00", "21:30", 0.1771),
        ("winter part-peak", "Nov-Apr", "08:30", "21:30", 0.1477),
    )
    + """
[[energy]]
name = "summer off-peak"
months = "May-Oct"
price = "0.14903 USD/kWh"

[[energy]]
name = "winter off-peak"
months = "Nov-Apr"
price = "0.13064 USD/kWh"

[[demand]]
name = "summer"
months = "May-Oct"
price = "19.99 USD/kW"

[[demand]]
name = "winter"
months = "Nov-Apr"
price = "11.66 USD/kW"
"""
)
SHORT = '[tariff]\nname = "T"\n\n[[energy]]\nprice = "0.20 USD/kWh"\n'


def read(text):
    return read_tariff(Document.plain(text, "t.toml"))


def refused(text):
    """Line, column and message of everything that is wrong with a text."""
    with pytest.raises(SiteFileError) as raised:
        read(text)
    document = raised.value.document
    return [(*document.locate(each)[:2], each.message) for each in raised.value.findings]


def test_a_published_tariff_written_by_hand_has_the_prices_of_the_one_that_comes_with_evsite():
    mine, shipped = read(TOU_EV_8), load_tariff("sce-tou-ev-8-2018")
    for month, (one, other) in enumerate(zip(mine.hours, shipped.hours, strict=True)):
        for day in range(7):
            found = [mine.periods[number].usd_per_kwh for number in one[day]]
            assert found == [shipped.periods[number].usd_per_kwh for number in other[day]], (month, day)
    assert (mine.demand, mine.fixed, mine.effective) == ((), None, "2018-10-12")
    assert mine.title == "Southern California Edison TOU-EV-8"
    assert mine.sources == (TariffSource("", "https://www1.sce.com/NR/sc3/tm2/pdf/ce401.pdf"),)


@pytest.mark.parametrize(
    ("text", "first", "prices", "weekend", "demand_usd"),
    [
        (TOU_EV_4, "2019-06-03", [(9, 0.05623), (4 + 5, 0.0925), (6, 0.26668)], 0.05623, 15.51),
        (TOU_EV_4, "2019-12-02", [(9, 0.06087), (4 + 5, 0.07492), (6, 0.0869)], 0.06087, 15.51),
        (A_10, "2019-07-01", [(11, 0.14903), (3.5 + 3.5, 0.1771), (6, 0.23223)], 0.14903, 19.99),
        (A_10, "2019-12-02", [(11, 0.13064), (13, 0.1477)], 0.13064, 11.66),
    ],
)
def test_weeks_of_published_tariffs_cost_what_their_prices_say(text, first, prices, weekend, demand_usd):
    """SCE TOU-EV-4 (March 2019) and PG&E A-10 TOU (July 2019), as acnportal has them: 100 kW for a week from Monday."""
    load = LoadCurve(np.array([0.0]), np.array([100.0]), 7 * 86_400, instant(first, LA.name), LA)
    billed = bill(read(text), load)
    expected = 100 * (5 * sum(hours * price for hours, price in prices) + 2 * 24 * weekend)
    assert sum(month.energy_usd for month in billed.months) == pytest.approx(expected)
    assert [[each.cost_usd for each in month.demand] for month in billed.months] == [[pytest.approx(100 * demand_usd)]]


def test_every_key_is_heard():
    asked = read("""
        [tariff]
        name = "T"
        utility = "U"
        effective = "2026-01-01"
        source = ["one", "two"]
        timezone = "America/Denver"
        applies = "all"
        includes = "delivery"
        fixed = "0.50 USD/day"
        minimum = "$40/month"
        notes = "careful"

        [tariff.subscription]
        block = "50 kW"
        price = "95.56 USD/month"
        overage = "3.82 USD/kW"

        [[energy]]
        price = "20 ct/kWh"

        [[demand]]
        name = "peak"
        months = "Dec, Jan"
        days = "Mon-Sat"
        from = "08:30"
        to = "12:00"
        price = "$1,015.51 per kW-month"
        interval = "0.5 h"
        ratchet = "80 %"
        ratchet_months = 11
        """)
    (charge,) = asked.demand
    assert (asked.fixed, asked.minimum) == (Recurring(0.5, "day"), Recurring(40.0, "month"))
    assert asked.subscription == Subscription(50.0, 95.56, 3.82)
    assert asked.periods == (EnergyPeriod("energy 1", 0.2),)
    assert (asked.timezone, asked.applies, asked.includes, asked.notes) == (
        "America/Denver",
        "all",
        "delivery",
        ("careful",),
    )
    assert charge.usd_per_kw == (1015.51, *[0.0] * 10, 1015.51)
    assert (charge.interval_min, charge.interval_stated) == (30, True)
    assert charge.ratchet == Ratchet((0.8,) * 12, 11)
    window = [sum(map(sum, week)) for week in charge.window]
    assert window == [6 * 14, *[0] * 10, 6 * 14]
    assert charge.window[0][5][34] == 1
    assert charge.window[0][5][33] == charge.window[0][6][34] == charge.window[0][5][48] == 0


def test_what_is_not_said_is_not_known():
    asked = read(SHORT)
    assert (asked.demand, asked.fixed, asked.effective, asked.timezone) == (None, None, "", None)
    assert (
        "the file does not say whether there is a demand charge"
        in bill(asked, LoadCurve(np.array([0.0]), np.array([1.0]), 3600.0, 0, LA)).missing
    )
    assert not read(SHORT + '[[demand]]\nprice = "1 USD/kW"\n').demand[0].interval_stated


def test_hours_of_one_name_and_price_are_one_line_of_a_bill():
    assert [each.name for each in read(A_10).periods] == [
        "summer part-peak",
        "summer peak",
        "winter part-peak",
        "summer off-peak",
        "winter off-peak",
    ]
    at = np.array([instant("2019-07-01T21:15", LA.name)], float)
    assert price_usd_per_kwh(read(A_10), LA, at) == [0.1771]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(1, 1, "the file has no [tariff]")]),
        ('[tariff]\nname = "T"\n', [(1, 1, "the tariff has no [[energy]]")]),
        ('[site]\nname = "S"\n', [(1, 1, "the file has no [tariff]"), (1, 2, "unknown key 'site'")]),
        (
            'energy = 3\n[tariff]\nname = ""\n',
            [(1, 1, "found 3, expected tables like"), (3, 8, "name: found an empty")],
        ),
        (
            SHORT + 'months = "Smarch"\nday = "Mon"\n',
            [(6, 10, "months: cannot read 'Smarch'"), (7, 1, "unknown key 'day'")],
        ),
        (
            SHORT + 'days = "Foo"\nfrom = "24:00"\nto = "25:00"\n',
            [(6, 8, "days:"), (7, 8, "from: 24:00 is"), (8, 6, "to: cannot")],
        ),
        (SHORT + 'from = "08:10"\n', [(6, 8, "from: found 08:10, expected a full quarter")]),
        (SHORT + 'from = "21:00"\nto = "06:00"\n', [(7, 6, "to: 06:00 is not after 21:00")]),
        (SHORT + "months = 6\n", [(6, 10, "months: found a number, expected a text like")]),
        (SHORT.replace('"0.20 USD/kWh"', "0.2"), [(5, 9, "price: found 0.2 without a unit")]),
        (SHORT.replace("USD/kWh", "EUR/kWh"), [(5, 9, "price: '0.20 EUR/kWh' is no price")]),
        (SHORT.replace("0.20", "-0.20"), [(5, 9, "price: '-0.20 USD/kWh' is no price")]),
        (SHORT.replace("USD/kWh", "USD/kW"), [(5, 9, "price: '0.20 USD/kW' is a price for a kW")]),
        (SHORT + '[[energy]]\nprice = "1 USD/kWh"\n', [(6, 1, "a second price for Jan Mon 00:00")]),
        (SHORT + 'from = "06:00"\n', [(4, 1, "no price for all year Mon 00:00-06:00 and 6 more stretches")]),
        (SHORT + 'months = "Mar-Nov"\n', [(4, 1, "no price for Dec-Feb Mon 00:00-24:00 and 6 more stretches")]),
        (
            SHORT + 'from = "06:00"\n[[energy]]\nprice = "1 USD/kWh"\n[[energy]]\nto = "06:00"\nprice = "1 USD/kWh"\n',
            [(7, 1, "[[energy]] has no hour that no other table has")],
        ),
        (
            SHORT + '[[demand]]\nprice = "1 USD/kW"\ninterval = "7 min"\nratchet = "80 %"\n',
            [(8, 12, "interval: found '7 min', expected 5, 10, 15, 20, 30 or 60 min")],
        ),
        (
            SHORT + '[[demand]]\nprice = "1 USD/kW"\nratchet = "80 %"\n[[demand]]\nprice = "0 USD/kW"\n',
            [(10, 9, "price: '0 USD/kW' is nothing")],
        ),
        (
            SHORT + '[[demand]]\nprice = "1 USD/kW"\nratchet = "80 %"\n',
            [(8, 1, "[[demand]] has ratchet and no ratchet_months")],
        ),
        (
            SHORT + '[[demand]]\nprice = "1 USD/kW"\nratchet = "180 %"\nratchet_months = 0\n',
            [(8, 11, "ratchet: found '180 %'"), (9, 18, "ratchet_months: found 0, expected 1 to 120")],
        ),
        (
            SHORT + '[[demand]]\nprice = "1 USD/kW"\ninterval = "1 h"\nfrom = "08:30"\n',
            [(9, 8, "from: 08:30 is within an interval of 60 min")],
        ),
        (SHORT.replace('"T"', '"T"\ntimezone = "America/Los_Angles"'), [(3, 12, "timezone: no time zone is called")]),
    ],
)
def test_what_is_wrong_is_told_at_its_place(text, expected):
    found = refused(text)
    assert [(line, column) for line, column, _ in found] == [(line, column) for line, column, _ in expected]
    for (_, _, message), (_, _, beginning) in zip(found, expected, strict=True):
        assert message.startswith(beginning)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("Jun-Sep", "Jun-Sep"),
        ("Oct-May", "Oct-May"),
        ("january, Feb and Dec", "Dec-Feb"),
        ("Mar, June to July", "Mar, Jun-Jul"),
        ("all year", "all year"),
        ("Jan-Dec", "all year"),
        ("Jul", "Jul"),
    ],
)
def test_months_are_read_and_shown(text, months):
    assert show_months(read_months(text)) == months


@pytest.mark.parametrize("text", ["", "Ju", "summer", "Jun-", "6", "Jun,,Jul"])
def test_what_names_no_months_is_refused(text):
    with pytest.raises(MonthsError, match="expected like Jun-Sep"):
        read_months(text)
