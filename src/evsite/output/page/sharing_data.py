"""The figures that the script of the page shows, as JSON within the page."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from evsite.network.titles import limited_by_title
from evsite.output.text.figures import duration, trimmed, volts
from evsite.output.text.names import positions, ranges
from evsite.words import amps, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.site import Site
    from evsite.studies.sharing_picture import ClassShare, PlacedShares, PortClass, SharingPicture

PLACEMENTS = ("worst", "balanced", "best")
PLACED = {
    "worst": "in the worst places",
    "balanced": "spread evenly",
    "best": "in the best places",
}
"""The placements, as the summary says them."""


def sharing_data(site: Site, picture: SharingPicture) -> dict[str, Any]:
    """Every figure that can be shown, rounded as it is shown: A and kW to hundredths, miles per hour to tenths.

    `rows` has, for each number of vehicles, by placement what the least vehicle gets and, by class, how many vehicles
    there are and their least and most; null for a class without any.
    """
    held: dict[str, int] = {}
    rows = [
        {
            "vehicles": row.vehicles,
            **{name: _placed(site, placed, held) for name, placed in zip(PLACEMENTS, row.placements, strict=True)},
        }
        for row in picture.rows
    ]
    return {"ports": picture.ports, "full_kw": full_kw(picture), "placed": PLACED, "held_by": list(held), "rows": rows}


def full_kw(picture: SharingPicture) -> float:
    """The most that any vehicle gets in the picture: the length of a full bar."""
    shares = (share for row in picture.rows for placed in row.placements for share in placed.shares)
    return round(max((share.most_kw for share in shares if share is not None), default=0.0), 2)


def _placed(site: Site, placed: PlacedShares, held: dict[str, int]) -> dict[str, Any]:
    result = placed.result
    words = printable(limited_by_title(site, result.limited_by))
    return {
        "a": round(result.current_a, 2),
        "kw": round(result.power_kw, 2),
        "mi": round(result.range_mi_per_h, 1),
        "total_kw": round(placed.total_kw, 1),
        "held": held.setdefault(words, len(held)),
        **_wait(result.longest_wait_h),
        "classes": [None if share is None else _share(site, share) for share in placed.shares],
    }


def _wait(wait_h: float | None) -> dict[str, str]:
    """The longest time without power of who takes turns."""
    return {"wait": duration(wait_h)} if wait_h and math.isfinite(wait_h) else {}


def _share(site: Site, share: ClassShare) -> list[float]:
    """How many vehicles; least A, kW, mi/h; and the most of each, where that is more."""
    miles = site.settings.miles_per_kwh
    least = [round(share.least_a, 2), round(share.least_kw, 2), round(share.least_kw * miles, 1)]
    most = [round(share.most_a, 2), round(share.most_kw, 2), round(share.most_kw * miles, 1)]
    return [share.in_use, *least, *([] if most == least else most)]


def class_words(site: Site, classes: tuple[PortClass, ...]) -> list[tuple[str, str]]:
    """What each class is called, and its ports: what they have in common is shown where it distinguishes them."""
    order = positions(site.ports)
    differ: list[str] = []
    for name in ("dc", "node", "phases", "max_a", "voltage_v", "group"):
        if _apart(classes, [*differ, name]) > _apart(classes, differ):
            differ.append(name)
    return [
        (
            " ".join(filter(None, (_word(name, getattr(each.common, name)) for name in differ))) or "all ports",
            ranges(each.ports, order),
        )
        for each in classes
    ]


def _apart(classes: tuple[PortClass, ...], fields: Sequence[str]) -> int:
    """How many classes differ in some of these fields."""
    return len({tuple(getattr(each.common, name) for name in fields) for each in classes})


def common_words(classes: tuple[PortClass, ...]) -> str:
    """What all ports have in common: "each up to 80 A at 208 V"."""
    currents, voltages = ({getattr(each.common, name) for each in classes} for name in ("max_a", "voltage_v"))
    if len(currents) != 1 or len(voltages) != 1:
        return ""
    (most_a,), (voltage_v,) = currents, voltages
    if most_a is None or voltage_v is None:
        return ""
    return f", each up to {amps(most_a, 2)} at {volts(voltage_v)}"


def _word(name: str, value: object) -> str:
    if name == "dc":
        return "DC" if value else "AC"
    if value is None:
        return "in no group" if name == "group" else ""
    if name == "phases":
        return f"phases {value}"
    if isinstance(value, float):
        return f"up to {trimmed(value, 2)} A" if name == "max_a" else f"at {trimmed(value, 1)} V"
    return printable(str(value))


def script_json(data: object) -> str:
    """JSON that stands in a script element as text: nothing in it ends the element or begins another."""
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    for letter in "<>&":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text
