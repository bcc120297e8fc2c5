"""Many sites worked out by many processes: tasks that carry their files, engines, and lines that are kept."""
