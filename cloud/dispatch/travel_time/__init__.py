"""Travel time of fire engines: on roads of OpenStreetMap, by a routing server, or by the distance curve."""
