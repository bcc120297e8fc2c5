"""Rows of a long table that are left out say nothing that those beside them do not."""

import json
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evsite.proofs.occupancy import all_rows, occupancy_table, rows_to_show
from evsite.proofs.occupancy.thinning import CLOSE, MOST_ROWS, Figures, thinned
from evsite.sitefile.loading import loads

ROUNDED = 0.0051


def garage(panels, each, *, policy="equal"):
    """Panels of some 32 A ports, each with a group, under one group; all of them have more than their minimums."""
    text = f'''
    [supplies.U]
    kind = "service"
    rating = "{20 * panels * each} A"
    system = "208Y/120"
    [panels.M]
    fed_from = "U"
    main = "{20 * panels * each} A"
    [groups.M]
    on = "M"
    limit = "{7 * panels * each} A"
    policy = "{policy}"
    '''
    return text + "".join(
        f'''
        [panels.P{number}]
        fed_from = "M"
        main = "{20 * each} A"
        spaces = {2 * each + 2}
        [circuits.C{number}_]
        panel = "P{number}"
        count = {each}
        breaker = "40 A"
        [stations.S{number}_]
        max_current = "32 A"
        count = {each}
        circuits = "C{number}_"
        [groups.P{number}]
        on = "P{number}"
        limit = "{(8 + number) * each} A"
        policy = "{policy}"
        '''
        for number in range(panels)
    )


@st.composite
def curves(draw):
    """Figures that fall in steps and as c / n, with changes of the limit."""
    rows = draw(st.integers(2, 400))
    vehicles = np.arange(1, rows + 1)
    columns = []
    for _ in range(draw(st.integers(1, 3))):
        column = np.minimum(draw(st.floats(1, 80)), draw(st.floats(1, 4000)) / vehicles)
        for step in draw(st.lists(st.integers(0, rows - 1), max_size=3)):
            column[step:] *= draw(st.floats(0, 1))
        columns.append(column)
    begins = np.zeros(rows, dtype=bool)
    begins[draw(st.lists(st.integers(1, rows - 1), max_size=60))] = True
    return Figures(vehicles, np.stack(columns, axis=1), begins, np.zeros(rows, dtype=bool))


@given(curves())
def test_what_is_left_out_is_close_to_a_line_between_what_is_kept(figures):
    found = thinned(figures)
    kept = found.kept.tolist()
    assert kept[0] == 0
    assert kept[-1] == len(figures.vehicles) - 1
    assert len(kept) <= MOST_ROWS
    assert found.within <= CLOSE or len(kept) == MOST_ROWS
    assert found.every_change == (figures.begins.sum() <= 40)
    if found.every_change:
        assert set(np.flatnonzero(figures.begins)) <= set(kept)
    for column in figures.values.T:
        line = np.interp(figures.vehicles, figures.vehicles[kept], column[kept])
        assert (np.abs(line - column) <= max(found.within, CLOSE) * np.maximum(line, column) + ROUNDED).all()


@pytest.mark.parametrize("policy", ["equal", "fcfs"])
def test_a_row_that_is_reported_is_that_of_the_whole_table(policy):
    site = loads(garage(4, 27, policy=policy))
    reported, whole = rows_to_show(site), {row.vehicles: row for row in occupancy_table(site)}
    assert reported.rows == tuple(whole[row.vehicles] for row in reported.rows)
    assert reported.rows[0].vehicles == 1
    assert reported.rows[-1].vehicles == 108
    assert reported.left_out == 108 - len(reported.rows) > 0
    numbers = [row.vehicles for row in reported.rows]
    for one, two in pairwise(numbers):
        limits = {whole[number].worst.limited_by for number in range(one, two) if number in whole}
        assert len(limits) == 1 or reported.turning_after < two


def test_a_small_table_is_whole():
    site = loads(garage(4, 25))
    reported = rows_to_show(site)
    assert reported.left_out == 0
    assert [row.vehicles for row in reported.rows] == list(range(1, 101))
    assert rows_to_show(site, upto=7) == all_rows(site, upto=7)


@pytest.mark.slow
def test_all_rows_are_had_by_asking(reported):
    text = garage(6, 17)
    document = json.loads(reported("table", text, "--format", "json"))
    whole = json.loads(reported("table", text, "--format", "json", "--all"))
    assert document["rows_left_out"] == 102 - len(document["rows"]) > 0
    assert document["orders"] is None
    assert [row["vehicles"] for row in whole["rows"]] == list(range(1, 103))
    assert whole["rows_left_out"] == 0
    assert whole["orders"]
    sentence = f"rows left out: {document['rows_left_out']}"
    assert sentence in " ".join(reported("table", text).split())
    assert "left out" not in reported("table", text, "--all")
    for row in document["rows"]:
        for case in ("worst", "balanced", "best"):
            assert (
                sum(run["vehicles"] * (run["last"] - run["first"] + 1) for run in row[case]["placed"])
                == row["vehicles"]
            )


@pytest.mark.slow
def test_output_grows_with_kinds_of_ports_and_not_with_ports(reported):
    few, many = (
        (reported("table", text), reported("table", text, "--format", "json"))
        for text in (garage(3, 34), garage(3, 51))
    )
    for one, other in zip(few, many, strict=True):
        assert len(other) < 1.25 * len(one)
