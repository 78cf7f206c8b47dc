"""A disclosure assistant for Illinois public bodies: from a FOIA request to a lawful, proven response."""

__version__ = "0.1.0"
