"""Forces (消防救援力量): stations and units, what each can do, what state it is in, and where it stands."""
