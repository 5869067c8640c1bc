"""Detectors behind a broker in the building: settings, plan, driver."""
