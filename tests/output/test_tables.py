"""Tables: what a pipe, a terminal and a narrow terminal get."""

from evsite.output.text.tables import Column, Table
from evsite.output.text.terminal_style import PLAIN, TerminalStyle


def example(terminal):
    table = Table(
        [Column("port"), Column("A", "right"), Column("kW", "right", title="power", drop=1), Column("why", wrap=True)]
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


def test_words_wrap_before_anything_is_left_out():
    text = example(TerminalStyle(40))
    assert "5.49" in text
    assert "left out" not in text
    assert max(map(len, text.splitlines())) <= 40


def test_a_narrow_terminal_loses_the_columns_that_may_go_and_says_so():
    text = example(TerminalStyle(32))
    assert "5.49" not in text
    assert "power" in text
    assert max(map(len, text.splitlines())) <= 32


def test_the_narrowest_terminal_gets_a_block_a_row_with_everything():
    text = example(TerminalStyle(24))
    assert "power  5.49" in text
    assert "A      26.39" in text
    assert max(map(len, text.splitlines())) <= 24


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
