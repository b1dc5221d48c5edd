"""How `zapbot flows test` tells what it found: to people, as JSON, as JUnit XML."""
