"""Sessions at a site given as JSON, played by acnportal's simulator, first come first served, in steps of 5 min.

Runs in an environment of its own and knows nothing of evsite. Batteries take whatever the port gives until the wanted
energy is there, as acnportal's `Battery` does.
"""

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from acnportal.acnsim import EventQueue, Simulator
from acnportal.acnsim.events import PluginEvent
from acnportal.acnsim.models import EV, Battery
from acnportal.algorithms import SortedSchedulingAlgo
from acnsim import network_of

PERIOD_MIN = 5


def in_order(sessions, _interface):
    """Who came first is served first; of those who came at once, who stands first in the file."""
    return sorted(sessions, key=lambda session: (session.arrival, int(session.session_id)))


def main():
    """Play all sessions and print what each got as JSON."""
    given = json.loads(Path(sys.argv[1]).read_text())
    network, names = network_of(given)
    events = EventQueue()
    for number, (port, arrive, leave, wanted_kwh) in enumerate(given["sessions"]):
        battery = Battery(wanted_kwh, 0.0, 1000.0)
        vehicle = EV(arrive, leave, wanted_kwh, names[port], str(number), battery)
        events.add_event(PluginEvent(arrive, vehicle))
    scheduler = SortedSchedulingAlgo(in_order)
    simulator = Simulator(
        network, scheduler, events, datetime(2019, 6, 1, tzinfo=UTC), period=PERIOD_MIN, verbose=False
    )
    start = time.process_time()
    simulator.run()
    took = time.process_time() - start
    rates = simulator.charging_rates
    fullest = np.abs(network.constraint_current(rates)) / network.magnitudes[:, None]
    power_kw = np.array(given["volts"]) @ rates / 1000
    vehicles = [simulator.ev_history[str(number)] for number in range(len(given["sessions"]))]
    answer = {
        "seconds": took,
        "energy_kwh": [float(vehicle.energy_delivered) for vehicle in vehicles],
        "full": [bool(vehicle.fully_charged) for vehicle in vehicles],
        "peak_kw": float(power_kw.max()),
        "fullest": float(fullest.max()),
    }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
