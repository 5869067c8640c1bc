"""What speaks to the centre itself, with no gateway of ours: a virtual gateway says it as messages."""
