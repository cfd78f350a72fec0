"""What can go wrong with a read: one type, since all of it is answered alike, and told apart in the operator's log."""


class TableError(Exception):
    """The table did not answer, or not with what publishing stores there.

    Attributes:
        code: DynamoDB's name of the error, or a name of our own such as ConnectionFailed.
        message: One sentence for the operator.
        retryable: Whether the same request may succeed a moment later.
        request_id: DynamoDB's id of the request, to name to AWS's support; empty where there was no answer.
    """

    def __init__(self, code: str, message: str, *, retryable: bool = False, request_id: str = "") -> None:
        self.code = code
        self.message = message
        self.retryable = retryable
        self.request_id = request_id
        super().__init__(f"{code}: {message}")
