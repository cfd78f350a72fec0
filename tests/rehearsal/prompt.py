"""The emulator, whose queues keep no message back for longer than a second.

A site follows its settings ten seconds after they have changed, and several steps would wait for that. It is started
as `prompt.py:app`, in the emulator's own environment.
"""

from collections.abc import Mapping
from typing import Any

from ministack.app import app
from ministack.services import sqs

__all__ = ["app"]

_LONGEST = 1

_send = sqs._act_send_message


def _send_promptly(data: Mapping[str, Any], url: str) -> Any:
    delay = data.get("DelaySeconds")
    return _send({**data, "DelaySeconds": delay and min(int(delay), _LONGEST)}, url)


# A message of a batch is sent by the one, a message alone by the other.
sqs._act_send_message = sqs._HANDLERS["SendMessage"] = _send_promptly
