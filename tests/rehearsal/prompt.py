"""The emulator, whose queues keep no message of a rebuild back for longer than a second.

A site follows its settings ten seconds after they have changed, and several steps would wait for that. What is due at
a time waits as long as it should. It is started as `prompt.py:app`, in the emulator's own environment.
"""

from collections.abc import Mapping
from typing import Any

from ministack.app import app
from ministack.services import sqs

__all__ = ["app"]

_LONGEST = 1
_REBUILD = '{"rebuild":'

_send = sqs._act_send_message


def _send_promptly(data: Mapping[str, Any], url: str) -> Any:
    delay = data.get("DelaySeconds")
    is_rebuild = str(data.get("MessageBody", "")).startswith(_REBUILD)
    return _send({**data, "DelaySeconds": min(int(delay), _LONGEST) if delay and is_rebuild else delay}, url)


# A message of a batch is sent by the one, a message alone by the other.
sqs._act_send_message = sqs._HANDLERS["SendMessage"] = _send_promptly
