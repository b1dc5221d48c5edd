"""zapbot: WhatsApp customer service on one small machine."""

__version__ = "0.1.0"
