"""Risk warnings (风险预警): raised by rules, taken on by a desk, followed up, and their effect measured."""
