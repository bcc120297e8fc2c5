"""Positions of the protocol: columns in UTF-16 unless agreed otherwise, its lines, a byte order mark."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol.types import Position, PositionEncodingKind
from pygls.workspace import PositionCodec

from evsite.lsp.text_positions import TextPositions
from evsite.sitefile.document import Document

TEXTS = st.text(st.sampled_from('ab🚗充é"=\n\r\u2028\x0b '), max_size=30)


@given(TEXTS, st.data())
def test_a_position_leads_back_to_its_offset(text, data):
    positions = TextPositions(text)
    offset = data.draw(st.integers(0, len(text)))
    if text[offset - 1 : offset + 1] == "\r\n":
        return  # between the two signs of a line end is no place of the protocol
    assert positions.offset(positions.position(offset)) == offset


@given(TEXTS.filter(lambda text: "\0" not in text))
def test_lines_are_those_of_a_document(text):
    document = Document.plain(text)
    positions = TextPositions(text)
    for offset in range(len(text) + 1):
        assert positions.position(offset).line == document.between(offset, offset).line - 1


@pytest.mark.parametrize(
    ("encoding", "column"),
    [(PositionEncodingKind.Utf8, 15), (PositionEncodingKind.Utf16, 12), (PositionEncodingKind.Utf32, 11)],
)
def test_columns_count_the_units_that_were_agreed_upon(encoding, column):
    text = 'x\nname = "🚗é" # it'
    positions = TextPositions(text, PositionCodec(encoding))
    assert positions.position(text.index('" #') + 1) == Position(1, column)
    assert positions.offset(Position(1, column)) == text.index('" #') + 1


def test_a_byte_order_mark_is_no_part_of_a_document_but_of_the_line():
    text = '\ufeffname = "x"\nnec = 2023\n'
    document = Document.parse(text)
    positions = TextPositions(text)
    assert positions.range_of(document.span(("name",), "key")).start == Position(0, 1)
    assert positions.range_of(document.span(("nec",), "key")).start == Position(1, 0)
    assert positions.offset(Position(1, 0)) == document.text.index("nec")


def test_a_place_beyond_the_end_is_the_end():
    positions = TextPositions("ab\ncd")
    assert positions.offset(Position(0, 99)) == 2
    assert positions.offset(Position(1, 99)) == positions.offset(Position(9, 0)) == 5


@given(TEXTS, st.lists(st.integers(0, 30), max_size=6))
def test_positions_are_the_same_in_whatever_order_they_are_asked_for(text, offsets):
    positions = TextPositions(text)
    for offset in offsets:
        assert positions.position(offset) == TextPositions(text).position(offset)


def test_the_places_of_a_long_line_are_counted_once_in_all():
    counted = []

    class Counting(PositionCodec):
        def client_num_units(self, chars):
            counted.append(len(chars))
            return super().client_num_units(chars)

    text = "充" * 1000
    positions = TextPositions(text, Counting())
    assert [positions.position(offset).character for offset in range(1001)] == list(range(1001))
    assert sum(counted) == len(text)
