"""Electricity tariffs as plain data, what they ask for a load, and the tariffs that come with evsite."""
