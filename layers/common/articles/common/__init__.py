"""What publishing and delivery agree on: URL paths, item keys, representations. No third-party imports."""
