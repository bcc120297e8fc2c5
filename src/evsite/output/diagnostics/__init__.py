"""Findings in the formats of people and pipelines."""
