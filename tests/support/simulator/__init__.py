"""S3, SQS and DynamoDB in memory, by the requests that publishing and its tests make: a hundred times moto's speed.

What each answers is the services' own documentation to say, and moto's: `tests/integration/test_simulator.py` runs the
same histories on both and compares every answer. Unlike moto it keeps to DynamoDB's limits, and answers an
inconsistent read with what was there a moment ago. A request of a form that it does not know is refused outright.
"""

from tests.support.simulator.dynamodb import DynamoDB, Items
from tests.support.simulator.s3 import S3, Objects
from tests.support.simulator.sqs import SQS, Queues

__all__ = ["S3", "SQS", "DynamoDB", "Items", "Objects", "Queues"]
