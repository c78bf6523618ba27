"""Rows into rows of a layer."""
