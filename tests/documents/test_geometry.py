"""The judge of drawings finds what a person would: each flaw is told, and a clean drawing has none."""

import pytest
from geometry import enters, flaws

from evsite.documents.boxes import Box, bounds, item_box, placed, text_box
from evsite.documents.drawing import Arc, Circle, Drawing, Group, Polyline, Text

WORDS = Text((100, 100), "PANEL EV1")


def found(*items):
    return flaws(Drawing("letter", "", "", items))


def test_a_clean_drawing_has_no_flaws():
    frame = Polyline(text_box(WORDS).grown(2).corners, "symbol", closed=True)
    assert (
        found(Group("a", (WORDS, frame)), Text((100, 120), "400 A"), Polyline(((90, 0), (90, 800)), "conductor")) == []
    )


@pytest.mark.parametrize(
    ("item", "flaw"),
    [
        (Text((120, 104), "EV2"), "overlap"),
        (Polyline(((90, 60), (140, 140)), "conductor"), "(conductor) crosses text 'PANEL EV1'"),
        (Polyline(((0, 97), (900, 97)), "bus"), "(bus) crosses"),
        (Circle((100, 96), 8), "crosses"),
        (Arc((90, 80), (130, 80), 20, clockwise=False), "crosses"),
        (Polyline(((80, 60), (120, 60), (120, 96), (80, 96)), "frame", closed=True), "crosses"),
        (Text((1050, 10), "PANEL"), "off the sheet"),
        (Circle((4, 400), 5), "off the sheet"),
        (Text((300, 300), "small", 7.6), "has letters of 7.60 px"),
        (Group("b", (Group("b", ()),)), "two groups have the id b"),
    ],
)
def test_a_flaw_is_reported(item, flaw):
    (reported,) = found(WORDS, item)
    assert flaw in reported


def test_a_line_ends_where_it_ends():
    box = Box(10, 10, 20, 20)
    assert enters((0, 0), (30, 30), box)
    assert enters((15, 15), (15, 15), box)
    assert not enters((0, 0), (9, 9), box)
    assert not enters((0, 21), (30, 21), box)
    assert not enters((0, 15), (30, 50), box)


def test_what_is_moved_and_scaled_takes_the_room_of_that():
    items = (
        WORDS,
        Group("g", (Circle((50, 60), 7), Arc((10, 10), (40, 20), 30, clockwise=False))),
        Polyline(((5, 5), (70, 90)), "conductor"),
    )
    for item, there in zip(items, placed(items, 30, -4, 1.5), strict=True):
        one, other = item_box(item), item_box(there)
        moved = (one.left * 1.5 + 30, one.top * 1.5 - 4, one.right * 1.5 + 30, one.bottom * 1.5 - 4)
        assert (other.left, other.top, other.right, other.bottom) == pytest.approx(moved)
    assert bounds(()) is None
    assert item_box(Group("nothing", ())) is None
