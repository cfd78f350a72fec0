"""What publishing and delivery agree on: URL paths, item keys, representations, HTTP. No third-party imports."""
