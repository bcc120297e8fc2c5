"""Why vehicles charge slowly or get nothing, or why power sharing is not enabled, with the figures of the site.

Vendor guide, "What could go wrong and how to fix it?". Every figure is one that a report, an allocation, the occupancy
table or a check shows: nothing is worked out a second time.
"""

from evsite.studies.diagnosis.diagnose import diagnose

__all__ = ["diagnose"]
