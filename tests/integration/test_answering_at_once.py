"""Functions that share a process, as in the local stack, each answer their own request."""

import threading
from unittest.mock import patch

from articles.publishing.storage.search_index import SearchIndex

from tests.support.asking import ask
from tests.support.browse import a_site
from tests.support.searched import article
from tests.support.world import in_process

CHANGED = SearchIndex.changed


def test_a_search_that_takes_a_while_does_not_answer_another_request() -> None:
    begun, listed = threading.Event(), threading.Event()

    def slowly(index: SearchIndex, etag: str | None) -> object:
        begun.set()
        listed.wait(0.5)  # the other may wait for this one
        return CHANGED(index, etag)

    def list_a_subject() -> None:
        begun.wait()
        ask("/learn/nowhere")
        listed.set()

    with a_site(bounded=in_process) as world:
        world.put("a.md", article("/a", "A stone", keywords="[Rivers]"))
        world.settle()
        other = threading.Thread(target=list_a_subject)
        with patch.object(SearchIndex, "changed", slowly):
            other.start()
            found = ask("/tags/rivers", accept="text/html")
        other.join()
        assert (found.status, "A stone" in found.text) == (200, True)
