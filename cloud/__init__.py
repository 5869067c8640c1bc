"""The centre: takes telemetry in, keeps it, manages alarms, serves pages and programs. One folder a noun."""
