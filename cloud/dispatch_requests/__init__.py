"""Fires that ask for a dispatch: an outbox that dispatch reads by cursor. It decides nothing about forces."""
