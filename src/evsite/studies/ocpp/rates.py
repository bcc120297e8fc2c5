"""Amperes of a port as the limits of a message: in its unit, rounded down to tenths."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from evsite.rounding import whole

if TYPE_CHECKING:
    from evsite.model.site import Port
    from evsite.studies.ocpp.results import RateUnit

_W_PER_KW = 1000


def tenths_down(value: float) -> float:
    """The largest multiple of 0.1 that is not above a value from 0 up, one part in 1e9 aside.

    OCPP 1.6 takes multiples of 0.1 alone (SetChargingProfile.json, multipleOf). What is returned is the number nearest
    to the decimal one, so it is written with one decimal.
    """
    return float(Decimal(whole(value * 10)) / 10)


def phases_of(port: Port) -> int:
    """How many phases carry the current of a port: 3, or 1 for a port between two lines or a line and neutral.

    A station that is told nothing takes 3 (OCPP, numberPhases), and would count a US line-to-line port thrice.
    """
    return 3 if port.input_kw_per_a * _W_PER_KW > 1.5 * port.voltage_v else 1


def unit_for(port: Port, unit: RateUnit) -> RateUnit:
    """The unit of the limits of a port: W for DC, whatever is asked for."""
    return "W" if port.dc else unit


def w_per_a(port: Port) -> float:
    """Watts that stand for an ampere of a port: what is drawn, or what is delivered where that is less.

    A station of DC may count a limit on either side of its losses; the smaller number exceeds no limit on either.
    """
    return min(port.input_kw_per_a, port.output_kw_per_a) * _W_PER_KW


def rate_limit(port: Port, current_a: float, unit: RateUnit) -> float:
    """Amperes of a port as a limit of a message.

    Parameters
    ----------
    port
        The port.
    current_a
        The limit in each line conductor of its circuit [A].
    unit
        The unit of the limit.
    """
    return tenths_down(current_a if unit == "A" else current_a * w_per_a(port))
