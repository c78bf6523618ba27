"""Campaigns: who is to collect how many addresses in which hamlet by when, and how far that is."""
