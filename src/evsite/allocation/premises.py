"""What has to be true for the numbers of the allocator to be what drivers get, and where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.model.site import Site

ENFORCED = (
    "a controller holds every power-sharing group to its limit, and lowers vehicles to their new ceilings before it "
    "raises others"
)
"""The premise of every guarantee, and of every proof that rests on the limit of a group: at any moment, and from one to
the next, since a ceiling that is raised first would be added to one that is not lowered yet."""

PROMISED = (
    "another rotation would give the least served vehicle more, and another one less than is guaranteed with every "
    "port in use"
)
"""Said where the guarantee of one port costs another that has little to lose."""


def control_notes(site: Site) -> tuple[str, ...]:
    """A note where ports are in no power-sharing group: what is shown for them is not limited."""
    loose = len(site.ports) - len(site.managed_ports())
    if not loose:
        return ()
    note = (
        f"{loose:,} of {len(site.ports):,} ports are in no power-sharing group: nothing enforces what is shown for them"
    )
    if loose < len(site.ports):
        note += ", and what the others are guaranteed counts them at their rating"
    return (note,)
