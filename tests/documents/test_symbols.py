"""Symbols: conductors meet them at their edge, letters stay inside, and the legend has those that are asked for."""

from typing import get_args

import pytest
from drawings import ODD_NAMES
from geometry import flaws

from evsite.documents.boxes import Box, each_item, text_box
from evsite.documents.drawing import Circle, Drawing, Group, Polyline, Text
from evsite.documents.symbols import devices, equipment
from evsite.documents.symbols.legend import legend
from evsite.documents.symbols.symbol import SymbolKind
from evsite.documents.text_lines import LEAST_PX

AT = (300.0, 200.0)
SYMBOLS = {
    "utility": devices.utility(AT),
    "meter": devices.meter(AT),
    "current transformer": devices.current_transformer(AT),
    "breaker": devices.breaker(AT),
    "fused switch": devices.fused_switch(AT),
    "disconnect": devices.disconnect(AT),
    "transformer": devices.transformer(AT, "delta", "grounded wye"),
    "panel": equipment.panelboard(Box(200, 200, 500, 280), 300),
    "ground": devices.ground(AT),
    "feeder tag": devices.feeder_tag(AT, "F12"),
    "station": equipment.station(AT, ("CT4021", "32 A"), 2, 2),
    "load": equipment.load(AT, ("HVAC",)),
    "controller": equipment.controller(AT, ("site", "200 kW")),
    "boundary": equipment.boundary(Box(200, 200, 500, 300), ("GROUP site", "80 A")),
    "continuation": devices.continuation(AT, "TO SHEET E-3"),
}


def test_every_kind_of_symbol_can_be_drawn():
    assert set(SYMBOLS) == set(get_args(SymbolKind))
    assert all(symbol.kind == kind for kind, symbol in SYMBOLS.items())


@pytest.mark.parametrize("kind", SYMBOLS)
def test_conductors_meet_a_symbol_at_its_edge(kind):
    symbol = SYMBOLS[kind]
    box = symbol.box
    assert all(box.grown(0.1).holds(Box(*at, *at)) for at in (symbol.top, symbol.bottom, symbol.side, *symbol.taps))
    assert symbol.top[1] == pytest.approx(box.top)
    if kind not in {"panel", "ground"}:
        assert symbol.bottom[1] == pytest.approx(box.bottom)


@pytest.mark.parametrize("kind", SYMBOLS)
def test_no_conductor_runs_through_the_letters_of_a_symbol(kind):
    symbol = SYMBOLS[kind]
    x, y = symbol.top
    above = Polyline(((x, 0), (x, y)), "conductor")
    below = Polyline((symbol.bottom, (symbol.bottom[0], 800)), "conductor")
    lines = (above,) if kind in {"panel", "ground"} else (above, below)
    assert flaws(Drawing("letter", "", "", (Group("symbol", symbol.items), *lines))) == []


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_box_is_as_wide_as_what_is_said_in_it(name):
    for symbol in (
        equipment.station((600, 100), (name,)),
        equipment.load((600, 100), (name,)),
        equipment.controller((600, 100), (name,)),
        devices.feeder_tag((600, 100), name),
        devices.continuation((600, 100), name),
    ):
        edge = next(item for item in symbol.items if isinstance(item, Polyline))
        left, right = min(x for x, _ in edge.points), max(x for x, _ in edge.points)
        for text in (item for item in each_item(symbol.items) if isinstance(item, Text)):
            assert left < text_box(text).left
            assert text_box(text).right < right


@pytest.mark.parametrize(("ports", "circles"), [(1, 1), (2, 2), (4, 4), (5, 0), (10_000, 0)])
def test_a_station_has_a_circle_for_each_port_or_none(ports, circles):
    symbol = equipment.station(AT, (), ports)
    assert sum(isinstance(item, Circle) for item in symbol.items) == circles


@pytest.mark.parametrize("feeds", [1, 2, 6])
def test_a_station_is_met_by_each_of_its_circuits(feeds):
    symbol = equipment.station(AT, (), feeds=feeds)
    assert len(set(symbol.taps)) == feeds
    edge = symbol.items[0].points
    assert all(edge[0][0] < x < edge[1][0] and y == AT[1] for x, y in symbol.taps)


def test_what_exists_is_drawn_in_thinner_lines():
    weights = {item.weight_px for item in each_item(devices.breaker(AT, 0.7).items) if not isinstance(item, Text)}
    assert weights == {0.7}


def test_what_sits_on_conductors_can_be_read_where_a_drawing_is_scaled_down():
    own = [SYMBOLS[kind] for kind in ("meter", "feeder tag", "continuation")]
    letters = [item for symbol in own for item in each_item(symbol.items) if isinstance(item, Text)]
    assert all(0.8 * text.size_px >= LEAST_PX for text in letters)


@pytest.mark.parametrize("room", [Box(50, 50, 300, 750), Box(50, 50, 800, 250)])
def test_the_legend_has_each_symbol_once(room):
    items, box = legend(set(SYMBOLS), room)
    assert flaws(Drawing("letter", "", "", items)) == []
    ids = [item.id for item in items if isinstance(item, Group)]
    assert sorted(ids) == sorted(f"legend-{kind}" for kind in SYMBOLS)
    assert box.bottom <= room.bottom
    if room.width > 600:
        assert box.right <= room.right + 200


def test_the_legend_has_only_what_the_drawing_has():
    items, _ = legend({"breaker", "panel"}, Box(50, 50, 300, 500))
    assert [item.id for item in items if isinstance(item, Group)] == ["legend-breaker", "legend-panel"]
