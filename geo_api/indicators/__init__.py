"""Figures of units by period: loaded, listed, answered."""
