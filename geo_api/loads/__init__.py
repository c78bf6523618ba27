"""Loads: the commands that bring files in, and the record of every file that came in."""
