"""Lines that go and come: who changes the lines of a file as they are shown has the file that the edits make."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evsite.output.diagnostics.fix_diff import changed_lines
from evsite.sitefile.edits import Replacement

TEXTS = st.text(st.sampled_from("ab=\n \u2028\x85é"), max_size=40)


def patched(text, changes):
    gone = {line.number for line in changes if line.sign == "-"}
    lines = [line for number, line in enumerate(lines_of(text), 1) if number not in gone]
    for line in changes:
        if line.sign == "+":
            lines.insert(line.number - 1, line.text)
    return lines


def lines_of(text):
    return text.removesuffix("\n").split("\n") if text else []


@st.composite
def replaced(draw):
    text = draw(TEXTS)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return text, [Replacement(start, end, draw(TEXTS)) for start, end in pairs]


@given(replaced())
def test_the_lines_make_the_same_text(case):
    text, found = case
    new = text
    for start, end, put in reversed(found):
        new = new[:start] + put + new[end:]
    assert patched(text, changed_lines(text, found)) == lines_of(new)


def test_lines_that_stay_are_not_shown():
    text = "[a]\nx = 1\ny = 2\n"
    put = Replacement(len(text), len(text), "\n[b]\nz = 3\n")
    shown = [(line.number, line.sign, line.text) for line in changed_lines(text, [Replacement(8, 9, "5"), put])]
    assert shown == [(2, "-", "x = 1"), (2, "+", "x = 5"), (4, "+", ""), (5, "+", "[b]"), (6, "+", "z = 3")]


def test_windows_line_ends_are_no_part_of_a_line():
    (gone, come) = changed_lines("x = 1\r\ny = 2\r\n", [Replacement(4, 5, "5")])
    assert (gone.text, come.text) == ("x = 1", "x = 5")
