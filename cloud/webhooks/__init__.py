"""What other platforms are told: signed webhooks, tried again, and put away where nobody takes them."""
