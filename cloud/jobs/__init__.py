"""What the centre does by the clock: who may do it now, and what came of it. No work itself."""
