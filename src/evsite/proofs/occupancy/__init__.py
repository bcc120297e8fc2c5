"""The occupancy table: for every number of vehicles the worst, a balanced and the best placement.

The least that any vehicle gets is taken over amperes, or over kilowatts where voltages differ, whatever the policy.
Where ports have to take turns it is the average over a cycle.
"""

from evsite.proofs.occupancy.table import all_rows, balanced_placement, occupancy_table, rows_to_show

__all__ = ["all_rows", "balanced_placement", "occupancy_table", "rows_to_show"]
