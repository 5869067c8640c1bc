"""Quality of the data that comes in, as shares with their counts: complete, fresh, timely, valid, unique."""
