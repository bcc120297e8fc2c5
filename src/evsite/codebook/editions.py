"""Which section of which edition: the NEC moves its rules about."""

from __future__ import annotations

from functools import cache

from evsite.codebook.tables import rows

EDITIONS = (2017, 2020, 2023, 2026)


@cache
def _by_key() -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in rows("nec_sections")}


def topics() -> tuple[str, ...]:
    """Every topic that `section` knows."""
    return tuple(_by_key())


def section(topic: str, edition: int) -> str | None:
    """Where a topic stands in an edition ("625.42(A)"); None where that edition has nothing on it.

    Raises
    ------
    KeyError
        For a topic or an edition that is not in the map.
    """
    return _by_key()[topic][f"nec_{edition}"] or None


def confidence(topic: str) -> str:
    """How sure the section numbers of a topic are: "seen", or which of them are from knowledge."""
    return _by_key()[topic]["confidence"]


def cite(topics: tuple[str, ...], edition: int) -> str:
    """The sections of several topics as a source: "NEC 2023 625.41, 215.3"; empty where there are none."""
    found = dict.fromkeys(text for topic in topics if (text := section(topic, edition)))
    return f"NEC {edition} {', '.join(found)}" if found else ""
