"""eGauge: Usage beside Generation and circuits, newest first."""

import io

import pandas as pd

from layout_samples.base import EXPORT_KW, frame_of, lines_of, sample, slots


def egauge(days="ordinary", minutes=15, zone="America/Los_Angeles", *, sun=True, space=" ", unit="kW", oldest=False):
    """An export; `space` stands before the brackets. Circuits add up to more than Usage where one is counted twice."""
    profile = slots(zone, days, minutes, solar=False)
    names = ["Usage", "Generation", "Hot Water Heater (22)", "Furnace (29)", "All circuits"]
    header = ["Date & Time", *(f"{name}{space}[{unit}]" for name in names)]
    hours = minutes / 60 if unit == "kWh" else 1
    rows = []
    for slot in profile:
        made = EXPORT_KW if sun and 11 <= slot.wall.hour < 16 else 0.0
        kw = [slot.kw, made, 1.0, 0.2, 30.0]
        rows.append([f"{slot.wall:%Y-%m-%d %H:%M:%S}", *(f"{value * hours:.6f}" for value in kw)])
    if not oldest:
        rows.reverse()
    content = lines_of([header, *rows]).encode()

    table = pd.read_csv(io.BytesIO(content))
    if not oldest:
        table = table.iloc[::-1]
    frame = frame_of(table["Date & Time"], table[header[1]] / hours, minutes, zone)
    name = f"egauge {unit} {minutes} min{' sun' if sun else ''}{'' if space else ' tight'} {days}"
    return sample(name, content, "egauge.csv", "egauge", {"timezone": zone}, frame, profile, decimals=5)
