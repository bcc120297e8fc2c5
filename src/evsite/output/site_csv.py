"""Figures of a site as plain tables of CSV: limits, ports, shares and guarantees, with units in the titles."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from evsite.model.spreadsheet import guarded
from evsite.network.titles import limit_title
from evsite.output.json.writer import number
from evsite.words import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from evsite.allocation.result import Allocation
    from evsite.model.limit_id import LimitedBy, LimitId
    from evsite.model.site import Site
    from evsite.proofs.guarantee import Guarantee

SiteTable = Literal["limits", "ports", "shares", "guarantees"]
SITE_TABLES: tuple[SiteTable, ...] = get_args(SiteTable)
_Value: TypeAlias = "str | float | bool | None"


def limits_csv(site: Site, allocation: Allocation) -> Iterator[str]:
    """Every limit of a site, with the load of a moment.

    Parameters
    ----------
    site
        The site.
    allocation
        Who gets what at that moment.
    """
    power = ("load_a", "limit_a", "load_kw", "limit_kw", "load_kva", "limit_kva")
    yield from _csv(
        ["limit", "kind", "owner", "side", "leg", *power],
        (
            [limit_title(site, use.limit), *_limit(use.limit), *(getattr(use, name) for name in power)]
            for use in allocation.limits
        ),
    )


def ports_csv(site: Site, fallback_a: Mapping[str, float]) -> Iterator[str]:
    """Every port of a site: where it is connected, what it is built for and set to.

    Parameters
    ----------
    site
        The site.
    fallback_a
        What each port draws when it cannot be reached [A].
    """
    groups: dict[str, list[str]] = {}
    for group in site.groups.values():
        for name in group.ports:
            groups.setdefault(name, []).append(group.name)
    yield from _csv(
        [
            "port",
            "station",
            "connector",
            "circuit",
            "phases",
            "groups",
            "dc",
            "voltage_v",
            "rated_a",
            "max_a",
            "min_a",
            "fallback_a",
            "input_kva_per_a",
            "output_kw_per_a",
        ],
        (
            [
                name,
                port.station,
                port.index,
                port.circuit,
                port.connection,
                "; ".join(groups.get(name, [])),
                port.dc,
                port.voltage_v,
                port.rated_a,
                port.max_a,
                port.min_a,
                fallback_a[name] if name in groups else None,
                port.input_kw_per_a,
                port.output_kw_per_a,
            ]
            for name, port in site.ports.items()
        ),
    )


def shares_csv(site: Site, allocation: Allocation) -> Iterator[str]:
    """What each port gets at one moment.

    Parameters
    ----------
    site
        The site.
    allocation
        Who gets what at that moment.
    """
    figures = (
        *("current_a", "power_kw", "range_mi_per_h", "average_current_a", "average_power_kw"),
        *("average_range_mi_per_h", "longest_wait_h"),
    )
    yield from _csv(
        ["port", "state", *figures, "limited_by", "limit"],
        (
            [
                share.port,
                share.state,
                *(getattr(share, name) for name in figures),
                *_limited_by(site, share.limited_by),
            ]
            for share in allocation.shares
        ),
    )


def guarantees_csv(site: Site, found: Mapping[str, Guarantee]) -> Iterator[str]:
    """What each port in a group gets at least.

    Parameters
    ----------
    site
        The site.
    found
        The guarantees by port.
    """
    yield from _csv(
        ["port", "current_a", "power_kw", "with_offline_current_a", "least_found_a", "exact", "limited_by", "limit"],
        (
            [
                name,
                one.current_a,
                one.current_a * site.ports[name].output_kw_per_a,
                one.with_offline_current_a,
                one.least_found_a,
                one.exact,
                *_limited_by(site, one.limit),
            ]
            for name, one in found.items()
        ),
    )


def _limited_by(site: Site, found: LimitedBy) -> tuple[str, str | None]:
    return found.kind, None if found.limit is None else limit_title(site, found.limit)


def _limit(limit: LimitId) -> tuple[str, str, str | None, str | None]:
    return limit.kind, limit.owner, limit.side, limit.leg


def _csv(titles: Sequence[str], rows: Iterable[Sequence[_Value]]) -> Iterator[str]:
    for row in (titles, *rows):
        stream = io.StringIO()
        csv.writer(stream, lineterminator="\n").writerow(map(_field, row))
        yield stream.getvalue()


def _field(value: _Value) -> str | float | None:
    """A cell: texts guarded, numbers as JSON documents have them, nothing for None."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return guarded(printable(value))
    return number(value) if isinstance(value, float) else value
