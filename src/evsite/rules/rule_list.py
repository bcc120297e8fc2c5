"""The list of all rules: a new one is entered here, by its code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import FORMER_RULES
from evsite.rules.as_built.differences import DIFFERENCES
from evsite.rules.as_built.identity_rules import IDENTITY_RULES
from evsite.rules.as_built.record import RECORD_RULES
from evsite.rules.conductors.conductor_ampacity import RULE as EV202
from evsite.rules.conductors.conductor_protection import RULE as EV201
from evsite.rules.conductors.equipment_ground import RULE as EV206
from evsite.rules.conductors.feeder_tap import RULE as EV215
from evsite.rules.conductors.long_secondary_conductors import RULE as EV209
from evsite.rules.conductors.neutral_conductor import RULE as EV208
from evsite.rules.conductors.parallel_conductors import RULE as EV205
from evsite.rules.conductors.raceway_fill import RULE as EV212
from evsite.rules.conductors.small_conductor import RULE as EV204
from evsite.rules.conductors.terminals_assumed import RULE as EV203
from evsite.rules.conductors.voltage_drop import RULE as EV207
from evsite.rules.declarations import DECLARATIONS
from evsite.rules.disconnects.disconnect import RULE as EV302
from evsite.rules.disconnects.emergency_shutoff import RULE as EV303
from evsite.rules.disconnects.several_outlets_on_branch_circuit import RULE as EV301
from evsite.rules.ignores.expired_ignore import RULE as EV902
from evsite.rules.ignores.impossible_ignore import RULE as EV903
from evsite.rules.ignores.unused_ignore import RULE as EV901
from evsite.rules.jurisdictions.local_capacity import RULE as EV509
from evsite.rules.jurisdictions.local_circuit import RULE as EV506
from evsite.rules.jurisdictions.local_exempt_spaces import RULE as EV507
from evsite.rules.jurisdictions.local_minimum_current import RULE as EV503
from evsite.rules.jurisdictions.local_minimum_energy import RULE as EV504
from evsite.rules.jurisdictions.local_minimum_power import RULE as EV502
from evsite.rules.jurisdictions.local_not_checked import RULE as EV508
from evsite.rules.jurisdictions.local_single_vehicle import RULE as EV505
from evsite.rules.jurisdictions.unknown_profile import RULE as EV501
from evsite.rules.loads.doubtful_record import RULE as EV132
from evsite.rules.loads.dwelling_load import RULE as EV133
from evsite.rules.loads.evse_load_value import RULE as EV121
from evsite.rules.loads.existing_without_load import RULE as EV134
from evsite.rules.loads.least_operating_load import RULE as EV123
from evsite.rules.loads.metered_load import RULE as EV120
from evsite.rules.loads.unfit_record import RULE as EV131
from evsite.rules.overcurrent.branch_continuous_load import RULE as EV101
from evsite.rules.overcurrent.feeder_continuous_load import RULE as EV102
from evsite.rules.overcurrent.full_rated_assembly import RULE as EV113
from evsite.rules.overcurrent.needs_group import RULE as EV403
from evsite.rules.overcurrent.ports_outside_group import RULE as EV404
from evsite.rules.overcurrent.service_continuous_load import RULE as EV103
from evsite.rules.panelboards.main_above_bus import RULE as EV108
from evsite.rules.panelboards.nonstandard_rating import RULE as EV106
from evsite.rules.panelboards.panel_bus_load import RULE as EV104
from evsite.rules.panelboards.panel_spaces import RULE as EV107
from evsite.rules.panelboards.panel_without_protection import RULE as EV109
from evsite.rules.panelboards.working_space import RULE as EV310
from evsite.rules.products.add_on_needed import RULE as EV621
from evsite.rules.products.group_splits_pair import RULE as EV614
from evsite.rules.products.hazardous_location import RULE as EV632
from evsite.rules.products.jumper_not_available import RULE as EV610
from evsite.rules.products.less_than_a_module import RULE as EV615
from evsite.rules.products.maker_wire import RULE as EV630
from evsite.rules.products.name_characters import RULE as EV633
from evsite.rules.products.operating_temperature import RULE as EV631
from evsite.rules.products.pair_not_alike import RULE as EV612
from evsite.rules.products.plan_lacks_feature import RULE as EV620
from evsite.rules.products.power_select_not_available import RULE as EV611
from evsite.rules.products.sharing_not_stated import RULE as EV613
from evsite.rules.products.unconfirmed_catalog_values import RULE as EV601
from evsite.rules.setpoints.fallback_above_limit import RULE as EV409
from evsite.rules.setpoints.fallback_below_6_a import RULE as EV413
from evsite.rules.setpoints.group_limit_above_equipment import RULE as EV401
from evsite.rules.setpoints.group_limit_above_parent import RULE as EV402
from evsite.rules.setpoints.minimum_above_rating import RULE as EV423
from evsite.rules.setpoints.poor_connectivity import RULE as EV422
from evsite.rules.setpoints.varying_load_without_meter import RULE as EV414
from evsite.rules.sharing.conflicting_policies import RULE as EV415
from evsite.rules.sharing.dwell import RULE as EV412
from evsite.rules.sharing.no_floor_first_come import RULE as EV408
from evsite.rules.sharing.oversubscription import RULE as EV410
from evsite.rules.sharing.oversubscription_chart import RULE as EV411
from evsite.rules.sharing.room_for_more_ports import RULE as EV424
from evsite.rules.sharing.share_below_1_5_kw import RULE as EV421
from evsite.rules.sharing.share_below_6_a import RULE as EV405
from evsite.rules.sharing.share_below_8_a import RULE as EV406
from evsite.rules.sharing.share_below_minimum_power import RULE as EV407
from evsite.rules.sharing.share_lost_to_steps import RULE as EV425
from evsite.rules.sharing.travelling_drivers import RULE as EV420
from evsite.rules.stations.adjusted_rating_not_in_edition import RULE as EV314
from evsite.rules.stations.breaker_above_listing import RULE as EV110
from evsite.rules.stations.breaker_oversized import RULE as EV112
from evsite.rules.stations.cable_too_long import RULE as EV307
from evsite.rules.stations.coupler_height import RULE as EV318
from evsite.rules.stations.gfci_breaker_on_hardwired import RULE as EV317
from evsite.rules.stations.outdoor_outlet_without_gfci import RULE as EV320
from evsite.rules.stations.plug_too_small import RULE as EV304
from evsite.rules.stations.receptacle_for_charging import RULE as EV316
from evsite.rules.stations.receptacle_without_gfci import RULE as EV305
from evsite.rules.stations.setting_not_offered import RULE as EV111
from evsite.rules.stations.ventilation import RULE as EV319
from evsite.rules.supplies.arc_energy import RULE as EV118
from evsite.rules.supplies.ground_fault_protection import RULE as EV117
from evsite.rules.supplies.interrupting_rating import RULE as EV116
from evsite.rules.supplies.service_too_small import RULE as EV119
from evsite.rules.supplies.transformer_device_load import RULE as EV127
from evsite.rules.supplies.transformer_load import RULE as EV105
from evsite.rules.supplies.transformer_overcurrent import RULE as EV114
from evsite.rules.supplies.transformer_primary_load import RULE as EV122
from evsite.sitefile.problems import PROBLEMS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.rules.rule import Rule

_IN_FILES: tuple[Rule, ...] = (
    EV101, EV102, EV103, EV104, EV105, EV106, EV107, EV108, EV109, EV110, EV111, EV112, EV113, EV114,
    EV116, EV117, EV118, EV119, EV120, EV121, EV122, EV123, EV127, EV131, EV132, EV133, EV134,
    EV201, EV202, EV203, EV204, EV205, EV206, EV207, EV208, EV209, EV212, EV215,
    EV301, EV302, EV303, EV304, EV305, EV307, EV310, EV314, EV316, EV317, EV318, EV319, EV320,
    EV401, EV402, EV403, EV404, EV405, EV406, EV407, EV408, EV409, EV410, EV411, EV412, EV413, EV414,
    EV415, EV420, EV421, EV422, EV423, EV424, EV425,
    EV501, EV502, EV503, EV504, EV505, EV506, EV507, EV508, EV509,
    EV601, EV610, EV611, EV612, EV613, EV614, EV615, EV620, EV621, EV630, EV631, EV632, EV633,
    EV901, EV902, EV903,
)  # fmt: skip
AS_BUILT = (*RECORD_RULES, *DIFFERENCES, *IDENTITY_RULES)
"""The rules on as-built records."""
RULES: tuple[Rule, ...] = tuple(sorted((*_IN_FILES, *DECLARATIONS, *AS_BUILT), key=lambda rule: rule.code))
"""Every rule, in the order of the codes: those of a file each, and the rows of tables."""


def find_rule(code_or_name: str) -> Rule | None:
    """The rule of that code or name, in any case; None if there is none."""
    wanted = code_or_name.strip().casefold()
    code = FORMER_RULES.get(wanted)
    return next((rule for rule in RULES if rule.code == code or wanted in {rule.code.casefold(), rule.name}), None)


def known_rules() -> Mapping[str, str]:
    """Code by everything that an ignore may call a rule or a problem of the file: codes and names, in lower case."""
    known = [(problem.code, problem.name) for problem in PROBLEMS] + [(rule.code, rule.name) for rule in RULES]
    return FORMER_RULES | {name: code for code, name in known} | {code.lower(): code for code, _ in known}
