"""acnportal's schedulers on a site given as JSON; runs in an environment of its own and knows nothing of evsite."""

import cmath
import json
import math
import sys
import time
import warnings
from pathlib import Path
from types import SimpleNamespace

warnings.simplefilter("ignore")

import numpy as np
from acnportal.acnsim import ChargingNetwork
from acnportal.acnsim.interface import Interface, SessionInfo
from acnportal.acnsim.models import EVSE
from acnportal.acnsim.network import Current
from acnportal.algorithms import RoundRobin, SortedSchedulingAlgo, first_come_first_served


def network_of(given):
    """The charging network: one EVSE a port, one constraint a limit."""
    network = ChargingNetwork()
    names = [f"P{number}" for number in range(len(given["ceiling_a"]))]
    for name, ceiling, volts, angle in zip(names, given["ceiling_a"], given["volts"], given["angle"], strict=True):
        network.register_evse(EVSE(name, max_rate=ceiling, min_rate=0), volts, angle)
    for number, limit in enumerate(given["limits"]):
        parts = {}
        turned = None
        for port, real, imag in zip(limit["ports"], limit["re"], limit["im"], strict=True):
            # acnsim knows signed numbers on the angle of each EVSE; a common turn of the whole line changes nothing
            part = complex(real, imag) / cmath.rect(1, math.radians(given["angle"][port]))
            turned = part / abs(part) if turned is None else turned
            parts[names[port]] = (part / turned).real
        network.add_constraint(Current(parts), limit["limit"], f"L{number}")
    return network, names


def main():
    """Measure one job and print the answer as JSON."""
    job, path = sys.argv[1:]
    given = json.loads(Path(path).read_text())
    network, names = network_of(given)
    simulator = SimpleNamespace(network=network, iteration=0, period=5, pilot_signals=np.zeros((len(names), 1)))
    scheduler = (
        RoundRobin(first_come_first_served, continuous_inc=0.1)
        if job == "roundrobin"
        else SortedSchedulingAlgo(first_come_first_served)
    )
    scheduler.register_interface(Interface(simulator))
    calls, took, schedule = 0, 0.0, {}
    while took < 0.2:
        sessions = [
            SessionInfo(name, f"S{number}", 1000.0, 0.0, number, 100_000, current_time=number, max_rates=ceiling)
            for number, (name, ceiling) in enumerate(zip(names, given["ceiling_a"], strict=True))
        ]
        start = time.process_time()
        schedule = scheduler.schedule(sessions)
        calls, took = calls + 1, took + time.process_time() - start
    amps = [float(np.ravel(schedule.get(name, [0.0]))[0]) for name in names]
    json.dump({"seconds": took / calls, "amps": amps}, sys.stdout)


if __name__ == "__main__":
    main()
