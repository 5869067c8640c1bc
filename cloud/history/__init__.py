"""What was: a part's curve, and the events and alarms of a part, a gateway or an organisation."""
