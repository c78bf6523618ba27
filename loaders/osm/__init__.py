"""OpenStreetMap objects into the layers that their tags speak of."""
