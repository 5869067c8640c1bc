"""What the centre does about open alarms by itself: weighs them, tells people, lets fires go out."""
