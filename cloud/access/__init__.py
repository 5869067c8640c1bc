"""The ingest line: MQTT in, validated, stored once, acknowledged, receipted. The rest is quarantined."""
