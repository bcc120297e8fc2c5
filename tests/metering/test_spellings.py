"""Spellings of units in every shape of file: the right value, or a refusal whose advice gives it."""

import pytest
from layout_samples.base import lines_of, slots
from layout_samples.checks import follow, load_of
from spellings import NO_LOADS, NO_UNIT, REFUSED, SCALED, SPELLINGS

from effort import hold_for_each
from evsite.metering.errors import DataError
from evsite.metering.options import ReadingOptions
from evsite.metering.reading import read_interval_data

ZONE = "America/Denver"
SAID = {1.0: "{}", 1e-3: "{}", 1e3: "M{}", 1e6: "G{}", 1e-6: "m{}"}
"""How a measure is specified where one of the unit is so much of it, without its "k" for a thousandth."""
NOT_READ = {"StoragePower.Power (W)"}
"""Titles whose unit is clear and which are no load."""
NO_WAY = {"kWh multiplier", "CO2 per kWh", "kWh foo /15min"}
"""Titles in which a word says that they are no load, whatever their unit."""
QUARTERS = slots(ZONE, minutes=15, solar=False)
HOURS = slots(ZONE, minutes=60, solar=False)


def _cells(profile, energy, factor):
    """Values as a file has them. A unit that is a millionth of a kW has small loads, as no meter reads millions."""
    scale = 1e-3 if factor < 1e-4 else 1.0
    return [f"{slot.kw * scale * (slot.minutes / 60 if energy else 1) / factor:.9f}" for slot in profile]


def _stamp(title, values, profile):
    return [["Timestamp", title], *([f"{s.wall:%Y-%m-%d %H:%M}", v] for s, v in zip(profile, values, strict=True))]


def _date_and_time(title, values, profile):
    rows = [[f"{s.wall:%Y-%m-%d}", f"{s.wall:%H:%M}", v] for s, v in zip(profile, values, strict=True)]
    return [["Date", "Time", title], *rows]


def _start_and_end(title, values, profile):
    rows = [
        [f"{s.wall:%Y-%m-%d %H:%M}", f"{s.wall_end:%Y-%m-%d %H:%M}", v] for s, v in zip(profile, values, strict=True)
    ]
    return [["Start", "End", title], *rows]


def _days(title, values, profile):
    rows = [[f"{profile[n].wall:%Y-%m-%d}", *values[n : n + 24]] for n in range(0, len(values), 24)]
    return [["Date", *(f"HE{n} {title}" for n in range(1, 25))], *rows]


def _long(title, values, profile):
    rows = []
    for slot, value in zip(profile, values, strict=True):
        rows += [[f"{slot.wall:%Y-%m-%d %H:%M}", "Delivered", value], [f"{slot.wall:%Y-%m-%d %H:%M}", "Received", "0"]]
    return [["Timestamp", "Channel", title], *rows]


def _semicolons(title, values, profile):
    head, *rows = _stamp(title, values, profile)
    return [head, *([stamp, value.replace(".", ",")] for stamp, value in rows)]


SHAPES = {
    "stamp": _stamp,
    "date and time": _date_and_time,
    "start and end": _start_and_end,
    "day rows": _days,
    "semicolons": _semicolons,
    "long": _long,
}


def _file(shape, title, measure="kW", factor=1.0):
    """A file, and its peak in kW, kVA or A."""
    profile = HOURS if shape == "day rows" else QUARTERS
    values = _cells(profile, measure.endswith("h"), factor)
    rows = SHAPES[shape](title, values, profile)
    content = lines_of(rows, separator=";" if shape == "semicolons" else ",").encode()
    return content, 18.0 * (1e-3 if factor < 1e-4 else 1.0)


def _read(content, **said):
    return read_interval_data(content, "file.csv", ReadingOptions(timezone=ZONE, **said))


def _unit(title, measure, factor):
    if factor not in SAID:
        return title
    base = measure if factor == 1 else measure.removeprefix("k")
    return SAID[factor].format(base) if measure != "A" or factor != 1e-3 else "mA"


def _answered(content, answers):
    """The series of a file, doing what its refusals say; the last of them if that does not end."""
    said = {}
    for _ in range(3):
        try:
            return _read(content, **said)
        except DataError as error:
            said |= follow(error, {key: value for key, value in answers.items() if key not in said})
    return _read(content, **said)


QUICK = {title for title, *_ in SPELLINGS[::14]}
READ = [spelling for spelling in SPELLINGS if spelling[0] not in NOT_READ]


@pytest.mark.parametrize(
    ("shape", "quick"),
    [
        pytest.param(shape, quick, marks=() if quick else pytest.mark.slow)
        for shape in SHAPES
        for quick in (True, False)
    ],
)
def test_spelling_is_read_right_or_asked_about(shape, quick):
    cases = {spelling[0]: (shape, *spelling) for spelling in READ if (spelling[0] in QUICK) == quick}
    hold_for_each(cases, is_read_right_or_asked_about)


def is_read_right_or_asked_about(shape, title, measure, factor):
    content, peak = _file(shape, title, measure, factor)
    series = _answered(content, {"unit": _unit(title, measure, factor), "column": (title,)})
    assert series.unit == measure.removesuffix("h")
    assert max(load_of(series)) == pytest.approx(peak, rel=1e-6)


def _every(titles, step):
    """Every title in one shape, the shapes in turn; some in all of them."""
    return [
        pytest.param(shape, title, id=f"{shape}-{title}", marks=() if number % step == 0 else pytest.mark.slow)
        for place, shape in enumerate(SHAPES)
        for number, title in enumerate(titles)
        if number % step == 0 or number % len(SHAPES) == place
    ]


@pytest.mark.parametrize(("shape", "title"), _every(REFUSED, 20))
def test_title_with_more_than_a_unit_is_refused_and_its_unit_can_be_said(shape, title):
    content, peak = _file(shape, title)
    with pytest.raises(DataError):
        _read(content)
    if title in NO_WAY:
        return
    series = _answered(content, {"unit": "kW", "column": (title,)})
    assert max(load_of(series)) == pytest.approx(peak * SCALED.get(title, 1), rel=1e-6)


@pytest.mark.parametrize(("shape", "title"), _every([title for title, _ in NO_LOADS], 16))
def test_what_is_no_load_is_refused(shape, title):
    content, _ = _file(shape, title)
    with pytest.raises(DataError):
        _read(content)


@pytest.mark.parametrize(("shape", "title"), _every([title for title in NO_UNIT if title != "Current A"], 12))
def test_title_without_a_unit_is_refused(shape, title):
    content, _ = _file(shape, title)
    with pytest.raises(DataError):
        _read(content)
