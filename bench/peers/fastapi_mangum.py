"""The peer that most people know: FastAPI under Mangum, and a boto3 client, made while starting.

The endpoint is a coroutine though it waits for boto3: nothing else runs in a function's process meanwhile, and FastAPI
would run a plain function in a thread, which costs more.
"""

import os
from http import HTTPStatus

import boto3
from fastapi import FastAPI, Request, Response
from mangum import Mangum

app = FastAPI(openapi_url=None)
dynamodb = boto3.client("dynamodb")

KINDS = {"text/html": "html", "application/json": "json", "text/markdown": "md"}


@app.get("/{path:path}")
async def page(path: str, request: Request) -> Response:
    """The stored page at the path."""
    accept = request.headers.get("accept", "")
    kind = next((kind for media_type, kind in KINDS.items() if media_type in accept), "html")
    item = dynamodb.get_item(
        TableName=os.environ["TABLE"], Key={"pk": {"S": f"PATH#/{path}"}, "sk": {"S": f"REP#{kind}"}}
    ).get("Item")
    if item is None:
        return Response('{"title":"Not Found"}', HTTPStatus.NOT_FOUND, media_type="application/json")
    etag = f'"{item["etag"]["S"]}-gzip"'
    headers = {
        "Cache-Control": "public, max-age=60",
        "Content-Encoding": "gzip",
        "ETag": etag,
        "Vary": "Accept, Accept-Encoding",
        **{name: value["S"] for name, value in item["headers"]["M"].items()},
    }
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(item["body"]["B"], headers={**headers, "Content-Type": item["type"]["S"]})


handler = Mangum(app, lifespan="off")
