"""Floor plans: uploaded drawings, what is drawn where there is none, and where parts stand on them."""
