"""Emporia Vue: a column for each circuit, the mains by leg, the zone in the header."""

import io

import pandas as pd

from layout_samples.base import frame_of, lines_of, sample, slots

SHARES = {"AB": (0.625, 0.375), "ABC": (0.5, 0.25, 0.25)}


def _stamp(slot, style):
    if style == "excel":
        return f"{slot.wall:%m/%d/%y %H:%M}"
    if style == "excel-us":
        return f"{slot.wall.month}/{slot.wall.day}/{slot.wall.year} {slot.wall.hour}:{slot.wall:%M}"
    return f"{slot.wall:%m/%d/%Y %H:%M:%S}"


def emporia(
    days="ordinary",
    minutes=15,
    zone="America/New_York",
    *,
    unit="kWatts",
    legs="AB",
    device="House-",
    style="exact",
    decimals=6,
):
    """An export in the given unit ("kWatts" or "kWhs"); of two legs, the third says "No CT"."""
    profile = slots(zone, days, minutes, solar=False)
    names = [f"{device}Mains_{leg}" for leg in "ABC"] + [f"{device}Dryer-Dryer", f"{device}Other-Kitchen Outlets"]
    rows = [[f"Time Bucket ({zone})", *(f"{name} ({unit})" for name in names)]]
    hours = 1 if unit == "kWatts" else minutes / 60
    for slot in profile:
        mains = [f"{slot.kw * share * hours:.{decimals}f}" for share in SHARES[legs]]
        circuits = [f"{slot.kw * part * hours:.{decimals}f}" for part in (0.3, 0.1)]
        rows.append([_stamp(slot, style), *mains, *["No CT"] * (3 - len(legs)), *circuits])
    content = lines_of(rows).encode()

    table = pd.read_csv(io.BytesIO(content), na_values=["No CT"])
    mains = table[[f"{device}Mains_{leg} ({unit})" for leg in legs]].sum(axis=1)
    frame = frame_of(pd.to_datetime(table.iloc[:, 0], format="mixed", dayfirst=False), mains / hours, minutes, zone)
    name = f"emporia {unit} {legs} {minutes} min {style} {days}"
    file = f"1A2B3C-{device}{'15MIN' if minutes == 15 else f'{minutes}MIN'}.csv"
    # two cells are added, each rounded
    return sample(name, content, file, "emporia-vue", {}, frame, profile, decimals=decimals - 1)
