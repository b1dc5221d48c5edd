"""What zapbot does: one verb a file, one transaction a call. Knows `Connector`, never WhatsApp."""
