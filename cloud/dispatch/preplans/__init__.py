"""Plans for a building (灭火救援预案): made once, kept by version, at hand when it burns."""
