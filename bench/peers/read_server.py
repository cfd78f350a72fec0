"""A table that answers every read at once, over TLS, with a page whose compressed body has the size that its path says.

python bench/peers/read_server.py CERTIFICATE

It prints its port, and ends with its standard input.
"""

import base64
import functools
import json
import os
import re
import socket
import ssl
import sys
import threading
import zlib
from pathlib import Path

SIZE = re.compile(rb"PATH#/bytes/(\d+)")


@functools.cache
def response(size: int) -> bytes:
    """The response to a read of the page of a size."""
    item = {
        "pk": {"S": f"PATH#/bytes/{size}"},
        "sk": {"S": "REP#html"},
        # Incompressible, so that the size holds; nobody on the way decompresses it.
        "body": {"B": base64.b64encode(os.urandom(size)).decode()},
        "type": {"S": "text/html; charset=utf-8"},
        "etag": {"S": "6dbcd1cd9c5d9e3f1a2b"},
        "modified": {"N": "1764000000"},
        "headers": {
            "M": {
                "Link": {"S": '<https://www.example.org/learn/x/questions/y>; rel="canonical"'},
                "Content-Security-Policy": {"S": "default-src 'none'; style-src 'sha256-x'; frame-ancestors 'none'"},
            }
        },
    }
    body = json.dumps({"Item": item}, separators=(",", ":")).encode()
    head = (
        "HTTP/1.1 200 OK\r\nServer: Server\r\nDate: Tue, 24 Nov 2026 15:04:05 GMT\r\n"
        f"Content-Type: application/x-amz-json-1.0\r\nContent-Length: {len(body)}\r\nConnection: keep-alive\r\n"
        "x-amzn-RequestId: 7C1LCCA8V2QJ4H3O1LQ9KD1MR3VV4KQNSO5AEMVJF66Q9ASUAAJG\r\n"
        f"x-amz-crc32: {zlib.crc32(body)}\r\n\r\n"
    )
    return head.encode() + body


def serve(connection: socket.socket, context: ssl.SSLContext) -> None:
    """Answer the requests of one connection; each comes in one piece, since all of them are small."""
    try:
        with context.wrap_socket(connection, server_side=True) as secured:
            received = b""
            while chunk := secured.recv(65536):
                received += chunk
                if found := SIZE.search(received):
                    secured.sendall(response(int(found[1])))
                    received = b""
    except OSError:
        pass  # the client has ended


def main() -> None:
    """Listen."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(sys.argv[1]))
    listener = socket.create_server(("127.0.0.1", 0), backlog=100)
    print(listener.getsockname()[1], flush=True)

    def accept() -> None:
        while True:
            connection, _ = listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=serve, args=(connection, context), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
