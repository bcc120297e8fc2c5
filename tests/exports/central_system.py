"""A central system, as a process: sends messages to the one charge point that comes, asks what it makes of them, ends.

Its only argument is a JSON object (version, messages, questions); it prints its port as soon as it listens, and then
what the charge point told.
"""

import asyncio
import json
import sys

import websockets
from ocpp.v16 import ChargePoint as ChargePoint16
from ocpp.v16 import call as call16
from ocpp.v21 import ChargePoint as ChargePoint21
from ocpp.v21 import call as call21
from ocpp.v201 import ChargePoint as ChargePoint201
from ocpp.v201 import call as call201

POINTS = {"1.6": (ChargePoint16, call16), "2.0.1": (ChargePoint201, call201), "2.1": (ChargePoint21, call21)}

LEASE_S = 60
"""Nobody waits longer for anything."""


async def talk(connection, task):
    first = task["version"] == "1.6"
    kind, calls = POINTS[task["version"]]
    point = kind("CP", connection)
    listening = asyncio.ensure_future(point.start())
    statuses, schedules = [], []
    for message in task["messages"]:
        if first:
            request = call16.SetChargingProfile(message["connectorId"], message["csChargingProfiles"])
        else:
            request = calls.SetChargingProfile(evse_id=message["evseId"], charging_profile=message["chargingProfile"])
        statuses.append((await point.call(request)).status)
    for connector, duration_s in task["questions"]:
        if first:
            request = call16.GetCompositeSchedule(connector, duration_s)
        else:
            request = calls.GetCompositeSchedule(duration=duration_s, evse_id=connector)
        answer = await point.call(request)
        periods = answer.charging_schedule if first else answer.schedule
        schedules.append([[each["start_period"], each["limit"]] for each in periods["charging_schedule_period"]])
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    return {"statuses": statuses, "schedules": schedules}


def tell(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def main():
    task = json.loads(sys.argv[1])
    told = asyncio.get_running_loop().create_future()

    async def connected(connection):
        try:
            told.set_result(await talk(connection, task))
        except Exception as error:
            told.set_exception(error)

    async with (
        asyncio.timeout(LEASE_S),
        websockets.serve(connected, "127.0.0.1", 0, subprotocols=[f"ocpp{task['version']}"]) as server,
    ):
        tell(str(server.sockets[0].getsockname()[1]))
        result = await told
    tell(json.dumps(result, default=float))  # numbers of OCPP 1.6 are read as exact decimals


if __name__ == "__main__":
    asyncio.run(main())
