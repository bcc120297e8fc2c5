"""Labels that the NEC asks for at charging sites: text, place, size and section, edition by edition."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import tomli

from evsite.codebook.editions import cite

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILE = Path(__file__).resolve().parent.parent / "data" / "labels.toml"
LARGE_SERVICE_A = {2017: 1200.0, 2020: 1200.0, 2023: 1000.0, 2026: 0.0}
"""From which rating on equipment has an arc flash label of its own (110.16(B)) [A]; 2026 has no threshold."""
FEEDERS_TOO = 2023
"""From this edition on that holds for equipment that feeders supply too."""


@dataclass(frozen=True, slots=True)
class Label:
    """What one edition asks of a label; `text` has values of a site in braces."""

    id: str
    title: str
    editions: tuple[int, ...]
    topic: str
    text: str
    place: str
    mark: Literal["seen", "from knowledge"]
    source: str
    text_dwelling: str = ""
    """The text at one- and two-family dwellings, where it is another."""
    dwellings: bool = True
    """Whether one- and two-family dwellings need it."""
    size: str = ""
    """Its size, or that of its letters; empty where no source gives one."""
    by: Literal["installer", "maker"] = "installer"
    otherwise: str = ""
    """What it rests on in editions that have no section on it."""

    def cited(self, edition: int) -> str:
        """The section that asks for it: "NEC 2023 110.24(A)"."""
        return cite((self.topic,), edition) or self.otherwise


@cache
def labels(edition: int) -> Mapping[str, Label]:
    """The labels of an edition by their id, in the order of the file."""
    return {label.id: label for label in all_labels() if edition in label.editions}


@cache
def all_labels() -> tuple[Label, ...]:
    """Every entry of the file."""
    with _FILE.open("rb") as file:
        entries = tomli.load(file)["label"]
    return tuple(Label(**{**entry, "editions": tuple(entry["editions"])}) for entry in entries)
