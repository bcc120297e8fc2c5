"""What a text takes to be read grows in proportion to it, whatever is wrong with it: counted in lines, not seconds."""

import signal

import pytest

from evsite.model.finding import SiteFileError
from evsite.sitefile.loading import loads
from evsite.sitefile.recovery import MOST_REFUSED, MOST_REPORTED
from evsite.sitefile.refusals import MOST_REPORTED as MOST_OF_A_TABLE
from executed_lines import Lines

HEAD = '[supplies.U]\nkind = "service"\nrating = "400 A"\nsystem = "208Y/120"\n'
TABLES = {
    "a table again and again": "[panels.P]\nmain = 1\n",
    "a key again and again": "a = 1\n",
    "tables without names": '[[panels]]\nfed_from = "U"\nmain = "9 A"\n',
    "lists of tables": '[[panels.P{n}]]\nfed_from = "U"\nmain = "9 A"\n',
    "one list of tables": '[[panels.P]]\nfed_from = "U"\nmain = "9 A"\n',
    "unknown tables": '[panelz{n}]\nfed_from = "U"\n',
    "misspelt keys": '[panels.P{n}]\nfed_form = "U"\nmain = "9 A"\n',
    "keys that are refused": '[panels.P{n}]\nfed_from = "U"\nmain = ?\n',
    "brackets that nothing closes": "a{n} = [\n",
}
FEW, TIMES, GROWN = 50, 4, 1.5


def problems(text):
    try:
        loads(text)
    except SiteFileError as error:
        return error.findings
    return []


@pytest.mark.parametrize("case", TABLES)
def test_the_work_grows_in_proportion(case):
    total = []
    problems(HEAD + TABLES[case].format(n=0))  # for what is made once
    for number in (FEW, FEW * TIMES):
        text = HEAD + "".join(TABLES[case].format(n=n) for n in range(number))
        with Lines() as by_function:
            assert problems(text)
        total.append(by_function.total())
    assert total[1] < total[0] * TIMES * GROWN


@pytest.mark.parametrize("sign", [" ", "\t", "\xa0", '"', "'", ",", "1", " #", "\\", "[", "{", "]", "1 ", "=", "."])
def test_a_long_line_of_one_sign_is_read_at_once(sign):
    def stop(*_):
        raise AssertionError("the work grows with the square of the line")

    line = sign * (100_000 // len(sign))
    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, 30)  # one of these takes hundredths of a second, or else minutes
    try:
        for text in (
            f"nec = {line}x",
            f'nec = "{line}',
            f"nec = x{line}",
            f"{line}x",
            f"[panels.{line}]",
            f"nec = [{line}",
        ):
            problems(HEAD + text + "\n")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def test_many_lines_that_are_no_toml_are_reported_by_their_number():
    some = problems(HEAD + "?\n" * MOST_REFUSED)
    assert len(some) == MOST_REPORTED
    assert some[-1].message.endswith(f"(and {MOST_REFUSED - MOST_REPORTED} more statements are no TOML)")
    assert problems(HEAD + "?\n" * (MOST_REFUSED + 1))[-1].message.endswith("(and many more statements are no TOML)")


def test_many_unknown_keys_of_one_table_are_reported_by_their_number():
    text = HEAD + "".join(f"x{n} = 1\n" for n in range(MOST_OF_A_TABLE + 7))
    found = problems(text)
    assert len(found) == MOST_OF_A_TABLE
    assert found[-1].message.endswith("(and 7 more in this table)")
