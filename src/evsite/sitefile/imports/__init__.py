"""Site files from what people have: panel schedules, lists of stations, and networks of acnportal."""
