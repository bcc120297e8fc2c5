"""Result types as JSON: every field under its own name, every limit with its title, the one serializer of evsite."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from evsite.model.limit_id import LimitedBy, LimitId
from evsite.model.one_of import is_one_of
from evsite.network.titles import limit_title
from evsite.output.json.writer import number

if TYPE_CHECKING:
    from collections.abc import Hashable

    from evsite.model.site import Site


LIMIT_KEYS = ("kind", "owner", "side", "leg", "title")
"""How a limit is shown."""


def as_json(value: Any, site: Site | None = None) -> Any:  # noqa: ANN401 - what JSON can hold
    """A result as what JSON can hold: dataclasses as objects, sequences as arrays, numbers with twelve digits.

    Parameters
    ----------
    value
        A dataclass, a sequence, a mapping with texts for keys, a limit, a date, or what JSON holds as it is.
    site
        The site that limits are of; it gives them their titles.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return number(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, LimitId):
        assert site is not None
        return limit_json(value, site)
    if isinstance(value, LimitedBy):
        return {"kind": value.kind, "limit": as_json(value.limit, site)}
    if isinstance(value, Mapping):
        return {key: as_json(each, site) for key, each in value.items()}
    if isinstance(value, Sequence):
        # names are many: the ports of a placement
        return list(value) if len(value) and type(value[0]) is str else [as_json(each, site) for each in value]
    return {
        key: as_json(each, site)
        for name, key, one_of in _fields(cast("Hashable", type(value)))
        if (each := getattr(value, name)) is not None or not one_of
    }


def document_json(document: object, site: Site | None = None) -> dict[str, Any]:
    """A document as what JSON can hold; see `as_json`."""
    return cast("dict[str, Any]", as_json(document, site))


def limit_json(limit: LimitId, site: Site) -> dict[str, Any]:
    """A limit: what distinguishes it from others, and its title."""
    values = (limit.kind, limit.owner, limit.side, limit.leg, limit_title(site, limit))
    return dict(zip(LIMIT_KEYS, values, strict=True))


def key_of(name: str) -> str:
    """The key of a field: its name, without what keeps a name from being a word of Python (`from_`)."""
    return name.removesuffix("_")


@cache
def _fields(kind: Any) -> tuple[tuple[str, str, bool], ...]:  # noqa: ANN401 - a class of dataclass
    """The fields of a dataclass: name, key, and whether it is left out where it is None."""
    return tuple((field.name, key_of(field.name), is_one_of(field)) for field in fields(kind))
