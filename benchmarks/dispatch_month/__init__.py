"""A simulated month of a city's emergencies, dispatched by three policies; nothing here is measured life."""
