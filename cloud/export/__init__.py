"""What other platforms fetch for themselves: changes, events and alarms in order, each behind a cursor."""
