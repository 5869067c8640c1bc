"""The whole suite as real processes: what a control room, an installer and a power cut would see."""
