"""The one-line diagram: what is alike is drawn once, laid out on sheets, with schedules that name everything."""
