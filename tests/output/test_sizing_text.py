"""The text of `evsite size`: what is told of designs and refusals, at any width."""

from dataclasses import replace

import pytest

from evsite.metering.note import Note
from evsite.output.json.sizing import size_document
from evsite.output.text.sizing import render_sizing
from evsite.output.text.terminal_style import NOTICE, TerminalStyle, cells
from evsite.sitefile.loading import loads
from evsite.studies.sizing.request import Allowed, ExistingLoad, Need, SizingRequest, Source
from evsite.studies.sizing.results import Floor, PanelChoice, Refusal, SizedDesign, SizingResult, Step, Stop

SITE = loads('[supplies.U]\nkind = "service"\nrating = "200 A"\nsystem = "208Y/120"\n')
NAME = "2#1 AWG $5 a_b*c <x> @y [z] </script>"
DESIGN = SizedDesign(
    title="60 ports, circuits that several stations share",
    text="[site]\n",
    site=SITE,
    circuits="shared",
    groups=("circuit", "site"),
    model="cp6021b-80a",
    ports=60,
    guaranteed_current_a=16.0204,
    guaranteed_power_kw=3.33224,
    guaranteed_range_mi_per_h=9.99672,
    most_current_a=80.0,
    proof="exact",
    voltage_v=208.0,
    miles_in_stay=79.97376,
    circuit_breaker_a=100.0,
    circuit_count=12,
    ports_per_circuit=5,
    home_runs=12,
    conductor_ft=2400.0,
    raceway_ft=1200.0,
    service_a=624.5,
    service_kva=225.0,
    transformers_kva=(75.0, 75.0, 45.0),
    panels=(PanelChoice(("EV1", "EV2", "EV3"), 225.0, 42, 24),),
    stop=Stop("panel", "EV1", 180.0, 187.4, "A", ("EV103", "EV403")),
    steps=(Step("panel", ("panels", "EV1", "main"), "225 A", "400 A", 72, 16.0),),
    warnings=tuple(f"warning number {number}" for number in range(5)),
    assumptions=("the panel is new",),
)
OWN = replace(
    DESIGN,
    title="10 ports, a circuit for each port",
    circuits="own",
    groups=("none",),
    ports=10,
    most_current_a=16.0204,
    stop=Stop("spaces", "EV1", 42.0, 44.0, "spaces"),
    steps=(),
    warnings=DESIGN.warnings[:1],
)
REQUEST = SizingRequest(
    source=Source("service", "208Y/120", rating_kva=225.0),
    nec=2023,
    existing=ExistingLoad((80.0, 70.0, 60.0), "metered peak", 365),
    need=Need(application="all-day-parking", miles=40.0, hours_h=8.0),
    allowed=Allowed(spare_percent=20.0),
    name=NAME,
)
FLOOR = Floor(8.0128, 1.6667, 5.0, 208.0, "40 mi in 8 h")
RESULT = SizingResult(
    REQUEST,
    FLOOR,
    (DESIGN, OWN, OWN),
    ratio=5.0,
    ratio_by_power=4.5,
    ratio_advised=10.0,
    sessions_served_percent=(("JPL", 73.0), ("Caltech", 82.0)),
)
REFUSED = SizingResult(
    REQUEST,
    FLOOR,
    (),
    Refusal(
        Stop("supply", "source", 80.0, 93.6, "A"),
        (
            Step("supply", ("source", "rating_kva"), "225 kVA", "300 kVA", 60, 8.1),
            Step("asked", ("ports",), "60", "48", 48, 8.1),
        ),
    ),
)
OPTIONS = ("--service '300 kVA'", "--stalls 48")


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("result", [RESULT, REFUSED], ids=["designs", "refusal"])
def test_nothing_is_wider_than_the_terminal(result, width):
    notes = (Note("gap", "warning", "a gap of an hour " * 5),)
    text = render_sizing(result, TerminalStyle(width), 60, notes, OPTIONS if result is REFUSED else ())
    assert [line for line in text.splitlines() if cells(line) > width] == []
    assert text.count(NOTICE.split()[0]) >= 1


@pytest.mark.parametrize("width", [60, 80, None])
def test_designs_stand_side_by_side(width):
    text = render_sizing(RESULT, TerminalStyle(width))
    (row,) = [line.split() for line in text.splitlines() if line.startswith("home runs")]
    assert row == ["home", "runs", "12", "12", "12"]
    assert [line.split() for line in text.splitlines() if line.startswith("ports  ")] == [["ports", "60", "10", "10"]]


def test_the_proposal_is_reported_in_drivers_terms():
    text = render_sizing(RESULT, TerminalStyle(None), 72)
    head, sharing, *_ = text.split("\n\n")
    assert head.splitlines()[0] == NAME
    assert " ".join(head.splitlines()[1:]) == (
        "60 ports of 72 asked for on 12 circuits of 100 A, fed by the 225 kVA service, 208Y/120, "
        "beside 80 A/70 A/60 A of existing load (metered peak), with 20 % left free "
        "every driver gets at least 16.02 A, 3.33 kW at 208 V, 10 mi/h with every stall full: 80 mi in 8 h, 40 needed "
        "the least that was to be kept: 8.01 A, 1.67 kW, 5 mi/h (40 mi in 8 h)"
    )
    assert " ".join(sharing.splitlines()) == (
        "5:1 sharing: 5 ports for each one that could charge at full power (4.5:1 by connected power); "
        "the vendor guide's chart goes up to 10:1 for all-day parking with such stations, "
        "though rarely above 4:1 by power elsewhere "
        "share of real workplace sessions that 16.02 A at all times would serve in full: JPL 73 % and Caltech 82 %; "
        "while stalls are free a driver gets more"
    )


@pytest.mark.parametrize(
    ("ratio", "advised", "application", "words"),
    [
        (3.0, 10.0, "all-day-parking", "up to 10:1 for all-day parking with such stations\n"),
        (12.0, 10.0, "all-day-parking", "up to 10:1 for all-day parking with such stations, which this is above\n"),
        (5.0, None, "all-day-parking", "the vendor guide advises rarely more than 4:1 by power, which this is above\n"),
        (4.0, 4.0, None, "the vendor guide advises rarely more than 4:1 by power\n"),
        (1.0, None, None, "every port can charge at its full rating at the same time"),
    ],
)
def test_the_ratio_is_compared_with_what_the_guide_advises(ratio, advised, application, words):
    request = replace(REQUEST, need=replace(REQUEST.need, application=application))
    result = replace(RESULT, request=request, ratio=ratio, ratio_by_power=ratio, ratio_advised=advised)
    text = render_sizing(result, TerminalStyle(None))
    assert words in text


def test_without_load_management_nothing_is_said_to_be_held():
    text = render_sizing(replace(RESULT, designs=(OWN,), ratio=None), TerminalStyle(None))
    assert "every driver gets 16.02 A, 3.33 kW at 208 V, 10 mi/h, whichever other ports are in use" in text
    for words in ("at least 16", "while stalls are free", "a controller holds"):
        assert words not in text


def test_what_limits_each_design_and_what_brings_more():
    text = render_sizing(RESULT, TerminalStyle(None))
    limits = text.partition("what limits each, and the next step up\n")[2].partition("\n\n")[0].splitlines()
    assert limits[:6] == [
        "  1  panel EV1 is full: one port more would make its load 187.4 A, above 180 A (EV103 and EV403)",
        "     next: 400 A in place of 225 A for EV1: 72 ports, at least 16 A each",
        *(f"     warning warning number {number}" for number in range(3)),
        "     and 2 more warnings; evsite check lists them",
    ]
    spaces = "panel EV1 is full: one port more would take 44 spaces, above 42 spaces"
    assert limits[6:] == [f"  2  {spaces}", f"  3  {spaces}"]
    assert "  the panel is new\n" in text
    assert "3 transformers" not in text
    assert "2 transformers of 75 kVA; 1 transformer of 45 kVA; panels EV1 to EV3 225 A each, 24 of 42 spaces" in text


def test_a_refusal_says_what_is_in_the_way_and_which_options_would_do():
    text = render_sizing(REFUSED, TerminalStyle(None), 60, options=OPTIONS)
    assert text.splitlines()[:6] == [
        "no design for 60 ports with at least 8.01 A each (40 mi in 8 h)",
        "in the way: the service has 80 A for them, and 93.6 A are needed",
        "",
        "any one of these would make it possible",
        "  --service '300 kVA': 60 ports, at least 8.1 A each",
        "  --stalls 48: 48 ports, at least 8.1 A each",
    ]


@pytest.mark.parametrize(
    ("stop", "of_design", "of_refusal"),
    [
        (
            Stop("asked", "ratio", 10.0, 10.2, ":1"),
            "not full: one port more would share 10.2:1, above the 10:1 that is advised",
            "10.2:1 would be shared, above the 10:1 that is advised",
        ),
        (
            Stop("jurisdiction", "no port does not share power", 0.0, 0.0, "", ("EV507",)),
            "one port more does not pass: no port does not share power (EV507)",
            "no port does not share power (EV507)",
        ),
    ],
)
def test_what_is_no_limit_of_equipment_is_reported_as_what_it_is(stop, of_design, of_refusal):
    text = render_sizing(replace(RESULT, designs=(replace(DESIGN, stop=stop),)), TerminalStyle(None))
    assert f"  1  {of_design}\n" in text
    refused = render_sizing(replace(REFUSED, refusal=Refusal(stop, ())), TerminalStyle(None))
    assert f"in the way: {of_refusal}\nno change of one option alone was found to make it possible\n" in refused


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (60, "no more ports were asked for"),
        (72, "nothing is full: more ports would get less each"),
        (None, "nothing is full: more ports would get less each"),
    ],
)
def test_a_design_with_fewer_ports_than_there_could_be_says_so(asked, words):
    design = replace(DESIGN, stop=Stop("asked", "ports", 60.0, 61.0, "ports"))
    result = replace(RESULT, request=replace(REQUEST, ports=asked), designs=(design,))
    assert f"  1  {words}\n" in render_sizing(result, TerminalStyle(None))


def test_the_next_source_is_called_as_the_request_calls_it():
    step = Step("supply", ("supplies", "Service", "rating"), "225 kVA", "300 kVA", 72, 16.0)
    text = render_sizing(replace(RESULT, designs=(replace(DESIGN, steps=(step,)),)), TerminalStyle(None))
    assert "     next: a 300 kVA service in place of 225 kVA: 72 ports, at least 16 A each\n" in text


@pytest.mark.parametrize(
    ("unit", "keys"),
    [
        ("A", ("limit_a", "would_be_a")),
        ("kVA", ("limit_kva", "would_be_kva")),
        ("kW", ("limit_kw", "would_be_kw")),
        ("%", ("limit_percent", "would_be_percent")),
        (":1", ("limit_ratio", "would_be_ratio")),
        ("", ()),
        ("spaces", ("limit_count", "would_be_count")),
        ("ports", ("limit_count", "would_be_count")),
    ],
)
def test_the_figures_of_a_limit_have_their_unit_in_the_key(unit, keys):
    design = replace(DESIGN, stop=Stop("panel", "EV1", 42.0, 44.0, unit))
    stop = size_document(replace(RESULT, designs=(design,)), None, (), None)["designs"][0]["stop"]
    assert [stop[key] for key in keys] == [42.0, 44.0][: len(keys)]
    assert stop.keys() == {"kind", "name", "unit", "rules", *keys}
