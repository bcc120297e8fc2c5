"""Site files for tests of rules, built from their parts."""

from __future__ import annotations


def site(
    tables: str,
    *,
    nec: int = 2023,
    system: str = "208Y/120",
    rating: str = "800 A",
    site_keys: str = "",
    panel_keys: str = "",
) -> str:
    """A site file: a service U, a 400 A panel EV1 on it, and the tables of a test.

    `site_keys` and `panel_keys` are lines of TOML for the tables `[site]` and `[panels.EV1]`.
    """
    head = f'[site]\nname = "Example"\nnec = {nec}\n{site_keys}'.rstrip()
    supply = f'[supplies.U]\nkind = "service"\nrating = "{rating}"\nsystem = "{system}"'
    panel = f'[panels.EV1]\nfed_from = "U"\nmain = "400 A"\nbus = "400 A"\n{panel_keys}'.rstrip()
    return f"{head}\n\n{supply}\n\n{panel}\n\n{tables.strip()}\n"


def circuit(name: str = "C", breaker: str = "40 A", more: str = "") -> str:
    """A circuit, or a family of them with `count` in `more`."""
    return f'[circuits.{name}]\npanel = "EV1"\nbreaker = "{breaker}"\n{more}'.rstrip() + "\n\n"


def stations(current: str = "32 A", circuits: str = 'circuits = "C"', more: str = "") -> str:
    """Stations S without a model."""
    return f'[stations.S]\nports = 1\nmax_current = "{current}"\n{circuits}\n{more}'.rstrip() + "\n\n"


def group(name: str, keys: str) -> str:
    """A power-sharing group."""
    return f"[groups.{name}]\n{keys}".rstrip() + "\n\n"


def modelled(model: str, more: str = 'circuits = "C"') -> str:
    """A station of the catalogue."""
    return f'[stations.S]\nmodel = "{model}"\n{more}\n'


def shared(
    ports: int, limit: str = "80 A", *, policy: str = "equal", site_keys: str = "", system: str = "208Y/120"
) -> str:
    """A circuit of 100 A that so many 80 A ports share."""
    return site(
        circuit(breaker="100 A")
        + stations("80 A", 'circuit = "C"', f"count = {ports}\ndisconnect = true")
        + group("C", f'on = "C"\npolicy = "{policy}"\nlimit = "{limit}"'),
        site_keys=site_keys,
        system=system,
    )


def express(more: str = 'circuits = "C"', model: str = "cpe250", *, extra: str = "", site_keys: str = "") -> str:
    """A site with two DC stations on circuits of their own."""
    text = circuit(breaker="100 A", more="count = 2\npoles = 3") + modelled(model, f"count = 2\n{more}")
    return site(text + extra, system="480Y/277", site_keys=site_keys)


def with_conductors(
    circuit: str = 'size = "3 AWG", terminal = "75 °C", length = "60 ft", egc = "8 AWG"',
    feeder: str = 'size = "600 kcmil", terminal = "75 °C", length = "50 ft", egc = "1 AWG"',
    *,
    breaker: str = "100 A",
    current: str = "80 A",
    supply: str = 'kind = "service"\nrating = "800 A"',
    system: str = "208Y/120",
    more: str = "",
) -> str:
    """A site with one circuit on a 400 A panel, and conductors for both."""
    return (
        f'[site]\nname = "Example"\nnec = 2023\n\n[supplies.U]\n{supply}\nsystem = "{system}"\n\n'
        f'[panels.EV1]\nfed_from = "U"\nmain = "400 A"\nbus = "400 A"\nconductor = {{ {feeder} }}\n\n'
        f'[circuits.C]\npanel = "EV1"\nbreaker = "{breaker}"\nconductor = {{ {circuit} }}\n{more}\n'
        f'[stations.S]\nports = 1\nmax_current = "{current}"\ncircuits = "C"\n'
    )
