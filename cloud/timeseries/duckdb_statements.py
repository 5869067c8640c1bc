"""What DuckDB is asked. Names of tables come from here; values are always parameters."""

from __future__ import annotations

from cloud.timeseries.port import Tier

TABLES = {Tier.RAW: "fire_analog", Tier.MINUTE: "fire_analog_minute", Tier.HOUR: "fire_analog_hour"}
_COARSE = (Tier.MINUTE, Tier.HOUR)


def _each(text: str, tiers: tuple[Tier, ...] = _COARSE) -> dict[Tier, str]:
    """The statement for each of these tiers."""
    return {tier: text.replace("TABLE_OF_TIER", TABLES[tier]) for tier in tiers}


_RAW_TABLE = """
CREATE TABLE IF NOT EXISTS fire_analog (
    area VARCHAR NOT NULL, gateway VARCHAR NOT NULL, part VARCHAR NOT NULL, analog_type UTINYINT NOT NULL,
    ts BIGINT NOT NULL, value DOUBLE, quality UTINYINT NOT NULL, batch BIGINT NOT NULL
)
"""
_TIER_TABLE = """
CREATE TABLE IF NOT EXISTS TABLE_OF_TIER (
    area VARCHAR NOT NULL, gateway VARCHAR NOT NULL, part VARCHAR NOT NULL, analog_type UTINYINT NOT NULL,
    ts BIGINT NOT NULL, minimum DOUBLE, mean DOUBLE, maximum DOUBLE, samples BIGINT NOT NULL,
    quality UTINYINT NOT NULL, last DOUBLE
)
"""
_TIER_LAST = "ALTER TABLE TABLE_OF_TIER ADD COLUMN IF NOT EXISTS last DOUBLE"
SCHEMA = (_RAW_TABLE, *_each(_TIER_TABLE).values(), *_each(_TIER_LAST).values())

# Batches rise, so the row groups' own least and greatest batch keep this from reading the table.
DELETE_BATCH = "DELETE FROM fire_analog WHERE batch = ?"
DELETE_AFTER_BATCH = "DELETE FROM fire_analog WHERE batch > ?"

# A source table is bound by name from the columns that `register` was given. NaN arrives as NULL.
INSERT = """
INSERT INTO fire_analog
SELECT area, gateway, part, analog_type, ts,
       CASE WHEN isnan(value) THEN NULL ELSE value END, quality, ?::BIGINT
FROM incoming
"""
INSERT_TIER = _each("""
INSERT INTO TABLE_OF_TIER
SELECT area, gateway, part, analog_type, ts,
       CASE WHEN isnan(minimum) THEN NULL ELSE minimum END,
       CASE WHEN isnan(mean) THEN NULL ELSE mean END,
       CASE WHEN isnan(maximum) THEN NULL ELSE maximum END, samples, quality,
       CASE WHEN isnan(last) THEN NULL ELSE last END
FROM incoming
""")
DELETE_EQUAL = _each("""
DELETE FROM TABLE_OF_TIER AS held USING incoming
WHERE held.ts BETWEEN ? AND ? AND held.ts = incoming.ts AND held.gateway = incoming.gateway
  AND held.part = incoming.part AND held.analog_type = incoming.analog_type
""")

# Equal (series, time) of two batches is one sample: the later batch's.
LATEST = """
SELECT gateway, part, analog_type, max(ts),
       arg_max_null(value, (ts, batch)), arg_max(quality, (ts, batch))
FROM fire_analog WHERE gateway IN (SELECT unnest(?)) GROUP BY gateway, part, analog_type
"""
_RAW_RANGE = """
SELECT min(ts), min(value), avg(value), max(value), max(quality), count(value), arg_max(value, ts)
FROM (
    SELECT ts, arg_max_null(value, batch) AS value, arg_max(quality, batch) AS quality
    FROM fire_analog
    WHERE gateway = ? AND part = ? AND analog_type = ? AND ts >= ? AND ts < ?
    GROUP BY ts
)
GROUP BY (ts - ?) // ?
ORDER BY 1
"""
RANGE = {
    Tier.RAW: _RAW_RANGE,
    **_each("""
SELECT min(ts), min(minimum), sum(mean * samples) / nullif(sum(samples), 0), max(maximum), max(quality),
       sum(samples)::BIGINT,
       arg_max_null(coalesce(last, CASE WHEN minimum = maximum THEN mean END), ts) FILTER (samples > 0)
FROM TABLE_OF_TIER
WHERE gateway = ? AND part = ? AND analog_type = ? AND ts >= ? AND ts < ?
GROUP BY (ts - ?) // ?
ORDER BY 1
"""),
}
SCAN = """
SELECT any_value(area) AS area, gateway, part, analog_type, ts,
       arg_max_null(value, batch) AS value, arg_max(quality, batch) AS quality
FROM fire_analog WHERE gateway IN (SELECT unnest(?)) AND ts >= ? AND ts < ?
GROUP BY gateway, part, analog_type, ts
"""
GATEWAYS = "SELECT DISTINCT gateway FROM fire_analog WHERE ts >= ? AND ts < ?"
DROP = _each("DELETE FROM TABLE_OF_TIER WHERE ts < ?", tuple(Tier))
ROWS_OF = """
SELECT count(*) FROM (
    SELECT DISTINCT part, analog_type, ts FROM fire_analog WHERE gateway = ? AND ts >= ? AND ts < ?
)
"""
SERIES_COUNT = "SELECT approx_count_distinct((gateway, part, analog_type)) FROM fire_analog"
