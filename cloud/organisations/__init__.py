"""Who is watched and where: organisations, buildings, rooms, planned devices and points; commissioning."""
