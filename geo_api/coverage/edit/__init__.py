"""Rules changed here: checked, previewed, written as new versions, withdrawn; and what then has to be calculated."""
