"""Administrative units into the database: boundaries of a day, and the changes that a law makes."""
