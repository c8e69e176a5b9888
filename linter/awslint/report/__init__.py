"""A report, and how it is written: for people in full or concise, for programs as JSON."""
