"""The one error of a read: all failures get the same response, and the operator's log tells them apart."""


class TableError(Exception):
    """The table did not answer, or an item is malformed or missing.

    Attributes:
        code: DynamoDB's name for the error, or a name of our own such as ConnectionFailed.
        message: One sentence for the operator.
        retryable: Whether the same request may succeed a moment later.
        request_id: DynamoDB's id of the request, for AWS's support; empty if there was no response.
    """

    def __init__(self, code: str, message: str, *, retryable: bool = False, request_id: str = "") -> None:
        self.code = code
        self.message = message
        self.retryable = retryable
        self.request_id = request_id
        super().__init__(f"{code}: {message}")
