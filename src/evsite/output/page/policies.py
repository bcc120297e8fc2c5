"""The policies side by side, with every port in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.allocation.policies import COMPARED, policy_named
from evsite.model.policy import POLICY_NAMES
from evsite.output.documents.html_parts import html_text
from evsite.output.page.parts import Section, figures, label, number, paragraph, table, words
from evsite.output.text.policies import longest_wait
from evsite.words import count, enumeration

if TYPE_CHECKING:
    from evsite.documents.site_page import SitePage


def policies(page: SitePage) -> Section | None:
    """What drivers get under each policy; None where nothing is shared."""
    site, found = page.loaded.site, page.policies
    if not site.groups or not found.outcomes[0].shares:
        return None
    columns = [
        label("policy", "policy"),
        figures("total", "total", "kW"),
        figures("least_a", "least", "A"),
        figures("least_kw", "least", "kW"),
        figures("waiting", "waiting"),
        words("wait", "longest wait"),
    ]
    used = [name for name in POLICY_NAMES if any(group.policy == name for group in site.groups.values())]
    rows = [
        (
            f"{policy_named(each.policy).title}{' (this design)' if each.policy in used else ''}",
            number(each.total_power_kw),
            number(each.least.current_a),
            number(each.least.power_kw),
            number(len(each.waiting), 0),
            longest_wait(each, found.slot_h),
        )
        for each in found.outcomes
    ]
    shared = enumeration([policy_named(name).title for name in used])
    body = paragraph(
        f"{count(len(found.outcomes[0].shares), 'vehicle')} at the fixed limits, each taking all that it can. "
        f"This design shares by: {shared}."
    )
    body += table("policies", "one moment under each policy", columns, rows)
    body += '<dl class="trade-offs">\n'
    for policy in COMPARED:
        body += f"<div><dt>{html_text(policy.title)}</dt><dd>{html_text(policy.trade_off)}</dd></div>\n"
    return Section("policies", "Policies side by side", body + "</dl>\n", short="Policies")
