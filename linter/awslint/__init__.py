"""awslint says before deployment which AWS exception a configuration will raise, and what to write instead."""

__version__ = "0.1.0"
