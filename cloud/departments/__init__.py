"""What other departments read of inspections: each only its fields, of its categories and its area."""
