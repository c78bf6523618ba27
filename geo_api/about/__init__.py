"""Whose map this is, and where its data comes from: the page `/about-data`, and the files of the agency."""
