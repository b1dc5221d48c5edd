"""Signed webhooks: their payloads, their delivery, and what a phone or a send makes of them."""
