"""Home Assistant: the history of a sensor, written on change, and the table of the energy dashboard, on its side."""

import csv
import io
from datetime import UTC

import pandas as pd

from layout_samples.base import Sample, lines_of, sample, slots


def _utc(moment):
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"


def history(days="ordinary", minutes=15, zone="America/Los_Angeles", *, unit="W", away=(), held=False, other=()):
    """A history of a sensor of power [W or kW].

    `away` are numbers of slots of which the state is "unavailable"; `held` writes a load that stays for an hour, and
    only its changes; `other` are names of further sensors in the file, with twice the load.
    """
    profile = slots(zone, days, minutes, solar=False)
    if held:
        profile = [profile[n - n % (60 // minutes)] if slot.kw < 17 else slot for n, slot in enumerate(profile)]
        starts = [slot.start for slot in slots(zone, days, minutes, solar=False)]
    else:
        starts = [slot.start for slot in profile]
    factor = 1000 if unit == "W" else 1
    rows = [["entity_id", "state", "last_changed"]]
    for entity, times in [("sensor.mains_power", 1), *((name, 2) for name in other)]:
        before = None
        for number, (start, slot) in enumerate(zip(starts, profile, strict=True)):
            state = "unavailable" if number in away else f"{slot.kw * times * factor:.3f}"
            if state != before:
                rows.append([entity, state, _utc(start)])
            before = state
        # the last state ends with the last row, of which nobody knows how long it lasts
        end = starts[-1] + (starts[-1] - starts[-2])
        rows.append([entity, "unavailable", _utc(end)])
    content = lines_of(rows).encode()

    table = pd.read_csv(io.BytesIO(content))
    table = table[table["entity_id"] == "sensor.mains_power"]
    at = pd.to_datetime(table["last_changed"], utc=True)
    frame = pd.DataFrame(
        {
            "start": at,
            "kw": pd.to_numeric(table["state"], errors="coerce") / factor,
            "s": -at.diff(-1).dt.total_seconds(),
        }
    )
    frame = frame.dropna()
    highest = frame.loc[frame["kw"].idxmax()]
    expected = [slot for number, slot in enumerate(profile) if number not in away]
    energy = float((frame["kw"] * frame["s"]).sum() / 3600)
    assert abs(energy - sum(slot.kwh for slot in expected)) < 1e-6 * len(expected), (energy, days)
    assert highest["kw"] == max(round(slot.kw, 6) for slot in expected)
    options = {"timezone": zone, "unit": unit} | ({"meter": ("sensor.mains_power",)} if other else {})
    return Sample(
        name=f"home assistant history {unit} {days}{' held' if held else ''}{' with others' if other else ''}",
        content=content,
        filename="history.csv",
        layout="home-assistant-history",
        options=options,
        expected_kw=float(highest["kw"]),
        peak_local=f"{highest['start'].tz_convert(zone):%Y-%m-%d %H:%M}",
        total_kwh=energy,
        interval_min=round(frame.groupby("s")["s"].sum().idxmax() / 60),
        readings=len(frame),
    )


def energy(days="ordinary", minutes=60, zone="America/Los_Angeles", *, solar=False, calculated=True):
    """The table of the energy dashboard, with two tariffs of the grid, costs, gas, and a device.

    With `solar` the house takes less from the grid than its load; with `calculated` newer versions say the load.
    """
    profile = slots(zone, days, minutes, solar=False)
    sun = [24.0 if solar and 11 <= slot.wall.hour < 13 else 0.0 for slot in profile]
    hours = minutes / 60
    grid = [max(0.0, slot.kw - more) for slot, more in zip(profile, sun, strict=True)]
    back = [max(0.0, more - slot.kw) for slot, more in zip(profile, sun, strict=True)]
    day = [7 <= slot.wall.hour < 21 for slot in profile]
    rows = [["entity_id", "type", "unit", *(_utc(slot.start) for slot in profile)]]

    def row(entity, kind, unit, values):
        rows.append([entity, kind, unit, *("" if value is None else f"{value:.6f}" for value in values)])

    row("sensor.grid_day", "grid_consumption", "kWh", [kw * hours * on for kw, on in zip(grid, day, strict=True)])
    row(
        "sensor.grid_night",
        "grid_consumption",
        "kWh",
        [kw * hours * (not on) for kw, on in zip(grid, day, strict=True)],
    )
    row("sensor.grid_cost", "grid_consumption_cost", "USD", [99.0] * len(profile))
    if solar:
        row("sensor.back", "grid_return", "kWh", [kw * hours for kw in back])
        row("sensor.back_money", "grid_return_compensation", "USD", [99.0] * len(profile))
        row("sensor.sun", "solar_production", "kWh", [kw * hours for kw in sun])
    row("sensor.gas", "gas_consumption", "m\u00b3", [99.0] * len(profile))
    row("sensor.car", "device_consumption", "kWh", [slot.kwh * 0.5 for slot in profile])
    row("", "calculated_consumed_grid", "kWh", [kw * hours for kw in grid])
    if solar and calculated:
        row("", "calculated_total_consumption", "kWh", [slot.kwh for slot in profile])
    content = lines_of(rows).encode()

    header, *body = csv.reader(io.StringIO(content.decode()))
    table = pd.DataFrame(body, columns=header).set_index("type").drop(columns=["entity_id", "unit"])
    kind = "calculated_total_consumption" if solar and calculated else "grid_consumption"
    values = table.loc[[kind]].astype(float).sum(axis=0)
    frame = pd.DataFrame(
        {
            "start": pd.to_datetime(list(values.index), utc=True).tz_convert(zone),
            "kw": (values / hours).to_numpy(),
            "minutes": minutes,
        }
    )
    if solar and not calculated:
        # what the meter sees, which is less than the load
        profile = [type(slot)(slot.start, slot.minutes, kw, 0.0) for slot, kw in zip(profile, grid, strict=True)]
    name = f"home assistant energy {minutes} min{' solar' if solar else ''}{'' if calculated else ' grid alone'} {days}"
    return sample(name, content, "energy.csv", "home-assistant-energy", {"timezone": zone}, frame, profile, decimals=5)
