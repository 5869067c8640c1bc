"""Names of the device profiles, for who registers a device; what they say is in `device_profiles`."""
