"""A meter's record on the legs of the node that it was taken at."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from evsite.metering.note import Note
from evsite.model.record_length import RecordLength, length_of

if TYPE_CHECKING:
    from evsite.metering.series import IntervalSeries
    from evsite.metering.windows import Peak
    from evsite.model.systems import VoltageSystem


_ROOT3 = math.sqrt(3)
ASSUMED = (
    "kW without a power factor: amperes are calculated at 1.0, which is not the safe side; what they leave of a rating "
    "is not checked"
)
"""What is stated of a record in kW where a power factor was not given."""


class UnfitDataError(ValueError):
    """Raised when data does not go with where it is said to come from; the message says why."""


@dataclass(frozen=True)
class Measured:
    """A meter's record on the legs of a node.

    `by_leg` has, for every leg, the channel of the series that describes it and the amperes of one unit there.
    `by_channel` has the kVA of one unit of each channel. `power_factor` is what kW were divided by, None where the
    data has A or kVA; `assumed` marks one that was not given, `balanced` a total that was spread over several lines.
    """

    series: IntervalSeries
    by_leg: dict[str, tuple[str, float]]
    by_channel: dict[str, float]
    power_factor: float | None
    assumed: bool
    balanced: bool

    def line_a(self, values: dict[str, float]) -> dict[str, float]:
        """Amperes on each leg for one value of each channel; power that flows back counts as none."""
        return {leg: max(0.0, values[channel] * factor) for leg, (channel, factor) in self.by_leg.items()}

    def power_kva(self, values: dict[str, float]) -> float:
        """Apparent power in all, for one value of each channel."""
        return sum(max(0.0, values[channel]) * factor for channel, factor in self.by_channel.items())

    @cached_property
    def length(self) -> RecordLength:
        """How long the record is."""
        return length_of(self.series)

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """What there is to know about the record wherever it was taken: of its reading, its shape, and its lines."""
        from evsite.metering.note import Note
        from evsite.metering.shape import shape_notes

        found = [*self.series.notes, *shape_notes(self.series)]
        if self.assumed:
            found.append(Note("power-factor", "warning", ASSUMED))
        if self.balanced:
            year = self.length.basis == "year"
            message = "the data is a total, spread evenly here: the exception asks for the most loaded phase"
            found.append(Note("balance", "info" if year else "warning", message))
        if self.series.unit == "A" and list(self.series.channels) == [""] and len(self.by_leg) > 1:
            found.append(
                Note("one-current", "info", "one current for all lines: taken for that of the most loaded one")
            )
        return tuple(found)

    @cached_property
    def week(self) -> dict[int, tuple[dict[str, float], float]]:
        """The highest that was measured in each quarter of an hour of the week: amperes by leg, and kVA in all.

        By the minute at which the quarter begins; those in which nothing was ever measured are left out. Every leg has
        its own maximum, which need not have been at the same time as that of another one.
        """
        import numpy as np

        from evsite.metering.demand import quarter_hours

        quarters = quarter_hours(self.series)
        start = quarters.minute - quarters.minute % 15
        order = np.argsort(start, kind="stable")
        minutes, firsts = np.unique(start[order], return_index=True)
        power_kva = sum(np.maximum(0.0, quarters.channels[name]) * factor for name, factor in self.by_channel.items())

        def most(values: Any) -> list[float]:  # noqa: ANN401 - an array; NumPy is not imported here
            found: list[float] = np.maximum.reduceat(values[order], firsts).tolist()
            return found

        line_a = {
            leg: most(np.maximum(0.0, quarters.channels[channel] * factor))
            for leg, (channel, factor) in self.by_leg.items()
        }
        by_minute = zip(minutes.tolist(), zip(*line_a.values(), strict=True), most(power_kva), strict=True)
        return {minute: (dict(zip(line_a, amps, strict=True)), kva) for minute, amps, kva in by_minute}

    @cached_property
    def peaks(self) -> dict[str, Peak]:
        """The highest mean over a quarter of an hour of each channel, in the unit of the series, and its moment."""
        from evsite.metering.demand import peaks

        return peaks(self.series)

    @cached_property
    def peak_of_all(self) -> Peak:
        """The highest mean over a quarter of an hour of all channels together [kVA], and its moment."""
        from evsite.metering.demand import Peak, peak_of_sum

        if len(self.by_channel) == 1:
            ((channel, factor),) = self.by_channel.items()
            return Peak(self.peaks[channel].value * factor, self.peaks[channel].start_s)
        return peak_of_sum(self.series, self.by_channel)

    def peak_line_a(self) -> dict[str, float]:
        """The highest mean over a quarter of an hour on each leg [A], wherever in the record it was."""
        return self.line_a({channel: peak.value for channel, peak in self.peaks.items()})

    def peak_power_kva(self) -> float:
        """The highest mean over a quarter of an hour of all legs together [kVA]."""
        return max(0.0, self.peak_of_all.value)


def measured(series: IntervalSeries, system: VoltageSystem, connection: str, power_factor: float | None) -> Measured:
    """Bring a record onto the legs of a connection.

    Parameters
    ----------
    series
        What was measured.
    system
        The voltage system there.
    connection
        The conductors that were measured: "ABC", "AB", "AN".
    power_factor
        Turns kW into kVA; where it is missing 1.0 is assumed, which is not the safe side, and marked.

    Raises
    ------
    UnfitDataError
        The data is of other phases.
    """
    legs = [leg for leg in connection if leg != "N"]
    series = _without_idle(series, legs)
    channels = list(series.channels)
    by_phase = channels != [""]
    if by_phase and set(channels) != set(legs):
        message = f"the data is of phase {', '.join(channels)}, expected {', '.join(legs)}"
        raise UnfitDataError(message)
    factor = (power_factor or 1.0) if series.unit == "kW" else None
    assumed = series.unit == "kW" and power_factor is None
    if by_phase:
        volts = _to_centre_v(system)
        amps_per_unit = 1.0 if series.unit == "A" else 1000 / volts / (factor or 1.0)
        return Measured(
            series,
            {leg: (leg, amps_per_unit) for leg in legs},
            dict.fromkeys(legs, volts / 1000 if series.unit == "A" else 1 / (factor or 1.0)),
            factor,
            assumed,
            balanced=False,
        )
    kva_per_a = system.kva_per_a(connection)
    if series.unit == "A":
        return Measured(series, dict.fromkeys(legs, ("", 1.0)), {"": kva_per_a}, None, assumed=False, balanced=False)
    kva_per_unit = 1 / (factor or 1.0)
    by_leg = dict.fromkeys(legs, ("", kva_per_unit / kva_per_a))
    return Measured(series, by_leg, {"": kva_per_unit}, factor, assumed, balanced=len(legs) > 2)


def _without_idle(series: IntervalSeries, legs: list[str]) -> IntervalSeries:
    """The record without phases that are not there and have nothing but zeros: inputs of a meter that are not used."""
    idle = [channel for channel in series.channels if channel and channel not in legs]
    if not idle or any(series.channels[channel].any() for channel in idle):
        return series
    names = ", ".join(idle)
    note = Note("columns", "info", f"phase {names} has nothing but zeros and is not there: left aside")
    kept = {channel: values for channel, values in series.channels.items() if channel not in idle}
    return replace(series, channels=kept, notes=(*series.notes, note))


def _to_centre_v(system: VoltageSystem) -> float:
    """Voltage from a leg to the neutral, or to the centre of a system without one [V]."""
    if system.to_neutral_v is not None and not system.delta:
        return system.to_neutral_v
    return system.line_v / (_ROOT3 if system.three_phase else 2)
