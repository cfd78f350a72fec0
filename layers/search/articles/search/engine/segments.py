"""Documents to a segment on disk."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from articles.publishing.rendering.search_document import SearchDocument
from articles.search.engine import schema
from articles.search.engine.files import segments
from articles.search.engine.merging import combine, merge
from tantivy import Index

# What it may take of memory before it begins another segment; it takes what it needs.
_HEAP = 60_000_000


def write_segment(folder: Path, documents: Sequence[SearchDocument]) -> None:
    """Write an index of one segment.

    Args:
        folder: Where; it is made, within one that is there.
        documents: Pages, each with a path of its own; at least one.
    """
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        work = Path(name)
        writer = Index(schema.SCHEMA, path=str(work)).writer(_HEAP, 1)
        for document in documents:
            writer.add_document(schema.indexed(document))
        writer.commit()
        writer.wait_merging_threads()
        (combine if len(segments(work)) == 1 else merge)([work], folder, [()])
