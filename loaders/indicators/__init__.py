"""Tables of figures by unit and period into table ``indicator``."""
