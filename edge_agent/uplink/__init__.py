"""The line to the centre: what is sent, kept and sent again, and what there is to say of it."""
