"""A DynamoDB client with one operation, GetItem, which starts in a few milliseconds."""
