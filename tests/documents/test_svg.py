"""What the writers of SVG and PNG make of a drawing, whatever stands in it."""

import re
import struct
import sys
import tomllib
from pathlib import Path

import pytest
from drawings import ODD_NAMES, drawings
from hypothesis import given
from lxml import etree
from pictures import chunks, dark

from evsite.documents.boxes import each_item, item_box
from evsite.documents.drawing import Arc, Circle, Drawing, Group, Polyline, Text
from evsite.fonts.metrics import text_width_px
from evsite.output.documents.extras import MissingExtraError
from evsite.output.documents.png import png_bytes
from evsite.output.documents.svg import svg_text
from evsite.words import printable

SVG = "{http://www.w3.org/2000/svg}"
ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")


def parsed(drawing, **options):
    return etree.fromstring(svg_text(drawing, **options).encode())


def texts(root):
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def drawn(*items, page="letter"):
    return Drawing(page, "One-line", "A drawing of a test", items)


@given(drawings)
def test_any_drawing_is_xml_with_its_texts_and_ids_that_are_its_own(drawing):
    root = parsed(drawing)
    assert texts(root) == [printable(item.text) for item in each_item(drawing.items) if isinstance(item, Text)]
    ids = [element.get("id") for element in root.iter() if element.get("id") is not None]
    assert len(set(ids)) == len(ids)
    assert all(ID.match(each) for each in ids)
    assert svg_text(drawing) == svg_text(drawing)
    other = parsed(drawing, prefix="two-", standalone=False)
    assert not {element.get("id") for element in other.iter()} & set(ids)


@given(drawings)
def test_the_path_of_a_group_is_read_back_as_toml(drawing):
    def paths(items):
        for item in items:
            if isinstance(item, Group):
                if item.path is not None:
                    yield item.path
                yield from paths(item.items)

    found = [element.get("data-path") for element in parsed(drawing).iter() if element.get("data-path") is not None]
    expected = list(paths(drawing.items))
    assert len(found) == len(expected)
    for text, path in zip(found, expected, strict=True):
        value = tomllib.loads(f"[{text}]")
        for key in path:
            value = value[key]
        assert value == {}


def test_an_id_says_what_it_is_of():
    root = parsed(drawn(Group("panel-EV1", (), ("panels", "EV1"), "Panel EV1"), Group("panel-EV1", ())))
    first, second = root[3]
    assert (first.get("id"), first.get("data-path")) == ("panel-EV1", "panels.EV1")
    assert first[0].tag == f"{SVG}title"
    assert first[0].text == "Panel EV1"
    assert (second.get("id"), second.get("data-path")) == ("panel-EV1.2", None)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_names_are_drawn_as_they_are(name):
    root = parsed(Drawing("letter", name, name, (Text((10, 10), name),)))
    assert texts(root) == [printable(name)]
    assert (root.find(f"{SVG}title").text or "") == printable(name)
    assert (root.find(f"{SVG}desc").text or "") == printable(name)


def test_measures_have_no_noise():
    text = svg_text(drawn(Polyline(((0.1 + 0.2, 1 / 3), (-0.0001, 1e-9)), "conductor", 1.4), Circle((1e3, 2), 2.50)))
    assert 'points="0.3,0.33 0,0"' in text
    assert 'cx="1000" cy="2" r="2.5"' in text
    assert not re.search(r'"-?\d+\.\d{3,}|e-\d|"-0"', text)


@pytest.mark.parametrize("measure", [float("nan"), float("inf")])
def test_what_is_no_measure_is_refused(measure):
    with pytest.raises(ValueError, match="measure of"):
        svg_text(drawn(Circle((measure, 1), 1)))


def test_there_is_nothing_that_converters_lose():
    items = (
        Text((50, 50), "E-1", backed=True),
        Polyline(((0, 0), (9, 9)), "boundary", dashed=True),
        Arc((9, 9), (20, 9), 30, clockwise=False),
        Circle((9, 9), 4, filled=True),
    )
    text = svg_text(drawn(Group("a", items)))
    assert not re.search(r"style|transform|paint-order|class=|clip|mask|<use|currentColor", text)
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<svg ')
    assert 'width="1056" height="816" viewBox="0 0 1056 816"' in text
    assert svg_text(drawn(), standalone=False).startswith("<svg ")


def test_a_backed_text_hides_what_is_behind_it():
    line = Polyline(((0, 100), (400, 100)), "conductor", 6)
    plain, backed = (
        png_bytes(drawn(line, Text((100, 104), "      ", 12, backed=backed)), 96) for backed in (False, True)
    )
    width = int(text_width_px("      ", 12))
    assert dark(plain)[100, 101 : 99 + width].all()
    assert not dark(backed)[100, 101 : 99 + width].any()


def size_of(png):
    return struct.unpack(">II", next(content for kind, content in chunks(png) if kind == b"IHDR")[:8])


def test_a_picture_has_text_without_the_fonts_of_the_machine():
    png = png_bytes(drawn(Text((100, 100), "PANEL EV1", 14), Text((100, 200), "BOLD", 14, bold=True)), 96)
    assert size_of(png) == (1056, 816)
    there = dark(png)
    assert there[86:102, 100:190].any()
    assert there[186:202, 100:190].any()
    assert not there[120:180].any()


def test_a_picture_is_fine_enough_to_be_printed():
    assert size_of(png_bytes(drawn())) == (2112, 1632)
    assert png_bytes(drawn(Text((9, 99), "x"))) == png_bytes(drawn(Text((9, 99), "x")))


@pytest.mark.parametrize("clockwise", [True, False])
def test_an_arc_is_drawn_where_its_box_is(clockwise):
    arc = Arc((300, 300), (340, 300), 25, clockwise, weight_px=2)
    box = item_box(arc)
    rows, columns = dark(png_bytes(drawn(arc), 96)).nonzero()
    assert abs(rows.min() - box.top) <= 2
    assert abs(rows.max() - box.bottom) <= 2
    assert abs(columns.min() - box.left) <= 2
    assert abs(columns.max() - box.right) <= 2
    assert (box.top < 295) == clockwise


def test_the_picture_needs_an_extra_that_exists(monkeypatch):
    extras = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"][
        "optional-dependencies"
    ]
    assert extras["png"][0].startswith("resvg-py")
    assert "png" in re.fullmatch(r"evsite\[(.*)\]", extras["documents"][0])[1].split(",")
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(MissingExtraError, match=r"PNG .* pip install 'evsite\[png\]'"):
        png_bytes(drawn())
