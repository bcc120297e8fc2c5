"""What acnportal 0.3.3 makes of the JSON of a network: its EVSEs, its constraint currents, what it holds feasible.

Written after `ChargingNetwork.constraint_current` and `acnsim/models/evse.py` alone, without acnportal and without any
code of evsite.
"""

import cmath
import json
import math


class Network:
    """A network as it is read from a document."""

    def __init__(self, text):
        document = json.loads(text)
        objects = document["context_dict"]
        own = objects[document["id"]]["attributes"]
        assert own["_station_ids_dict"] == {name: place for place, name in enumerate(own["_EVSEs"])}
        self.evses = {name: objects[number] for name, number in own["_EVSEs"].items()}
        self.names = list(self.evses)
        self.volts, self.angles = own["_voltages"], own["_phase_angles"]
        self.matrix = own["constraint_matrix"] or []
        self.limits = dict(zip(own["constraint_index"], own["magnitudes"], strict=True))
        self.own = own

    def currents(self, amps):
        """The magnitude under each constraint [in its unit] of currents by EVSE."""
        phasors = [amps.get(name, 0.0) * cmath.rect(1, math.radians(angle))
                   for name, angle in zip(self.names, self.angles, strict=True)]  # fmt: skip
        return {
            name: abs(sum(weight * phasor for weight, phasor in zip(row, phasors, strict=True)))
            for name, row in zip(self.limits, self.matrix, strict=True)
        }

    def fullest(self, amps):
        """The greatest part of a limit that is used."""
        return max((load / self.limits[name] for name, load in self.currents(amps).items()), default=0.0)

    def takes(self, name, amps):
        """Whether an EVSE can be told a current."""
        kind = self.evses[name]["class"].rpartition(".")[2]
        own = self.evses[name]["attributes"]
        if kind == "FiniteRatesEVSE":
            return min(abs(amps - each) for each in own["allowable_rates"]) < 1e-3
        least = own["_deadband_end"] if kind == "DeadbandEVSE" else own["_min_rate"]
        return (kind == "DeadbandEVSE" and abs(amps) < 1e-3) or least - 1e-3 <= amps <= own["_max_rate"] + 1e-3
