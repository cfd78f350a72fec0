"""A DynamoDB client of a few modules, which does one thing and starts in a few milliseconds."""
