"""The Serverless Application Model: what its transform makes of a template, and the configuration beside it."""
