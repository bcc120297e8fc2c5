"""The options of `evsite size`: what each is read as, and every wrong one of a command line told in one run."""

import shlex
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evsite.cli.size_answers import SizeAnswers, command_line, option_of
from evsite.cli.size_request import CIRCUITS, GROUPS, read_request
from evsite.studies.sizing.request import Allowed, Distances, ExistingLoad, Need, Source

LEAST = SizeAnswers(service="225 kVA", system="208Y/120")


def request_of(**answers):
    reading = read_request(SizeAnswers(**({"service": "225 kVA", "system": "208Y/120"} | answers)))
    assert [str(problem) for problem in reading.problems] == []
    return reading.request


def problems_of(**answers):
    return [str(problem) for problem in read_request(SizeAnswers(**answers)).problems]


def test_what_is_not_given_is_as_usual():
    request = request_of()
    assert request.source == Source("service", "208Y/120", rating_kva=225.0)
    assert (request.nec, request.ports, request.existing, request.need) == (2023, None, None, Need())
    assert (request.allowed, request.distances, request.name) == (Allowed(), Distances(), None)


@pytest.mark.parametrize(
    ("answers", "source"),
    [
        ({"service": "1.2 kA"}, Source("service", "208Y/120", rating_a=1200.0)),
        ({"service": None, "transformer": "225 KVA"}, Source("transformer", "208Y/120", rating_kva=225.0)),
        (
            {"service": None, "panel": "400A", "spaces": "24"},
            Source("panel", "208Y/120", rating_a=400.0, free_spaces=24),
        ),
        ({"service": None, "stalls": "12"}, Source("service", "208Y/120")),
        ({"system": "277/480V 3PH 4W"}, Source("service", "480Y/277", rating_kva=225.0)),
    ],
)
def test_what_feeds_the_chargers(answers, source):
    assert request_of(**answers).source == source


@pytest.mark.parametrize(
    ("answers", "load"),
    [
        ({"existing": "300 A"}, ExistingLoad((300.0, 300.0, 300.0))),
        ({"existing": "A=280 A, B=1,310 A, C=250 A"}, ExistingLoad((280.0, 1310.0, 250.0))),
        ({"existing": "L3 = 0 A; L1=280 A L2=310 A"}, ExistingLoad((280.0, 310.0, 0.0))),
        ({"existing": "48 kVA", "system": "240/120"}, ExistingLoad((200.0, 200.0))),
        ({"peak": "250 A", "days": "365"}, ExistingLoad((250.0, 250.0, 250.0), "metered peak", 365)),
    ],
)
def test_the_load_that_is_there(answers, load):
    assert request_of(**answers).existing == load


def test_apparent_power_is_spread_over_the_lines():
    (line_a, *others) = request_of(existing="150 kVA").existing.by_line_a
    assert line_a == pytest.approx(150_000 / (3**0.5 * 208))
    assert others == [line_a, line_a]


def test_what_drivers_need_takes_bare_numbers_where_the_option_says_the_unit():
    need = request_of(
        application="workplace",
        miles="40",
        hours="480 min",
        miles_per_kwh="3.5",
        min_current="8 A",
        min_power="3300 W",
        min_range="10 mph",
        profile=("none", "none"),
    ).need
    assert need == Need("all-day-parking", 40.0, 8.0, 3.5, 8.0, 3.3, 10.0, ("none",))
    assert request_of(min_range="16.09344 km/h").need.min_range_mi_per_h == pytest.approx(10)


def test_what_may_be_built():
    request = request_of(
        model=("CP6021B-80A",),
        circuits=("own,Jumper",),
        groups=("panel", "panel"),
        material="aluminum",
        terminals="75 °C",
        spare="20 %",
        distance="120 ft",
        pitch="9 ft",
        rows="2",
        nec="2026",
        name="Depot",
    )
    assert request.allowed == Allowed(
        models=("cp6021b-80a",),
        circuits=frozenset({"own", "jumper"}),
        groups=frozenset({"panel"}),
        material="Al",
        terminals_c=75,
        spare_percent=20.0,
    )
    assert (request.distances, request.nec, request.name) == (Distances(120.0, 9.0, 2), 2026, "Depot")
    regular = request_of(no_sharing=True, groups=("none",), model=("any",), spare="0 %").allowed
    assert regular == Allowed(circuits=frozenset({"own"}), groups=frozenset({"none"}))


@pytest.mark.parametrize(
    ("answers", "ports", "at_most"),
    [
        ({}, None, False),
        ({"max_ports": True}, None, False),
        ({"stalls": "60"}, 60, False),
        ({"ports": "60"}, 60, False),
        ({"stalls": "1,200", "max_ports": True}, 1200, True),
    ],
)
def test_how_many_ports(answers, ports, at_most):
    reading = read_request(SizeAnswers(service="225 kVA", system="208Y/120", **answers))
    assert (reading.request.ports, reading.at_most) == (ports, at_most)


WRONG = {
    "service": ("225", '225 needs a unit: write "225 A" or "225 kVA"'),
    "system": ("240", '"240/120" (single-phase), or "240 delta" (three-phase)'),
    "existing": ("A=3 A, A=4 A, B=3 A", "line A is there twice"),
    "stalls": ("0", "found '0', expected a whole number from 1 to 10,000"),
    "application": ("ofice", 'did you mean "office"?'),
    "miles": ("-4", "--miles: -4 is negative"),
    "hours": ("8 A", "'8 A' is a current, expected a time"),
    "miles_per_kwh": ("0", "is not more than zero"),
    "min_current": ("3 kW", "'3 kW' is a power, expected a current"),
    "min_power": ("3", '3 needs a unit: write "3 kW"'),
    "min_range": ("10", 'expected a range in an hour such as "10 mi/h"'),
    "profile": (("californa",), "no profile 'californa'"),
    "model": (("CP6021B-81A",), "did you mean cp6021b-80a"),
    "circuits": (("jumpr",), 'expected own, jumper or shared; did you mean "jumper"?'),
    "groups": (("everywhere",), "expected none, circuit, panel or site"),
    "nec": ("2021", "found 2021, expected 2017, 2020, 2023 or 2026"),
    "distance": ("0 ft", "is not more than zero"),
    "pitch": ("9", '9 needs a unit: write "9 ft"'),
    "rows": ("none", "found 'none', expected a whole number from 1 to 100"),
    "material": ("steel", "expected Cu for copper or Al for aluminium"),
    "terminals": ("90 °C", "the 90 °C column is for derating alone"),
    "spare": ("100 %", "expected at most 90 %"),
    "name": (" ", "found an empty text"),
    "choose": ("4", "expected a whole number from 1 to 3"),
}


def test_every_wrong_option_of_a_command_line_is_reported_in_one_run(evsite):
    words = [
        word
        for field, (value, _) in WRONG.items()
        for text in (value if isinstance(value, tuple) else (value,))
        for word in (f"{option_of(field)}={text}",)
    ]
    result = evsite("size", *words, "-o", "nowhere/site.toml", "--power-factor", "2", "--seasonal", "3 kW")
    assert (result.exit_code, result.stdout) == (2, "")
    lines = result.stderr.splitlines()
    for field, (_, reason) in WRONG.items():
        (reported,) = [line for line in lines if line.startswith(f"evsite: {option_of(field)}: ")]
        assert reason in reported
    for option in ("--output", "--power-factor", "--seasonal"):
        assert sum(line.startswith(f"evsite: {option}: ") for line in lines) == 1
    beside = {f"evsite: {option} goes with --data" for option in ("--power-factor", "--seasonal")}
    assert beside <= set(lines)
    assert len(lines) == len(WRONG) + 3 + len(beside)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"transformer": "225 kVA"}, "--service and --transformer do not go together"),
        (
            {"service": None, "transformer": "75 kVA", "system": "120/208 single-phase"},
            "--system: no transformer delivers 120/208 single-phase",
        ),
        ({"spaces": "3"}, "--spaces: goes with --panel"),
        ({"existing": "3 A", "peak": "3 A", "days": "365"}, "--existing and --peak do not go together"),
        ({"days": "365"}, "--days: goes with --peak"),
        ({"peak": "3 A"}, "--peak: needs --days"),
        ({"peak": "3 A", "days": "29"}, "--days: a record of 29 days is none to go by: expected 365, or 30"),
        ({"existing": "A=3 A, D=4 A"}, "--existing: no line 'D', expected A, B or C"),
        ({"existing": "A=3 A"}, '--existing: lines B and C missing: give each, "A=250 A, B=250 A, C=250 A"'),
        ({"stalls": "3", "ports": "3"}, "--stalls and --ports are the same"),
        ({"station": "30 A", "model": ("any",)}, "--station: does not go with --model"),
        ({"model": ("any", "CP6021B-80A")}, "--model: any does not go with other models"),
        ({"no_sharing": True, "groups": ("panel",)}, "--no-sharing: is --circuits own --groups none"),
        ({"pitch": "9 ft"}, "--pitch: goes with --distance"),
        ({"rows": "2"}, "--rows: goes with --distance"),
    ],
)
def test_what_does_not_go_together(answers, reason):
    found = problems_of(**({"service": "225 kVA", "system": "208Y/120"} | answers))
    assert any(problem.startswith(reason) for problem in found), found


def test_what_is_needed_is_reported_with_what_would_do(evsite):
    result = evsite("size")
    assert result.exit_code == 2
    system, source = result.stderr.splitlines()
    assert "--system: is needed" in system
    assert "480Y/277" in system
    assert "--service, --transformer or --panel" in source
    assert "--stalls" in source
    assert problems_of(system="208Y/120", stalls="3", max_ports=True) == [
        "--max-ports: goes with --service, --transformer or --panel: the rating that is to be filled"
    ]


def test_meter_options_without_data_are_reported(evsite):
    result = evsite("size", "--service", "400 A", "--system", "208Y/120", "--meter", "building.csv", "--unit", "kW")
    assert result.stderr.splitlines() == [
        "evsite: --unit goes with --data; --data is the file, --meter one of several meters in it",
        "evsite: --meter goes with --data; --data is the file, --meter one of several meters in it",
    ]


def test_a_command_line_reads_back_as_the_same_answers():
    texts = {
        field.name: ("a b", "it's") if field.type == "tuple[str, ...]" else True if field.type == "bool" else "-x $y"
        for field in fields(SizeAnswers)
        if field.name not in {"output"}
    }
    words = shlex.split(command_line(SizeAnswers(**texts), ["--unit", "kWh"]))
    assert words[:2] == ["evsite", "size"]
    assert words[-2:] == ["--unit", "kWh"]
    assert "--max-ports" in words
    assert "--service=-x $y" in words
    assert words.count("--model") == 2


@given(st.text(max_size=30))
def test_no_text_is_more_than_refused(text):
    plain = [field.name for field in fields(SizeAnswers) if field.type != "bool"]
    answers = {name: (text,) if isinstance(getattr(LEAST, name), tuple) else text for name in plain if name != "output"}
    for problem in read_request(SizeAnswers(**answers)).problems:
        assert problem.message


def test_every_form_is_known():
    assert frozenset(CIRCUITS) == Allowed().circuits
    assert frozenset(GROUPS) == Allowed().groups
