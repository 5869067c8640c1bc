"""The regional safety index (区域消防安全指数) of areas, from the centre's own records."""
