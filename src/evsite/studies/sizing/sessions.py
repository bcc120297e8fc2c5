"""How many real charging sessions a guaranteed current would have served in full, by records of two garages."""

from __future__ import annotations

from evsite.codebook.tables import rows
from evsite.rounding import fits


def sessions_served(current_a: float, voltage_v: float) -> tuple[tuple[str, float], ...]:
    """Share of sessions that a current serves in full [%], by the garage that they were recorded in.

    At the greatest tabulated power that is not above the current's; nothing is stated between the rows, nor below the
    least. Source of every row: `evsite/data/sessions_served.csv`.

    Parameters
    ----------
    current_a
        What every port is sure of [A].
    voltage_v
        At which [V].
    """
    served: dict[str, tuple[float, float]] = {}
    for row in rows("sessions_served"):
        tabulated_w = float(row["current_a"]) * float(row["voltage_v"])
        if fits(tabulated_w, current_a * voltage_v) and tabulated_w >= served.get(row["garage"], (0.0, 0.0))[0]:
            served[row["garage"]] = (tabulated_w, float(row["served_percent"]))
    return tuple((garage, percent) for garage, (_, percent) in served.items())
