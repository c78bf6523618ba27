"""Distances over roads: how far a place is from another for who walks or drives, and what lies within reach."""
