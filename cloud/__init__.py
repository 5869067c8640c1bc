"""The centre: takes telemetry in, keeps it, manages alarms, and serves pages and programs. One folder a business noun."""
