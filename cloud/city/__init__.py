"""The city monitoring centre (城市消防远程监控中心): what its seats see, and who has taken what."""
