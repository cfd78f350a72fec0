"""A process as Lambda would have one: it imports a handler and invokes it, as often as it is told on standard input.

python bench/peers/lambda_process.py MODULE

The handler is MODULE's `handler`. Lambda's runtime client is imported first, as it is there.

Each line of input is a path and a number of requests. Each line of output is the CPU that one request took on
average, the CPU that the process has taken since it began, both in seconds, and the size of the last body in bytes.
"""

import importlib
import sys
import time

OK = 200


class Context:
    """What a handler may ask of its invocation."""

    function_name = "deliver"
    function_version = "$LATEST"
    invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:deliver"
    memory_limit_in_mb = 512
    aws_request_id = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"
    log_group_name = "deliver"
    log_stream_name = "deliver"

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        """Enough."""
        return 10_000


def event(path: str) -> dict:
    """A browser's request, as API Gateway hands it on."""
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {
            "accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
            "accept-encoding": "gzip, deflate, br, zstd",
            "accept-language": "en-GB,en;q=0.7",
            "content-length": "0",
            "host": "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
            "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
            "x-amzn-trace-id": "Root=1-69246b65-4c1f3a2b5d6e7f8091a2b3c4",
            "x-forwarded-for": "203.0.113.7",
            "x-forwarded-port": "443",
            "x-forwarded-proto": "https",
        },
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "a1b2c3d4e5",
            "domainName": "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
            "domainPrefix": "a1b2c3d4e5",
            "http": {
                "method": "GET",
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.7",
                "userAgent": "Mozilla/5.0",
            },
            "requestId": "UMQUvhGrDoEEPXw=",
            "routeKey": "$default",
            "stage": "$default",
            "time": "24/Nov/2026:15:04:05 +0000",
            "timeEpoch": 1795532645000,
        },
        "isBase64Encoded": False,
    }


def main(module: str) -> None:
    """Answer what is asked on standard input."""
    importlib.import_module("awslambdaric.bootstrap")
    handler = importlib.import_module(module).handler
    for line in sys.stdin:
        path, count = line.split()
        request = event(path)
        started = time.process_time()
        for _ in range(int(count)):
            result = handler(request, Context)
        ended = time.process_time()
        if result["statusCode"] != OK or not result["isBase64Encoded"]:
            sys.exit(f"{module}: {result['statusCode']} {result['headers']}")
        print((ended - started) / int(count), ended, len(result["body"]) * 3 // 4, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
