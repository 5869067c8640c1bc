"""Fire water of a site over weeks: mains, vessels, tanks, pumps, what draws on them and what goes wrong."""
