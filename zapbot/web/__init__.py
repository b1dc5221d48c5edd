"""The server: webhook door, health and metrics now; API and inbox stand on the same application."""
