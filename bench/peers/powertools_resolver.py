"""The peer that AWS's own documentation leads to: Powertools' HTTP resolver and a boto3 client, made while starting."""

import os
from http import HTTPStatus

import boto3
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

app = APIGatewayHttpResolver()
dynamodb = boto3.client("dynamodb")

KINDS = {"text/html": "html", "application/json": "json", "text/markdown": "md"}


@app.get("/.+")
def page() -> Response:
    """The stored page at the path."""
    path, accept = app.current_event.path, app.current_event.headers.get("accept", "")
    kind = next((kind for media_type, kind in KINDS.items() if media_type in accept), "html")
    item = dynamodb.get_item(
        TableName=os.environ["TABLE"], Key={"pk": {"S": f"PATH#{path}"}, "sk": {"S": f"REP#{kind}"}}
    ).get("Item")
    if item is None:
        return Response(HTTPStatus.NOT_FOUND, "application/json", '{"title":"Not Found"}')
    etag = f'"{item["etag"]["S"]}-gzip"'
    headers = {
        "Cache-Control": "public, max-age=60",
        "Content-Encoding": "gzip",
        "ETag": etag,
        "Vary": "Accept, Accept-Encoding",
        **{name: value["S"] for name, value in item["headers"]["M"].items()},
    }
    if app.current_event.headers.get("if-none-match") == etag:
        return Response(HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(HTTPStatus.OK, item["type"]["S"], item["body"]["B"], headers=headers)


def handler(event: dict, context: object) -> dict:
    """Answer an HTTP request."""
    return app.resolve(event, context)
