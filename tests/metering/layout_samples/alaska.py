"""Quarter hours of Chugach Electric: no header, the multiplier of the meter in the last cell."""

import io

import pandas as pd

from layout_samples.base import frame_of, lines_of, sample, slots

ZONE = "America/Anchorage"


def chugach(days="ordinary", *, name="chugach", multiplier=1, between=(), meters=("00000000",)):
    """`between`: cells before the multiplier that say nothing of the load; `meters` take the same each."""
    profile = slots(ZONE, days, 15, solar=False)
    rows = [
        [meter, f"{slot.wall:%Y-%m-%d %H:%M:%S}", f"{slot.kwh / multiplier:.4f}", *between, str(multiplier)]
        for meter in meters
        for slot in profile
    ]
    content = lines_of(rows).encode()
    frame = pd.read_csv(io.BytesIO(content), header=None, dtype=str)
    frame = frame[frame[0] == meters[0]]
    kwh = frame[2].astype(float) * frame[frame.columns[-1]].astype(float)
    found = frame_of(pd.to_datetime(frame[1]), kwh * 4, 15, ZONE)
    return sample(name, content, "usage.csv", "chugach", {"timezone": ZONE}, found, profile, decimals=2)


def variants():
    return [
        chugach(name="chugach-multiplier", multiplier=40),
        chugach(name="chugach-five-cells", multiplier=2, between=("KWH",)),
        chugach(name="chugach-six-cells", multiplier=2, between=("KWH", "41210.5")),
    ]
