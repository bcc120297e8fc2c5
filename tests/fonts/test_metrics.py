"""How wide texts are: the widths are those of the fonts that come with evsite, and no text is drawn wider."""

import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from pictures import dark

from evsite.fonts.files import FONT_FAMILY, FONT_FILES, FONT_FOLDER, WIDTHS_FILE
from evsite.fonts.metrics import CAPITAL_EM, DESCENT_EM, shortened, text_width_px, wrapped
from evsite.words import printable

PEOPLE = 'EV1 2#1/0 AWG Cu + #6 EGC, 1-1/4" EMT (N) 208Y/120 V 3Ø 4W √3 × 7.2 kVA – “Zoë’s” AVATAR fi ffl Тюмень Ὑίός'


@pytest.mark.parametrize(("file", "bold"), [(FONT_FILES[0], False), (FONT_FILES[1], True)])
def test_widths_are_those_of_the_font(file, bold):
    font = TTFont(file)
    assert font["name"].getDebugName(1) == FONT_FAMILY
    assert font["OS/2"].fsSelection >> 5 & 1 == bold
    advances = {chr(code): font["hmtx"][glyph][0] / 2048 for code, glyph in font.getBestCmap().items() if code >= 0x20}
    widths = {letter: text_width_px(letter, 1, bold=bold) for letter in advances if printable(letter) == letter}
    assert all(widths[letter] >= advances[letter] for letter in widths)
    assert all(widths[letter] <= advances[letter] + 0.126 for letter in widths)
    # kerning moves no plain letter away from another
    assert all(widths[chr(code)] == advances[chr(code)] for code in range(0x20, 0x7F))
    assert len(WIDTHS_FILE.read_text().splitlines()) == len(advances) + 1


def test_every_letter_of_the_faces_is_within_the_box_of_a_text():
    for file in FONT_FILES:
        font = TTFont(file)
        for letter in map(chr, range(0x20, 0x7F)):
            glyph = font["glyf"][font.getBestCmap()[ord(letter)]]
            if glyph.numberOfContours:
                assert glyph.yMin >= -DESCENT_EM * 2048
        assert font["glyf"]["H"].yMax <= CAPITAL_EM * 2048


def test_the_licence_comes_with_the_fonts():
    licence = (FONT_FOLDER / "OFL.txt").read_text()
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert all("SIL Open Font License" in TTFont(file)["name"].getDebugName(13) for file in FONT_FILES)
    assert all(f"`{file.name}`" in (FONT_FOLDER / "SOURCES.md").read_text() for file in (*FONT_FILES, WIDTHS_FILE))


@pytest.mark.parametrize("letter", ["\U0001f50c", "電", "한", "\u16a0", "\ue000"])
def test_what_the_font_has_not_counts_as_wide(letter):
    assert text_width_px(letter, 10) >= 10


def test_control_characters_are_measured_as_they_are_drawn():
    assert text_width_px("a\x1b\u202eb", 10) == text_width_px("a\\u001b\\u202eb", 10)
    assert shortened("\x00" * 9, 60, 10).startswith("\\u0000")


@given(st.text(max_size=60), st.floats(0, 300), st.booleans())
def test_a_shortened_text_fits_and_is_a_beginning(text, width, bold):
    found = shortened(text, width, 11, bold=bold)
    whole = printable(text)
    if found == whole:
        assert text_width_px(found, 11, bold=bold) <= width or whole in ("", "…")
        return
    assert text_width_px(whole, 11, bold=bold) > width
    assert found.endswith("…")
    assert whole.startswith(found[:-1])
    assert text_width_px(found, 11, bold=bold) <= max(width, text_width_px("…", 11, bold=bold)) + 1e-9


def test_no_longer_beginning_would_fit():
    text = "Panel EV1 on level P2"
    for width in range(20, 130):
        kept = len(shortened(text, width, 11)) - 1
        if kept < len(text) - 1:
            assert text_width_px(f"{text[: kept + 2].rstrip()}…", 11) > width


@given(st.text(max_size=80), st.floats(1, 200), st.booleans())
def test_wrapped_lines_fit_and_lose_nothing(text, width, bold):
    lines = wrapped(text, width, 11, bold=bold)
    assert lines
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", printable(text))
    for line in lines:
        assert text_width_px(line, 11, bold=bold) <= width + 1e-9 or len(line) == 1


def test_words_stay_whole_where_they_fit():
    assert wrapped("one two three", text_width_px("one two", 11), 11) == ["one two", "three"]
    assert wrapped("", 50, 11) == [""]


@pytest.mark.parametrize("bold", [False, True])
def test_no_text_is_drawn_wider_than_it_is_measured(bold):
    resvg = pytest.importorskip("resvg_py", reason="what is drawn is drawn by resvg")
    size, line_px, words = 40, 80, PEOPLE.split(" ")
    texts = (
        f'<text x="20" y="{50 + line_px * number}" font-size="{size}" font-family="{FONT_FAMILY}"'
        f' font-weight="{"bold" if bold else "normal"}">{word}</text>'
        for number, word in enumerate(words)
    )
    height = line_px * len(words)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="420" height="{height}">{"".join(texts)}</svg>'
    files = [str(Path(file)) for file in FONT_FILES]
    png = resvg.svg_to_bytes(svg_string=svg, background="#fff", dpi=96, skip_system_fonts=True, font_files=files)
    there = dark(png)
    assert there.shape[0] == height
    for number, word in enumerate(words):
        (columns,) = there[line_px * number : line_px * (number + 1)].any(axis=0).nonzero()
        left, right = columns.min(), columns.max() + 1
        assert 0 < left < right < 420
        assert right - left <= text_width_px(word, size, bold=bold) + 2, word
