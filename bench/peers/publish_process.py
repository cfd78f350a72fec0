"""A process that publishes without a network: from the bytes of files to the finished representations.

python bench/peers/publish_process.py

Each line of input is a list of files in JSON. Each line of output is the CPU in seconds that one of them took.
"""

import json
import sys
import time
from pathlib import Path

from publishing.article import parse_article
from publishing.representations import represent
from publishing.settings import Settings

SETTINGS = Settings(name="Articles", url="https://www.example.org", time_zone="UTC", author="Editors")
WARM_UP = 1
ARTICLES = 200


def main() -> None:
    """Answer what is asked on standard input."""
    for line in sys.stdin:
        files = [(Path(file).name, Path(file).read_bytes()) for file in json.loads(line)]
        _publish(files, WARM_UP)
        rounds = max(ARTICLES // len(files), 1)
        started = time.process_time()
        _publish(files, rounds)
        print((time.process_time() - started) / rounds / len(files), flush=True)


def _publish(files: list[tuple[str, bytes]], rounds: int) -> None:
    for _ in range(rounds):
        for name, source in files:
            represent(parse_article(source, name), (), SETTINGS)


if __name__ == "__main__":
    main()
