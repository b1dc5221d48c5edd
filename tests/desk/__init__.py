"""What zapbot does, on a real store and a connector that answers as a test wants."""
