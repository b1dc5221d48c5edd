"""Meta's WhatsApp Cloud API: its words stay in here, the rest of zapbot knows `connector` only."""
