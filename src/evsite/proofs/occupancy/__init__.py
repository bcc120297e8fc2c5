"""The occupancy table: for every number of vehicles the worst, a balanced and the best placement.

The least that any vehicle gets is the least share: amperes, or kilowatts where voltages differ; under proportional
sharing the least fraction of the rating. Where ports have to take turns it is the average over a cycle.
"""

from evsite.proofs.occupancy.table import occupancy_table

__all__ = ["occupancy_table"]
