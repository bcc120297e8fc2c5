"""A charge point, as a process: keeps the profiles that it is sent, tells what it makes of them, and goes on offline.

Its only argument is a JSON object: the address of the central system, the version, the instant that its clock shows,
its time zone, and what it is to tell once the connection is gone (connector, instant, seconds offline).
"""

import asyncio
import json
import sys
from contextlib import suppress

import websockets
from ocpp.charge_point import snake_to_camel_case
from ocpp.routing import on
from ocpp.v16 import ChargePoint as ChargePoint16
from ocpp.v16 import call_result as result16
from ocpp.v21 import ChargePoint as ChargePoint21
from ocpp.v21 import call_result as result21
from ocpp.v201 import ChargePoint as ChargePoint201
from ocpp.v201 import call_result as result201
from stack_rules import Book, instant

LEASE_S = 60


def plain(profile):
    """A profile in the keys of the messages; the library reads numbers of OCPP 1.6 as exact decimals."""
    return json.loads(json.dumps(snake_to_camel_case(profile), default=float))


class Point16(ChargePoint16):
    @on("SetChargingProfile")
    def install(self, connector_id, cs_charging_profiles):
        self.book.install({"connectorId": connector_id, "csChargingProfiles": plain(cs_charging_profiles)})
        return result16.SetChargingProfile("Accepted")

    @on("GetCompositeSchedule")
    def tell(self, connector_id, duration, **_):
        schedule = {"charging_rate_unit": "A", "charging_schedule_period": self.periods(connector_id, duration)}
        return result16.GetCompositeSchedule("Accepted", connector_id, self.now.isoformat(), schedule)

    def periods(self, connector, duration_s):
        found = self.book.composite(connector, self.now, duration_s)
        return [{"start_period": second, "limit": limit} for second, limit in found]


class Point201(ChargePoint201):
    periods = Point16.periods
    results = result201

    @on("SetChargingProfile")
    def install(self, evse_id, charging_profile):
        self.book.install({"evseId": evse_id, "chargingProfile": plain(charging_profile)})
        return self.results.SetChargingProfile("Accepted")

    @on("GetCompositeSchedule")
    def tell(self, duration, evse_id, **_):
        schedule = {
            "evse_id": evse_id,
            "duration": duration,
            "schedule_start": self.now.isoformat(),
            "charging_rate_unit": "A",
            "charging_schedule_period": self.periods(evse_id, duration),
        }
        return self.results.GetCompositeSchedule("Accepted", schedule=schedule)


class Point21(ChargePoint21):
    periods, install, tell = Point16.periods, Point201.install, Point201.tell
    results = result21


POINTS = {"1.6": Point16, "2.0.1": Point201, "2.1": Point21}


async def main():
    task = json.loads(sys.argv[1])
    async with asyncio.timeout(LEASE_S):
        async with websockets.connect(task["address"], subprotocols=[f"ocpp{task['version']}"]) as connection:
            point = POINTS[task["version"]]("CP", connection)
            point.book, point.now = Book(task["zone"]), instant(task["now"])
            with suppress(websockets.ConnectionClosed):
                await point.start()
    told = []
    for connector, at, offline_s in task["offline"]:
        told.append(point.book.limit(connector, instant(at), offline_s=offline_s))
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    asyncio.run(main())
