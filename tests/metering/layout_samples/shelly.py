"""Shelly energy meters: energy of each minute [Wh] by phase, seconds since 1970, and much that is no energy taken."""

import io

import pandas as pd

from layout_samples.base import lines_of, sample, slots

SHARES = {"": (1.0,), "ab": (0.6, 0.4), "abc": (0.5, 0.3, 0.2)}


def shelly(days="ordinary", zone="America/Los_Angeles", *, phases="ab", full=False, back=True):
    """A record with the given phases (none: a meter of one phase); with `back`, more is returned than is ever taken."""
    profile = slots(zone, days, 1, solar=False)
    legs = [f"{phase}_" for phase in phases] or [""]
    names = ["total_act_energy", "total_act_ret_energy", "max_act_power", "min_voltage", "max_voltage", "avg_voltage"]
    more = ["fund_act_energy", "lag_react_energy", "max_aprt_power", "max_current", "avg_current"]
    rows = [["timestamp", *(f"{leg}{name}" for leg in legs for name in (*names, *(more if full else ())))]]
    for slot in profile:
        row = [int(slot.start.timestamp())]
        for share in SHARES[phases]:
            wh = slot.kwh * 1000 * share
            given = 1000 if back and slot.wall.hour == 3 else 0
            row += [f"{wh:.4f}", given, f"{wh * 61:.1f}", 119, 121, 120]
            row += [f"{wh * 0.99:.4f}", "3.1000", f"{wh * 63:.1f}", "99.1", "98.7"] if full else []
        rows.append(row)
    content = lines_of(rows).encode()

    table = pd.read_csv(io.BytesIO(content))
    taken = table[[f"{leg}total_act_energy" for leg in legs]].sum(axis=1)
    starts = pd.to_datetime(table["timestamp"], unit="s", utc=True).dt.tz_convert(zone)
    frame = pd.DataFrame({"start": starts, "kw": taken / 1000 * 60, "minutes": 1})
    name = f"shelly {phases or 'one phase'}{' full' if full else ''} {days}"
    return sample(name, content, "emdata.csv", "shelly-em", {"timezone": zone}, frame, profile, decimals=6)
