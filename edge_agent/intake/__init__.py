"""From what drivers hand over to messages on the disk: levels, edges, curves, silence."""
