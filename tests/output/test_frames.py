"""Code frames show the lines that a finding is about, with marks where it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evsite.model.finding import Finding, Label, Severity, SiteFileError, Span
from evsite.model.remedy import NOTHING, Edit, remedy
from evsite.output.diagnostics import full
from evsite.output.diagnostics.fix_texts import FixTexts
from evsite.output.diagnostics.full import LONGEST_LINE, render_concise, render_frame
from evsite.output.text.terminal_style import TerminalStyle, cells
from evsite.sitefile.document import Document

TEXT = """\
[site]
name = "Yard"

[panels.EV1]
fed_from = "T1"

[circuits.C1]
panel = "EV1"
spaces = [
  1,
  3,
]
breaker = "30 A" # too small
"""
BREAKER = Finding(
    code="EV101",
    name="breaker-too-small",
    severity=Severity.ERROR,
    message="30 A breaker under 32 A of continuous load, needs 40 A",
    status="violation",
    path=("circuits", "C1", "breaker"),
    source="NEC 2023 210.20(A)",
    fix=remedy(Edit(("circuits", "C1", "breaker"), "40 A")),
    label="at least 40 A",
)


def frame(text, finding, terminal=None):
    document = Document.parse(text, "yard.toml")
    return render_frame(document, finding, terminal or TerminalStyle())


def framed(text):
    """An expected frame, written with its margin for the eye."""
    return "\n".join(line.removeprefix("    ") for line in text.strip("\n").split("\n")).rstrip()


def test_a_frame_has_message_place_line_mark_and_advice():
    assert frame(TEXT, BREAKER) == framed("""
    error[EV101]: 30 A breaker under 32 A of continuous load, needs 40 A
      --> yard.toml:13:11
       |
    13 | breaker = "30 A" # too small
       |           ^^^^^^ at least 40 A
       |
       = source: NEC 2023 210.20(A)
       = help: a 40 A breaker
    """)


TITLED = replace(
    BREAKER,
    title="breaker too small",
    subject="C1",
    details="32 A of continuous load, needs 40 A",
    message="C1: 32 A of continuous load, needs 40 A",
    label="",
)


def test_a_headline_has_few_words_and_the_numbers_stand_at_the_place():
    assert frame(TEXT, TITLED).split("\n")[:5] == [
        "error[EV101]: breaker too small: C1",
        "  --> yard.toml:13:11",
        "   |",
        '13 | breaker = "30 A" # too small',
        "   |           ^^^^^^ 32 A of continuous load, needs 40 A",
    ]


def test_a_subject_that_is_too_long_for_the_headline_stands_at_the_place_too():
    finding = replace(TITLED, subject="C" * 50, message="C" * 50 + ": 32 A of load")
    first, *rest = frame(TEXT, finding).split("\n")
    assert first == "error[EV101]: breaker too small"
    assert rest[3].endswith(f"^^^^^^ {finding.message}")


def test_where_there_is_no_line_to_point_at_the_headline_says_all():
    document = Document("", "gone.toml", {})
    assert render_frame(document, TITLED).startswith(f"error[EV101]: {TITLED.message}\n")


def test_what_helps_is_shown_as_the_lines_that_change():
    finding = replace(
        TITLED,
        fix=remedy("fewer ports", Edit(("circuits", "C1", "breaker"), "40 A"), Edit(("circuits", "C1", "poles"), 2)),
        source="",
    )
    document = Document.parse(TEXT, "yard.toml")
    assert render_frame(document, finding, texts=FixTexts()).split("\n")[5:] == [
        "   |",
        "   = help: a 40 A breaker",
        '13 - breaker = "30 A" # too small',
        '13 + breaker = "40 A" # too small',
        "   = help: or fewer ports, or poles = 2",
    ]
    colored = render_frame(document, finding, TerminalStyle(color=True), FixTexts()).split("\n")
    assert colored[7].startswith("\x1b[31m13 - ")
    assert colored[8].startswith("\x1b[32m13 + ")


@pytest.mark.parametrize("text", ["a" * 100, "\u202e", "x\u0085y"])
def test_a_change_that_cannot_be_shown_as_it_is_is_reported_in_words(text):
    written = TEXT.replace("# too small", f"# {text}")
    try:
        document = Document.parse(written, "yard.toml")
    except SiteFileError:
        return
    reported = render_frame(document, TITLED, TerminalStyle(width=80), FixTexts())
    assert "= help: a 40 A breaker" in reported
    assert " + breaker" not in reported


def test_further_places_have_marks_of_their_own_and_gaps_are_dots():
    finding = replace(
        BREAKER,
        labels=(Label(("circuits", "C1"), "this circuit", "header"), Label(("panels", "EV1"), "on this", "key")),
        source="",
        fix=NOTHING,
        notes=("not rated for 100 %",),
    )
    assert frame(TEXT, finding) == framed("""
    error[EV101]: 30 A breaker under 32 A of continuous load, needs 40 A
      --> yard.toml:13:11
       |
     4 | [panels.EV1]
       |         --- on this
    ...
     7 | [circuits.C1]
       | ------------- this circuit
    ...
    13 | breaker = "30 A" # too small
       |           ^^^^^^ at least 40 A
       |
       = note: not rated for 100 %
    """)


def test_a_gap_of_one_line_is_shown():
    finding = replace(
        BREAKER, path=("panels", "EV1", "fed_from"), labels=(Label(("circuits", "C1"), "here"),), label=""
    )
    body = frame(TEXT, finding).split("\n")[3:8]
    assert body == [
        '5 | fed_from = "T1"',
        "  |            ^^^^",
        "6 |",
        "7 | [circuits.C1]",
        "  | ------------- here",
    ]


def test_two_marks_in_one_line_the_primary_first():
    finding = replace(BREAKER, labels=(Label(("circuits", "C1", "breaker"), "the key", "key"),))
    assert frame(TEXT, finding).split("\n")[3:6] == [
        '13 | breaker = "30 A" # too small',
        "   |           ^^^^^^ at least 40 A",
        "   | ------- the key",
    ]


def test_a_value_of_several_lines_is_marked_at_both_ends():
    finding = replace(BREAKER, path=("circuits", "C1", "spaces"), label="two spaces", source="", fix=NOTHING)
    assert frame(TEXT, finding).split("\n")[2:] == [
        "   |",
        " 9 | spaces = [",
        "   |          ^",
        "...",
        "12 | ]",
        "   | ^ two spaces",
    ]


def test_tabs_are_kept_so_that_marks_stand_right_at_any_tab_width():
    finding = replace(BREAKER, path=("a",))
    source, marks = frame('\ta\t=\t"x"\n', finding).split("\n")[3:5]
    assert source == '1 | \ta\t=\t"x"'
    assert marks == "  | \t \t \t^^^ at least 40 A"


def test_wide_characters_take_two_columns():
    finding = replace(BREAKER, path=("漢字",), label="")
    source, marks = frame("'漢字' = '部屋'\n", finding).split("\n")[3:5]
    assert source == "1 | '漢字' = '部屋'"
    assert marks == "  | " + " " * 9 + "^" * 6


def test_a_long_line_is_clipped_around_the_mark():
    text = f'a = {{ b = "{"x" * 500}", c = "30 A", d = "{"y" * 500}" }}'
    source, marks = frame(text, replace(BREAKER, path=("a", "c"))).split("\n")[3:5]
    assert len(source) <= LONGEST_LINE + 4
    assert source.startswith("1 | ...xxx")
    assert source.endswith("...")
    at = source.index('"30 A"')
    assert marks[at:].startswith("^^^^^^ at least 40 A")
    assert not marks[3:at].strip()


def test_a_terminal_gets_no_more_than_its_width_of_source():
    text = f'a = {{ b = "{"漢" * 500}", c = "30 A" }}'
    source = frame(text, replace(BREAKER, path=("a", "c")), TerminalStyle(width=80)).split("\n")[3]
    assert cells(source) <= 80
    assert '"30 A"' in source


def test_a_mark_outside_of_the_shown_part_stands_at_its_side():
    text = f'a = {{ b = 1, c = "{"x" * 500}", d = 2 }}'
    labels = (Label(("a", "d"), "far right"), Label(("a",), "all", "key"))
    lines = frame(text, replace(BREAKER, path=("a", "b"), labels=labels)).split("\n")
    assert all(len(line) <= LONGEST_LINE + 20 for line in lines[3:7])
    assert "- far right" in "\n".join(lines)


def test_the_end_of_the_text_can_be_marked():
    with pytest.raises(SiteFileError) as caught:
        Document.parse("[site\n", "yard.toml")
    text = render_frame(caught.value.document, caught.value.findings[0])
    assert text.split("\n")[2:5] == ["  |", "1 | [site", "  |      ^"]


def test_a_file_that_was_not_read_has_no_lines(tmp_path):
    with pytest.raises(SiteFileError) as caught:
        Document.read(tmp_path / "none.toml")
    text = render_frame(caught.value.document, caught.value.findings[0])
    assert text.split("\n")[:2] == ["error[EV002]: no such file", f" --> {tmp_path / 'none.toml'}"]
    assert "|" not in text


def test_one_line_a_finding():
    document = Document.parse(TEXT, "yard.toml")
    assert render_concise(document, BREAKER) == (
        "yard.toml:13:11: error[EV101] 30 A breaker under 32 A of continuous load, needs 40 A"
    )


def test_colours_only_where_asked():
    assert "\x1b" not in frame(TEXT, BREAKER)
    colored = frame(TEXT, BREAKER, TerminalStyle(color=True))
    assert "\x1b[31m^^^^^^ at least 40 A\x1b[0m" in colored
    assert "\x1b[1;33mwarning[EV101]" in frame(
        TEXT, replace(BREAKER, severity=Severity.WARNING), TerminalStyle(color=True)
    )


def test_advice_wraps_on_a_terminal_only():
    finding = replace(BREAKER, fix=remedy("word " * 40))
    assert "word word\n" in frame(TEXT, finding, TerminalStyle(width=60))
    assert all(len(line) <= 60 for line in frame(TEXT, finding, TerminalStyle(width=60)).split("\n")[6:])
    assert "word\n" not in frame(TEXT, finding)


@given(
    char=st.characters(categories=["Cc", "Cf", "Zl", "Zp"]),
    line=st.integers(1, 20),
    column=st.integers(1, 60),
    length=st.integers(0, 300),
    width=st.none() | st.integers(1, 100),
    data=st.data(),
)
def test_nothing_in_a_file_steers_the_terminal(char, line, column, length, width, data):
    text = data.draw(st.text(st.sampled_from(["a", " ", "\t", "\n", "漢", "\x1b", "\r", "\u202e", char]), max_size=300))
    document = Document(text, f"f{char}.toml", {})
    finding = replace(
        BREAKER, message=f"m{char}", span=Span(line, column, line, column + length), label=char, fix=remedy(char)
    )
    for shown in (render_frame(document, finding, TerminalStyle(width=width)), render_concise(document, finding)):
        assert not set("\x1b\r\x07\x00\u202e\u2028\x9b") & set(shown)
    assert "\n" not in render_concise(document, finding)


@pytest.mark.parametrize("width", [40, 60, 80])
def test_on_a_terminal_messages_and_labels_are_wrapped_and_nothing_is_lost(width):
    finding = replace(
        BREAKER,
        message="a 30 A breaker under 32 A of continuous load, which needs 40 A, by the section in force",
        label="the breaker is at least 125 % of the continuous load and of all the other load beside it",
    )
    reported = frame(TEXT, finding, TerminalStyle(width=width))
    assert max(map(cells, reported.split("\n"))) <= width
    words = " ".join(line.lstrip(" |") for line in reported.split("\n"))
    assert finding.message in words
    assert finding.label in words
    assert frame(TEXT, finding).count("\n") < reported.count("\n")


def test_what_is_looked_at_of_a_line_is_bounded_however_long_the_line_is(monkeypatch):
    looked_at = []
    for module, name in ((full, "printable"), (full, "cells"), (full, "_shown")):
        before = getattr(module, name)
        monkeypatch.setattr(module, name, lambda text, before=before: looked_at.append(len(text)) or before(text))
    narrow = "\u0301" * 100_000
    text = f'a = {{ b = "{"x" * 100_000}", c = "30 A", d = "{narrow}" }}'
    for key in ("b", "c", "d"):
        frame(text, replace(BREAKER, path=("a", key), anchor="key"))
    assert max(looked_at) < 10 * LONGEST_LINE
