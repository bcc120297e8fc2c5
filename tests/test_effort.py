"""Many small cases in one test: all that fail are told, with their names."""

import pytest

from effort import for_each, hold_for_each


def odd(number):
    assert number % 2, f"{number} is even"


def test_every_case_that_fails_is_told_by_its_name():
    with pytest.raises(AssertionError) as caught:
        hold_for_each({"one": 1, "two": 2, "three": 3, "four": (4,)}, odd)
    lines = str(caught.value).splitlines()
    assert lines[0] == "2 of 4 fail"
    assert [line for line in lines if " is even" in line] == [
        "two: AssertionError: 2 is even",
        "four: AssertionError: 4 is even",
    ]


def test_no_case_at_all_fails():
    with pytest.raises(AssertionError):
        hold_for_each({}, odd)


def test_parameters_become_cases():
    @for_each(("first", "second"), [(1, 2), pytest.param(3, 5, id="apart"), (2, 2)], ids=str)
    def alike(first, second):
        assert first == second

    with pytest.raises(AssertionError, match=r"^2 of 3 fail\n0: 1-2: AssertionError(?s:.*)\n1: apart: "):
        alike()


@for_each("number", [1, 3])
def test_a_test_of_cases_is_one_test(number):
    odd(number)
