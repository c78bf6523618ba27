"""Boundaries of a day into the tables of units, and what the checks find in them."""
