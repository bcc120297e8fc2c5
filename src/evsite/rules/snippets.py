"""Site files that the examples of rules are cut from."""

from __future__ import annotations


def site(
    extra: str = "", *, nec: int = 2023, system: str = "208Y/120", rating: str = "800 A", site_keys: str = ""
) -> str:
    """A service U with a 400 A panel EV1, and what an example adds to it."""
    lines = f'[site]\nname = "Example"\nnec = {nec}\n{site_keys}'.rstrip()
    return (
        f'{lines}\n\n[supplies.U]\nkind = "service"\nrating = "{rating}"\nsystem = "{system}"\n\n'
        f'[panels.EV1]\nfed_from = "U"\nmain = "400 A"\nbus = "400 A"\n\n{extra.strip()}\n'
    )


def circuit(name: str = "C", breaker: str = "40 A", more: str = "") -> str:
    """A circuit, or a family of them with `count` in `more`."""
    return f'[circuits.{name}]\npanel = "EV1"\nbreaker = "{breaker}"\n{more}'.rstrip() + "\n\n"


def stations(current: str = "32 A", circuits: str = 'circuits = "C"', more: str = "") -> str:
    """Stations S without a model."""
    return f'[stations.S]\nports = 1\nmax_current = "{current}"\n{circuits}\n{more}'.rstrip() + "\n\n"


def group(name: str, keys: str) -> str:
    """A power-sharing group."""
    return f"[groups.{name}]\n{keys}".rstrip() + "\n\n"
