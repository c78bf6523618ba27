"""Plates of digital addresses: sheets for the printer, and what became of each plate."""
