"""A handler that has the bytes of the answer read and does nothing with them: what no client can do without.

Not a peer but the floor: one system call after the other on a TLS connection, with the request signed once.
"""

import os
import re
import socket
import ssl
from urllib.parse import urlsplit

_BUFFER = memoryview(bytearray(1024 * 1024))
_LENGTH = re.compile(rb"Content-Length: (\d+)\r\n")


def _connect() -> ssl.SSLSocket:
    endpoint = urlsplit(os.environ["AWS_ENDPOINT_URL_DYNAMODB"])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(os.environ["AWS_CA_BUNDLE"])
    connected = socket.create_connection((endpoint.hostname, endpoint.port))
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return context.wrap_socket(connected, server_hostname=endpoint.hostname)


_connection = _connect()


def handler(event: dict, _context: object) -> dict:
    """Read the page's item."""
    body = f'{{"TableName": "articles", "Key": {{"pk": {{"S": "PATH#{event["rawPath"]}"}}}}}}'
    _connection.send(f"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
    filled = _connection.recv_into(_BUFFER)
    head, _, _ = bytes(_BUFFER[:1000]).partition(b"\r\n\r\n")
    length = len(head) + 4 + int(_LENGTH.search(head)[1])
    while filled < length:
        filled += _connection.recv_into(_BUFFER[filled:])
    size = int(event["rawPath"].rpartition("/")[2])
    return {"statusCode": 200, "headers": {}, "body": "=" * (size * 4 // 3), "isBase64Encoded": True}
