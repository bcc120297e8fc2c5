"""Tables: what a pipe, a terminal and a narrow terminal get."""

import pytest

from evsite.output.text.tables import Column, Table
from evsite.output.text.terminal_style import PLAIN, TerminalStyle


def example(terminal):
    table = Table(
        [Column("port"), Column("A", "right"), Column("kW", "right", title="power", drop=1), Column("why", cut="end")]
    )
    table.add("S1.1", "26.39", "5.49", "EV1 phase A and a good many other words")
    table.add("S10.2", "8.00", "1.66", "vehicle")
    return table.render(terminal)


def test_a_pipe_gets_aligned_columns_that_are_never_wrapped():
    assert example(PLAIN).splitlines() == [
        "port       A    kW  why",
        "S1.1   26.39  5.49  EV1 phase A and a good many other words",
        "S10.2   8.00  1.66  vehicle",
    ]


def test_a_wide_terminal_gets_a_line_under_the_headings_and_all_columns():
    lines = example(TerminalStyle(100)).splitlines()
    assert lines[0] == "port       A    kW  why"
    assert set(lines[1]) == {"─"}
    assert lines[2] == "S1.1   26.39  5.49  EV1 phase A and a good many other words"


def test_a_long_text_is_shortened_after_a_whole_word_before_anything_is_left_out():
    text = example(TerminalStyle(48))
    assert "5.49" in text
    assert "left out" not in text
    row = text.splitlines()[2]
    assert row.endswith("EV1 phase A and a good many…")
    assert len(row) <= 48


def test_a_narrow_terminal_loses_the_columns_that_may_go_and_says_so():
    text = example(TerminalStyle(42))
    assert "5.49" not in text
    assert "left out on this narrow terminal: power" in text
    assert max(map(len, text.splitlines())) <= 42


@pytest.mark.parametrize("width", range(20, 130, 3))
def test_a_row_is_one_line_and_no_line_is_wider_than_the_terminal(width):
    table = Table(
        [Column("port", cut="middle"), Column("kW", "right", drop=1), Column("A", "right"), Column("why", cut="end")]
    )
    for number in range(3):
        table.add(f"{'Long-name-' * 20}{number}", "5.49", "26.39", "held by a group with words " * 3)
    lines = table.render(TerminalStyle(width)).splitlines()
    assert max(map(len, lines)) <= width
    if "A" in lines[0].split():
        assert [line.split("…")[1].split()[0][-1] for line in lines[2:5]] == ["0", "1", "2"], "the number is kept"
        assert not [line for line in lines[2:5] if "26.39" not in line]


def test_words_of_an_explanation_go_on_below_in_their_column():
    table = Table([Column("key"), Column("meaning", wrap=True)])
    table.add("limit", "the most that the ports of a group may draw together")
    lines = table.render(TerminalStyle(40)).splitlines()
    assert lines[2:] == ["limit  the most that the ports of a", "       group may draw together"]


def test_what_stands_below_a_row_is_wrapped_on_a_terminal_alone():
    table = Table([Column("ports"), Column("A", "right")])
    table.add("8 ports", "26.30", below=", ".join(f"S{number}.1" for number in range(1, 9)))
    assert table.render(PLAIN).splitlines()[2] == "    S1.1, S2.1, S3.1, S4.1, S5.1, S6.1, S7.1, S8.1"
    assert table.render(TerminalStyle(30)).splitlines()[3:] == [
        "    S1.1, S2.1, S3.1, S4.1,",
        "    S5.1, S6.1, S7.1, S8.1",
    ]


def test_the_narrowest_terminal_gets_a_block_a_row_with_everything():
    text = example(TerminalStyle(24))
    assert "power  5.49" in text
    assert "A      26.39" in text
    assert max(map(len, text.splitlines())) <= 24


def test_a_heading_that_says_what_all_numbers_are_stands_over_blocks_too():
    table = Table([Column("bill, USD", over_blocks=True), Column("energy from the supplies", "right")])
    table.add("equal", "4,839.24")
    assert table.render(TerminalStyle(24)).splitlines()[:2] == ["bill, USD", "equal"]
    assert table.render(PLAIN).count("bill, USD") == table.render(TerminalStyle(80)).count("bill, USD") == 1


def test_a_stream_without_unicode_gets_ascii():
    assert example(TerminalStyle(100, unicode=False)).isascii()


def test_there_are_no_escape_codes_without_colour_and_there_are_with_it():
    assert "\x1b" not in example(TerminalStyle(100))
    assert "\x1b[1m" in example(TerminalStyle(100, color=True))


def test_control_characters_of_names_do_not_reach_the_terminal():
    table = Table([Column("name")])
    table.add("a\x1b[31mb\nc")
    assert table.render(PLAIN).splitlines()[1] == r"a\u001b[31mb\u000ac"


def test_square_brackets_are_no_markup():
    table = Table([Column("name")])
    table.add("[bold]S1[/bold]")
    assert "[bold]S1[/bold]" in table.render(TerminalStyle(80))


def test_wide_characters_take_two_columns():
    table = Table([Column("name"), Column("A", "right")])
    table.add("充電", "1")
    table.add("abcd", "2")
    assert [line.index(digit) for line, digit in zip(table.render(PLAIN).splitlines()[1:], "12", strict=True)] == [4, 6]


@pytest.mark.parametrize("width", range(20, 60, 3))
def test_a_block_loses_no_part_of_a_value(width):
    table = Table(
        [
            Column("policy"),
            Column("share", "right", title="energy, of what was possible"),
            Column("at", title="peak at"),
        ]
    )
    table.add("first come, first served", "95 %", "2019-06-03 10:45 and more words that go on and on " + "x" * 60)
    lines = table.render(TerminalStyle(width)).splitlines()
    assert max(map(len, lines)) <= width
    text = "".join("".join(lines).split())
    assert all(word in text for word in ("95%", "10:45"))
    assert text.count("x") == 60
