"""Whether a circuit's insulation, joints or load are on their way to a fire, from weeks of slow series."""
