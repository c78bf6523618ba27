"""The page `/field/plates`."""
