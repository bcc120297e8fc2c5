"""Forms that a Green Button file comes in, damaged files, and files that are made to do harm."""

import random
import re
from itertools import pairwise

import pytest
from espi_files import START, Meter, Point, Reading, assert_same, feed, frame, hump, read, readings, reported
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import examples, for_each
from evsite.metering.advice import settings_of
from evsite.metering.errors import DataError

DAY = hump(192)
PLAIN = feed(Point([Meter(readings(DAY))]))
OPEN = b'<feed xmlns="http://www.w3.org/2005/Atom">'
ENTRY = (
    b"<entry><content><IntervalBlock><IntervalReading><timePeriod><start>%d</start></timePeriod><value>1</value>"
    b"</IntervalReading></IntervalBlock></content></entry>"
)
EXPECTED = frame(PLAIN).set_index("start")["kw"]


def plain(**more):
    return feed(Point([Meter(readings(DAY))]), **more)


def without(content, pattern):
    return re.sub(pattern, b"", content)


@for_each(
    "content",
    [
        pytest.param(plain(prefix="espi"), id="prefix"),
        pytest.param(plain(prefix="ns0", pretty=True), id="another prefix, indented"),
        pytest.param(plain(start_first=True), id="start before duration"),
        pytest.param(plain(block_name="IntervalBLock"), id="IntervalBLock"),
        pytest.param(plain(links=False), id="no links"),
        pytest.param(plain(pretty=True), id="indented"),
        pytest.param(PLAIN.decode().replace("UTF-8", "UTF-16").encode("utf-16"), id="UTF-16"),
        pytest.param(b"\xef\xbb\xbf" + PLAIN, id="BOM"),
        pytest.param(PLAIN.replace(b"UTF-8", b"windows-1252"), id="windows-1252"),
        pytest.param(without(PLAIN, rb"<duration>900</duration>"), id="no duration"),
        pytest.param(PLAIN.replace(b"<duration>900</duration>", b"<duration/>"), id="empty duration"),
        pytest.param(PLAIN.replace(b"<value>", b"<cost>12000000</cost><value>"), id="cost before"),
        pytest.param(PLAIN.replace(b"</value>", b"</value><cost>12000000</cost>"), id="cost after"),
        pytest.param(
            PLAIN.replace(b"<value>", b"<value>\n\t ").replace(b"</start>", b" </start>"), id="space in numbers"
        ),
        pytest.param(PLAIN.replace(b"<value>", b"<value><!-- kept -->"), id="comments"),
        pytest.param(re.sub(rb"<value>(\d+)</value>", rb"<value><![CDATA[\1]]></value>", PLAIN), id="CDATA"),
        pytest.param(without(PLAIN, rb"<\?xml[^>]*>"), id="no declaration"),
        pytest.param(b"<batch>" + without(PLAIN, rb"<\?xml[^>]*>") + b"</batch>", id="a feed inside"),
        pytest.param(PLAIN.replace(b"https://utility.example/", b"/"), id="addresses without a host"),
        pytest.param(re.sub(rb'href="([^"]*)"', rb'href="\1/"', PLAIN), id="addresses that end in a slash"),
    ],
)
def test_every_form_of_one_file_is_the_same_record(content):
    assert_same(read(content), EXPECTED)


def test_entries_in_any_order_are_the_same_record():
    head, *entries = PLAIN.decode().removesuffix("</feed>").split("<entry>")
    for seed in range(8):
        random.Random(seed).shuffle(entries)
        content = head + "".join(f"<entry>{each}" for each in entries) + "</feed>"
        assert sorted(zip(read(content.encode()).start_s, strict=True)) == [(start,) for start in EXPECTED.index]


def test_meters_keep_their_types_in_any_order_of_entries():
    points = [Point([Meter(readings(DAY), type={"powerOfTenMultiplier": power})]) for power in (0, 1)]
    content = feed(*points)
    expected = frame(content).groupby("start")["kw"].sum()
    head, *entries = content.decode().removesuffix("</feed>").split("<entry>")
    for seed in range(8):
        random.Random(seed).shuffle(entries)
        shuffled = head + "".join(f"<entry>{each}" for each in entries) + "</feed>"
        assert_same(read(shuffled.encode()), expected)


def test_links_behind_the_content_are_links_too():
    moved = re.sub(r"<entry>((?:<link[^>]*>)*)(.*?)</entry>", r"<entry>\2\1</entry>", PLAIN.decode())
    assert_same(read(moved.encode()), EXPECTED)


def test_without_links_each_block_is_of_the_meter_and_type_before_it():
    points = [Point([Meter(readings(DAY), type={"powerOfTenMultiplier": power})]) for power in (0, 1)]
    assert_same(read(feed(*points, links=False)), frame(feed(*points)).groupby("start")["kw"].sum())


def test_readings_without_a_time_of_their_own_follow_each_other_from_the_start_of_the_block():
    rows = readings(DAY)
    bare = [Reading(row.start if index % 96 == 0 else None, row.value, 900) for index, row in enumerate(rows)]
    content = feed(Point([Meter(bare, type={"intervalLength": 900})]))
    assert_same(read(content), EXPECTED)
    content = re.sub(rb"<IntervalReading><timePeriod>.*?</timePeriod>", b"<IntervalReading>", content)
    assert_same(read(content), EXPECTED)


def test_readings_without_any_time_are_refused():
    content = re.sub(rb"<timePeriod>.*?</timePeriod>|<interval>.*?</interval>", b"", PLAIN)
    with pytest.raises(DataError, match="without a start"):
        read(content)


@pytest.mark.parametrize("start", ["2025-06-17T00:00:00Z", "1750143600000", "-5", ""])
def test_a_start_that_is_not_in_seconds_is_refused_with_its_line(start):
    content = feed(Point([Meter([*readings(DAY), Reading(start, 5)])]), pretty=True)
    with pytest.raises(DataError, match="is not in seconds") as caught:
        read(content)
    assert caught.value.line


def test_a_block_that_comes_twice_counts_once():
    rows = readings(DAY)
    series = read(feed(Point([Meter(rows + rows[:96])])))
    assert_same(series, EXPECTED)
    assert "96 readings of 'Energy' come twice" in reported(series, "duplicate")


def test_of_a_block_that_was_corrected_the_larger_values_count():
    rows = readings(DAY)
    lower = [Reading(row.start, row.value // 2) for row in rows[:96]]
    for order in ([*rows, *lower], [*lower, *rows]):
        series = read(feed(Point([Meter(order)])))
        assert_same(series, EXPECTED)
        assert "the larger is kept" in reported(series, "duplicate")
        both = read(feed(Point([Meter(order)]), Point([Meter(readings([4] * 192))])))
        assert_same(both, EXPECTED + 0.016)
        assert "the larger is kept" in reported(both, "duplicate")


def test_blocks_of_a_meter_reading_that_is_not_in_the_file_are_not_mixed_with_another():
    content = feed(Point([Meter(readings(DAY), title="Here"), Meter(readings([9000] * 192), title="Away")]))
    gone = re.sub(rb'<entry><link rel="self" href="[^"]*MeterReading/2"/>.*?</entry>', b"", content)
    assert_same(read(gone, column=("Here",)), EXPECTED)


def test_without_links_blocks_behind_several_meter_readings_are_refused():
    content = feed(Point([Meter(readings(DAY)), Meter(readings([9000] * 192))]), links=False).decode()
    head, *entries = content.removesuffix("</feed>").split("<entry>")
    entries.sort(key=lambda each: "IntervalBlock" in each)
    content = head + "".join(f"<entry>{each}" for each in entries) + "</feed>"
    with pytest.raises(DataError, match="do not say of which of 2 meter readings"):
        read(content.encode())


def test_usage_points_without_meter_readings_and_links_are_added():
    content = feed(Point([Meter(readings(DAY))]), Point([Meter(readings(hump(192, base=700)))]), links=False)
    expected = frame(feed(Point([Meter(readings(DAY))]), Point([Meter(readings(hump(192, base=700)))])))
    bare = re.sub(rb"<MeterReading [^>]*>", b"", content)
    assert_same(read(bare), expected.groupby("start")["kw"].sum())


def test_meters_that_nothing_tells_apart_are_refused():
    both = [*readings(DAY), *readings(hump(192, base=700))]
    with pytest.raises(DataError, match="several meters"):
        read(feed(Point([Meter(both)]), links=False))


def test_without_links_blocks_behind_several_types_have_no_unit():
    types = b"".join(b"<ReadingType><uom>%d</uom></ReadingType>" % uom for uom in (72, 73))
    blocks = b"".join(ENTRY % (START + 900 * n) for n in range(5))
    with pytest.raises(DataError, match="does not say the unit"):
        read(OPEN + types + blocks + b"</feed>")


# --- harm ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"<a>" * 100_000, "nested too deep", id="depth"),
        pytest.param(b"<a " + b"x" * 9_000_000, "longer than 4 MB|not XML", id="a tag without end"),
        pytest.param(b"<a><!--" + b"-x" * 5_000_000, "longer than 4 MB", id="a comment without end"),
        pytest.param(b"<a>" + b"&amp;" * 2_000_000, "a text without end|not XML", id="a text in pieces"),
        pytest.param(OPEN + b"".join(b"<n%d/>" % n for n in range(6000)), "different names", id="names"),
        pytest.param(OPEN + b"<ReadingType/>" * 100_001, "entries of one kind", id="types"),
        pytest.param(OPEN + b"<MeterReading/>" * 100_001, "entries of one kind", id="meter readings"),
        pytest.param(OPEN + b"<entry/>" * 100_000 + b"</feed>", "no interval readings", id="empty entries"),
        pytest.param(OPEN + b"<IntervalBlock/>" * 100_000 + b"</feed>", "no interval readings", id="empty blocks"),
        pytest.param(b"<value>" + b"1" * 3_000_000 + b"</value>", "no interval readings", id="a long number"),
        pytest.param(b"<a><value><value/></value></a>", "inside a number", id="a number in a number"),
        pytest.param(
            b"<IntervalReading><value>1</value><value>2</value></IntervalReading>", "second value", id="two values"
        ),
        pytest.param(b"", "not XML", id="empty"),
    ],
)
def test_a_file_that_is_made_to_do_harm_is_refused_in_words(content, words):
    with pytest.raises(DataError, match=words):
        read(content)


def test_links_and_titles_of_two_megabytes_and_many_attributes_do_no_harm():
    long = b"x" * 2_000_000
    many = b" ".join(b'a%d="1"' % n for n in range(10_000))
    for content in (
        PLAIN.replace(b"<title>T", b"<title>" + long),
        PLAIN.replace(b"<title>Energy", b"<title>" + long),
        PLAIN.replace(b"<feed ", b"<feed " + many + b" "),
        PLAIN.replace(b"<entry>", b'<entry><link rel="related" href="' + long + b'"/>', 3),
        PLAIN.replace(b"<entry>", b'<entry><link rel="alternate" href="' + b"/a" * 100_000 + b'"/>', 3),
    ):
        assert_same(read(content), EXPECTED)


@pytest.mark.slow
def test_many_blocks_types_and_links_are_read_in_time():
    blocks = b"".join(ENTRY % (START + 900 * n) for n in range(10_000))
    kind = b"<ReadingType><uom>72</uom><intervalLength>900</intervalLength></ReadingType>"
    assert len(read(OPEN + kind + blocks + b"</feed>")) == 10_000
    types = OPEN + b"".join(b"<ReadingType><uom>72</uom><tou>%d</tou></ReadingType>" % n for n in range(10_000))
    with pytest.raises(DataError, match="does not say the unit"):
        read(types + blocks + b"</feed>")
    meters = b"".join(
        b'<entry><link rel="self" href="/UsagePoint/%d"/><UsagePoint/></entry>' % n
        + b'<entry><link rel="self" href="/UsagePoint/%d/MeterReading/1"/><MeterReading/></entry>' % n
        + (ENTRY % (START + 900 * n)).replace(
            b"<content>", b'<link rel="up" href="/UsagePoint/%d/MeterReading/1/IntervalBlock"/><content>' % n
        )
        for n in range(3_000)
    )
    assert len(read(OPEN + kind + meters + b"</feed>")) == 3_000


# --- damage -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@settings(max_examples=examples(150), deadline=None)
@given(data=st.data())
def test_damaged_files_give_a_record_or_a_reason(data):
    good = feed(Point([Meter(readings(hump(40)))]), Point([Meter(readings(hump(40)), type={"tou": 1})]))
    content = bytearray(good)
    pieces = [
        b"<",
        b">",
        b"\0",
        b"\xff",
        b"9" * 30,
        b"-",
        b"1e999",
        b"<start>",
        b"</value>",
        b"nan",
        b"<entry>",
        b"&#0;",
    ]
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(content) - 1))
        length = data.draw(st.sampled_from([0, 1, 1, 5, 60, 400]))
        content[place : place + length] = data.draw(st.sampled_from(pieces) | st.binary(max_size=6))
    try:
        series = read(bytes(content))
    except DataError:
        return
    assert len(series) >= 1
    assert all(seconds > 0 for seconds in series.seconds)
    assert all(a < b for a, b in pairwise(series.start_s))


FIELDS = [
    "uom",
    "powerOfTenMultiplier",
    "kind",
    "flowDirection",
    "accumulationBehaviour",
    "dataQualifier",
    "intervalLength",
]


@settings(max_examples=examples(100), deadline=None)
@given(
    name=st.sampled_from([*FIELDS, "commodity", "phase", "tou"]),
    text=st.one_of(st.none(), st.integers(-20, 200).map(str), st.text("0123456789kWhx.- ", max_size=6)),
)
def test_a_type_with_one_field_changed_gives_no_smaller_load_in_silence(name, text):
    """A file says what it says: another valid code is told in the notes, any other is refused or changes nothing."""
    content = feed(Point([Meter(readings(hump(96)), type={"dataQualifier": 12, name: text})]))
    try:
        series = read(content)
    except DataError:
        return
    if max(max(each) for each in series.channels.values()) < 17.9:
        told_unit = reported(series, "unit")
        if name == "powerOfTenMultiplier":
            assert f"x 10^{int(text)}" in told_unit
        else:
            assert name == "uom"
            unit = {"5": "A", "38": "W", "61": "VA"}[text.strip()]
            assert f"values are {unit} over intervals" in told_unit


# --- advice -------------------------------------------------------------------------------------------------------

ODD = st.fixed_dictionaries(
    {},
    optional={
        "uom": st.sampled_from([None, 0, 5, 38, 61, 63, 71, 72, 73, 169, 999]),
        "kind": st.sampled_from([None, 0, 4, 8, 12, 37]),
        "flowDirection": st.sampled_from([None, 1, 1, 4, 19, 20, 2, 77]),
        "powerOfTenMultiplier": st.sampled_from([None, -3, 0, 3, 12, "x"]),
        "accumulationBehaviour": st.sampled_from([None, 4, 4, 3, 9, 12, 99]),
        "dataQualifier": st.sampled_from([None, 12, 8, 9, 99]),
        "commodity": st.sampled_from([None, 1, 7]),
        "phase": st.sampled_from([None, 129, 65, 769]),
        "tou": st.sampled_from([None, 1, 2]),
    },
)
METERS = st.builds(
    lambda fields, title, first, scale: Meter(
        [Reading(START + 900 * (first + index), scale * (index % 7 + 1)) for index in range(30)], title, fields
    ),
    fields=ODD,
    title=st.sampled_from(["", "Energy", "House"]),
    first=st.sampled_from([0, 0, 10, 40]),
    scale=st.sampled_from([1000, 1000, 0.5]),
)


@pytest.mark.slow
@settings(max_examples=examples(100), deadline=None)
@given(
    points=st.lists(
        st.builds(
            Point, st.lists(METERS, min_size=1, max_size=3), st.sampled_from(["", "Site"]), st.sampled_from([0, 0, 1])
        ),
        min_size=1,
        max_size=3,
    ),
    links=st.booleans(),
)
def test_what_an_error_advises_removes_that_error(points, links):
    content = feed(*points, links=links)
    first = error_of(content, {})
    for way in () if first is None else first.ways_out:
        said = settings_of(way)
        lists = {key: (value,) if key in {"meter", "column"} else value for key, value in said.items()}
        assert str(error_of(content, lists)) != str(first), way


def error_of(content, said):
    try:
        read(content, **said)
    except DataError as error:
        return error
    return None
