"""Results that follow what is written."""
