"""What the shape of a record says about it: readings that are no load, however well they were read.

Every test is linear in the number of readings. A test that fires is a doubt and no proof, so each is a warning with the
numbers it rests on and what to look at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.metering.note import Note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.metering.series import IntervalSeries

_DAY_S = 86_400
_FEWEST = 24
"""So many readings at least before their shape is judged."""
_LOOK = "look at the column and the unit"
_PERIODS = (("day", 1), ("week", 7))
_ALIKE = 0.98
"""Share of readings that are as a day (or week) before from which a record is a copy: clocks change, and gaps shift."""


def shape_notes(series: IntervalSeries) -> tuple[Note, ...]:
    """Doubts about a record that its readings alone give: constant, repeated, a register, turned round."""
    import numpy as np

    if len(series) < _FEWEST:
        return ()
    found = [
        note
        for leg, values in series.channels.items()
        for note in _channel(series, np.asarray(values, dtype=float), f"phase {leg}: " if leg else "")
    ]
    return tuple(found)


def _channel(series: IntervalSeries, values: Any, where: str) -> Iterator[Note]:  # noqa: ANN401 - an array
    import numpy as np

    steps = np.diff(values)
    below = int((values < 0).sum())
    if 2 * below > len(values):
        least = f"down to {float(values.min()):,.4g} {series.unit}"
        message = f"{where}{below:,} of {len(values):,} readings are below zero ({least}): they count as no load"
        yield Note(
            "negative", "warning", f"{message}; look whether the sign is turned round, or another column is load"
        )
    constant = _constant(series, values, steps)
    if constant:
        yield Note("constant", "warning", f"{where}{constant}: no load is that steady; {_LOOK}")
        return
    rises, falls = int((steps > 0).sum()), int((steps < 0).sum())
    if 3 * max(rises, falls) >= len(values) and max(rises, falls) >= 10 * min(rises, falls):
        kind = ("rises", rises, "falls", falls) if rises > falls else ("falls", falls, "rises", rises)
        message = "{} {:,} times and {} {:,} times: this looks like the register of a meter".format(*kind)
        yield Note("register", "warning", f"{where}it {message}, which counts up, and not like load; {_LOOK}")
        return
    for name, days in _PERIODS:
        equal = _repeats(series, values, days)
        if equal is not None:
            message = f"{equal:.0%} of the readings are exactly as a {name} before"
            yield Note("repeated", "warning", f"{where}{message}: one {name} seems to be repeated; look at the data")
            return


def _constant(series: IntervalSeries, values: Any, steps: Any) -> str:  # noqa: ANN401 - arrays
    """In words, where one value other than zero fills half of the record or more without a break."""
    import numpy as np

    edges = np.concatenate([[0], np.flatnonzero(steps) + 1, [len(values)]])
    lengths = np.diff(edges)
    longest = int(lengths.argmax())
    value = float(values[edges[longest]])
    if value == 0 or 2 * int(lengths[longest]) < len(values):
        return ""
    if len(lengths) == 1:
        return f"every reading is {value:,.4g} {series.unit}"
    return f"{int(lengths[longest]):,} of {len(values):,} readings in a row are {value:,.4g} {series.unit}"


def _repeats(series: IntervalSeries, values: Any, days: int) -> float | None:  # noqa: ANN401 - an array
    """Share of the readings that are as so many days before; None where they differ, or are too few."""
    import numpy as np

    lag = days * _DAY_S // series.interval_s
    if lag < 4 or len(values) < 3 * lag:
        return None
    starts = np.asarray(series.start_s)
    same_time = starts[lag:] - starts[:-lag] == days * _DAY_S
    if 2 * int(same_time.sum()) < len(values) - lag:
        return None
    share = float((values[lag:] == values[:-lag])[same_time].mean())
    # load that hardly moves at all is like the day before without being a copy of it
    moves = float((np.diff(values) != 0).mean())
    return share if share >= _ALIKE and moves > 2 * (1 - _ALIKE) else None
