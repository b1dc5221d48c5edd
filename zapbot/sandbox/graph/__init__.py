"""The Graph API: the calls a business makes."""
