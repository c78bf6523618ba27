"""Figures by unit and period: what each of them means. Declarations only."""
