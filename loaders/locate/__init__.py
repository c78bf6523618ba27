"""Shapes into WGS 84."""
