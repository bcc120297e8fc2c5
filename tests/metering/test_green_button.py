"""Green Button feeds: units, scales, time, several readings, and what an XML file must not do."""

import random
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from records import green_button, week_minutes

from evsite.metering.errors import DataError
from evsite.metering.options import ReadingOptions
from evsite.metering.reading import read_interval_data

START = int(datetime(2025, 1, 6, 8, tzinfo=UTC).timestamp())
ROWS = [(START + 900 * index, 250 * (index + 1)) for index in range(8)]


def read(content, **options):
    return read_interval_data(content, "meter.xml", ReadingOptions(**options))


@pytest.mark.parametrize(
    ("uom", "power", "unit", "first"),
    [
        (72, 0, "kW", 1.0),
        (72, -3, "kW", 0.001),
        (72, 3, "kW", 1000),
        (38, 0, "kW", 0.25),
        (61, 3, "kVA", 250),
        (5, -1, "A", 25),
    ],
)
def test_units_and_powers_of_ten_become_mean_load(uom, power, unit, first):
    series = read(green_button(ROWS, uom=uom, power=power))
    assert series.unit == unit
    assert series.channels[""][0] == pytest.approx(first)
    assert list(series.start_s) == [start for start, _ in ROWS]


def test_energy_is_divided_by_the_length_of_its_interval():
    hours = [(start + 2700 * place, value) for place, (start, value) in enumerate(ROWS)]
    assert read(green_button(hours, length=3600)).channels[""][0] == pytest.approx(0.25)


def test_local_time_follows_the_rules_in_the_file_through_every_hour_of_a_year():
    zone = read(green_button(ROWS)).zone
    pacific = ZoneInfo("America/Los_Angeles")
    for hour in range(366 * 24):
        instant = 1_704_067_200 + hour * 3600
        local = datetime.fromtimestamp(instant, pacific)
        assert zone.offset_s(instant) == local.utcoffset().total_seconds(), local


def test_a_zone_that_is_given_goes_first():
    assert week_minutes(read(green_button(ROWS), timezone="America/New_York"))[0] == 180


def test_of_a_register_and_intervals_the_intervals_are_read():
    register = """<entry><link rel="self" href="/UsagePoint/1/MeterReading/2"/>
    <link rel="related" href="/ReadingType/2"/><content><MeterReading xmlns="http://naesb.org/espi"/></content></entry><entry>
    <link rel="self" href="/ReadingType/2"/><content><ReadingType xmlns="http://naesb.org/espi"><accumulationBehaviour>1</accumulationBehaviour><uom>72</uom>
    </ReadingType></content></entry><entry><link rel="up" href="/UsagePoint/1/MeterReading/2/IntervalBlock"/><content>
    <IntervalBlock xmlns="http://naesb.org/espi"><IntervalReading><timePeriod><duration>86400</duration><start>0</start>
    </timePeriod><value>9876543</value></IntervalReading></IntervalBlock></content></entry>"""
    assert len(read(green_button(ROWS, extra=register))) == 8
    with pytest.raises(DataError, match="register"):
        read(green_button(ROWS, behaviour=1))


def test_a_file_without_a_feed_is_read_too():
    content = green_button(ROWS).decode()
    bare = (
        "<x>"
        + "".join(
            part.split("</content>")[0].replace("<content>", "", 1) if "<content>" in part else ""
            for part in (piece[piece.find("<content>") :] for piece in content.split("<entry>")[1:])
        )
        + "</x>"
    )
    assert list(read(bare.encode()).channels[""]) == list(read(green_button(ROWS)).channels[""])


def test_power_that_flows_back_is_no_load_but_is_reported():
    with pytest.raises(DataError, match="no electric load"):
        read(green_button(ROWS, flow=19))


BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><feed>&b;</feed>"""
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE feed SYSTEM "file:///etc/passwd"><feed/>'


@pytest.mark.parametrize("content", [BOMB, OUTSIDE, BOMB.decode().encode("utf-16")])
def test_a_document_type_is_refused_before_it_is_read(content):
    with pytest.raises(DataError, match="document type"):
        read(content)


@pytest.mark.parametrize(
    "content",
    [
        b"<",
        b"<feed>",
        b"<feed/>",
        b"<a>" * 200,
        b'<?xml version="1.0" encoding="martian"?><feed/>',
        b"<feed>\xff</feed>",
    ],
)
def test_what_is_no_green_button_is_refused_in_words(content):
    with pytest.raises(DataError):
        read(content)


@pytest.mark.parametrize("kind", ["xml", "csv"])
def test_damaged_files_give_a_series_or_a_reason_and_nothing_else(kind):
    rng = random.Random(kind)
    good = (
        green_button(ROWS)
        if kind == "xml"
        else b"time,kW,A\n2025-01-06 00:00,1,2\n2025-01-06 00:15,2,3\n01/02/2025,x,4\n"
    )
    pieces = [
        b"<",
        b">",
        b"\0",
        b"\xff",
        b",",
        b"\n",
        b'"',
        b"9" * 30,
        b"-",
        b"1e999",
        b"<start>",
        b"</value>",
        b"nan",
        b"\xef\xbb\xbf",
    ]
    for _ in range(1500):
        content = bytearray(good)
        for _ in range(rng.randint(1, 6)):
            place = rng.randrange(len(content))
            content[place : place + rng.choice([0, 1, 1, 5, 60])] = rng.choice(pieces)
        try:
            series = read(bytes(content), timezone="UTC")
        except DataError:
            continue
        assert len(series) >= 1
        assert all(seconds > 0 for seconds in series.seconds)
        assert all(a < b for a, b in pairwise(series.start_s))


def test_energy_that_never_falls_is_a_register_whatever_its_type_says():
    rising = [(1_736_150_400 + 900 * place, 500_000 + 310 * place + place % 7) for place in range(96)]
    with pytest.raises(DataError, match="register"):
        read(green_button(rising))
