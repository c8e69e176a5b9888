"""Rules about memorydb."""
