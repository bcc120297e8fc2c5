"""Synthetic files in the layouts of real exporters, each with the answer that other code reads out of it."""
