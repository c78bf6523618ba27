"""Maps in files that open with no network: folium's, with our own copy of Leaflet inside and data as text alone.

figure  the map and its document: what is inlined, what the document may do
shapes  a layer of features: its shapes, how it is drawn, what a click tells
"""
