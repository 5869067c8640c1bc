"""Fire risk (火灾风险监测预警): scores of buildings and communities, warnings, models, the index."""
