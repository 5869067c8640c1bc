"""Open alarms as a person can take them in: a flood in few groups, and the lists of ISA-18.2."""
