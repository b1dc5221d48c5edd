"""WhatsApp by way of Twilio: its words stay in here, the rest of zapbot knows `connector` only."""
