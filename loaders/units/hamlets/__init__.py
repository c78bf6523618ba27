"""Hamlets: names that repeat, boundaries derived from points."""
