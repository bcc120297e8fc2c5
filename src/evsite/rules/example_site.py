"""The usual site that examples of rules stand on."""

from __future__ import annotations

SHUTOFF = 'emergency_shutoff_distance = "50 ft"\nemergency_shutoff_in_sight = true'
"""The emergency shutoff that the 2026 edition asks for."""
FEEDER = 'conductor = { size = "600 kcmil", terminal = "75 °C", length = "50 ft", egc = "1 AWG" }'
"""Conductors that do for the feeder of the panel."""

ONE_STATION = """
[circuits.C]
panel = "EV1"
breaker = "40 A"

[stations.S]
ports = 1
max_current = "32 A"
circuits = "C"
"""
"""Tables of an example: one station on a circuit."""
SHARED_CIRCUIT = """
[circuits.C]
panel = "EV1"
breaker = "100 A"

[stations.S]
ports = 1
max_current = "80 A"
circuit = "C"
count = 5
disconnect = true

[groups.C]
on = "C"
policy = "equal"
limit = "80 A"
"""
"""Tables of an example: five ports share one circuit."""
TWENTY_CIRCUITS = """
[circuits.C]
panel = "EV1"
breaker = "100 A"
count = 20

[stations.S]
ports = 1
max_current = "80 A"
circuits = "C"
count = 20
disconnect = true

[groups.EV1]
on = "EV1"
limit = "320 A"
"""
"""Tables of an example: twenty stations share a panel, each on a circuit of its own."""


def site(
    tables: str,
    *,
    nec: int = 2023,
    system: str = "208Y/120",
    rating: str = "800 A",
    site_keys: str = "",
    panel_keys: str = "",
) -> str:
    """A site file: a service U, a 400 A panel EV1 on it, and the tables that an example adds.

    `site_keys` and `panel_keys` are lines of TOML for the tables `[site]` and `[panels.EV1]`.
    """
    head = f'[site]\nname = "Example"\nnec = {nec}\n{site_keys}'.rstrip()
    supply = f'[supplies.U]\nkind = "service"\nrating = "{rating}"\nsystem = "{system}"'
    panel = f'[panels.EV1]\nfed_from = "U"\nmain = "400 A"\nbus = "400 A"\n{panel_keys}'.rstrip()
    return f"{head}\n\n{supply}\n\n{panel}\n\n{tables.strip()}\n"
