"""The page `/field`: addresses collected on a phone, with or without a network."""
