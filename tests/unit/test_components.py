"""Components and modules, as in MDX, Vue and Svelte: their words stay, and nothing of their syntax is shown."""

import pytest
from articles.publishing.rendering.body.tags import closed_names, is_meant, markup, tag_at
from articles.publishing.rendering.markdown import render_answer
from hypothesis import given
from hypothesis import strategies as st

CODE = '<pre class="highlight"><code>a\n</code></pre>'


def html(markdown: str) -> str:
    return render_answer(markdown).html.strip()


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("<Tabs>\n\n*a*\n\n</Tabs>", "<p><em>a</em></p>"),
        ("<Tabs>\n*a*\n</Tabs>", "<p><em>a</em>\n</p>"),
        ("<Tabs>\n  <Tab>\n    ```\n    a\n    ```\n  </Tab>\n</Tabs>", CODE),
        ("<Tabs>\n\n\t- a\n\n\t      b\n\n</Tabs>", "<ul>\n<li>\n<p>a</p>\n<pre><code>b\n</code></pre>\n</li>\n</ul>"),
        ("1. a\n\n   <Tabs>\n     <Tab>\n       ```\n       a\n       ```\n     </Tab>\n   </Tabs>\n\n2. b",
         f"<ol>\n<li>\n<p>a</p>\n{CODE}\n</li>\n<li>\n<p>b</p>\n</li>\n</ol>"),
        ("<Steps>\n1. a\n2. b\n</Steps>", "<ol>\n<li>a</li>\n<li>b\n</li>\n</ol>"),
        ("a <Icon name='b' /> c <Badge>d</Badge>", "<p>a  c d</p>"),
        ("<Card title='A' />", "<p><strong>A</strong></p>"),
        ("<Card\n  title={\"A > B\"}\n  onClick={() => { go('/c'); }}\n  href='/d'\n  description=\"E\"\n/>",
         '<p><strong><a href="/d">A &gt; B</a></strong> E</p>'),
        ("<Tab label='A'>\n\nb\n\n</Tab>", "<p><strong>A</strong></p>\n<p>b</p>"),
        ("<Code code={`\n\nconst a = <B/>;\n\n`} lang='js' />\n\nc", "<p>c</p>"),
        ("<Tabs items={[{a: {b: '}'}}, \"{\"]} {...rest}>\na\n</Tabs>", "<p>a\n</p>"),
        ("<Tabs.Item>\n# a\n</Tabs.Item>", '<h2 id="a"><span id="h-a"></span>a</h2>'),
        ("<my-widget a=b>\n*c*\n</my-widget>", "<p><em>c</em>\n</p>"),
        ("a <my-widget>*b*</my-widget>", "<p>a <em>b</em></p>"),
        ('<template #b="{ c }">\n\n*d*\n\n</template>', "<p><em>d</em></p>"),
        ("<v-card :a=\"b > c\" @click=\"d\" #e v-if='f'>g</v-card>", "<p>g</p>"),
        ("<svelte:head>\na\n</svelte:head>", "<p>a\n</p>"),
        ("<Tabs><Tab>\na\n</Tab></Tabs>", "<p>a\n</p>"),
        ("<Tabs>\n\n<div>\n*a*\n</div>\n\n</Tabs>", "<div>\n*a*\n</div>"),
        ("<div className='a' style={{ color: 'red' }}>b</div>", "<div>b</div>"),
        ("<Table>a</Table> <Button>b</Button>", "<p>a b</p>"),
        ("<>\n\n*a*\n\n</>", "<p><em>a</em></p>"),
        ("- <>\n  a\n  </>", "<ul>\n<li>a\n</li>\n</ul>"),
        ("| a |\n|---|\n| <Icon/> b |", None),
    ],
)  # fmt: skip
def test_their_words_are_markdown(markdown: str, expected: str | None) -> None:
    shown = html(markdown)
    assert "&lt;" not in shown
    if expected is not None:
        expected = expected.replace("<pre>", '<pre class="highlight">')
        assert "".join(shown.split()) == "".join(expected.split())


@pytest.mark.parametrize(
    "module",
    [
        "import A from 'b'",
        'import A from "b";',
        "import { A, B as C } from 'd'; // e",
        "import * as A from 'b'",
        "import A, { B } from 'c' with { type: 'json' };",
        "import {\n  A,\n\n  B,\n} from 'c';",
        "import type { A } from 'b'",
        "import 'a.css';",
        "import A from 'b'\nimport C from 'd'",
        "export const a = 1",
        "export const a = {\n  b: [\n\n    1,\n  ],\n}",
        "export const a = () => (\n  <div>\n\n  </div>\n)",
        "export default function A({ b }) {\n  return <main>{b}</main>\n}",
        "export default A",
        "export { a, b } from 'c'",
        "export * from 'a'",
        "export async function getStaticProps() {\n  return {}\n}",
    ],
)  # fmt: skip
@pytest.mark.parametrize(("before", "after"), [("", "\n\n# C"), ("# C\n\n", ""), ("# C\n\n", "\n\n")])
def test_modules_are_not_shown(before: str, module: str, after: str) -> None:
    body = render_answer(before + module + after)
    assert body.html == '<h2 id="c"><span id="h-c"></span>C</h2>\n'
    assert body.text == "C"
    (problem,) = body.problems
    assert (problem.code, problem.line) == ("component-left-out", 3 if before else 1)


@pytest.mark.parametrize(
    "markdown",
    [
        "import the file from your folder",
        "import a from b",
        "export the file",
        "export default settings to a file",
        "export const is a word",
        "exports = {}",
        "imported 'a'",
    ],
)
def test_prose_is_no_module(markdown: str) -> None:
    assert render_answer(markdown).text == markdown


def test_one_warning_names_the_first_of_all() -> None:
    (problem,) = render_answer("# A\n\nb <Icon />\n\n<Tabs>\n\nc\n\n</Tabs>\n\n<my-x></my-x>").problems
    assert (problem.code, problem.line, problem.column) == ("component-left-out", 3, 3)
    assert "<Icon>" in problem.message


@pytest.mark.parametrize(
    ("text", "attributes"),
    [
        ("<a b>", {"b": ""}),
        ("<a b=c d='e' f=\"g\" h = i>", {"b": "c", "d": "e", "f": "g", "h": "i"}),
        ("<a B='c' b='d'>", {"b": "c"}),
        ("<a b='&lt;&amp;' c=&quot;>", {"b": "<&", "c": '"'}),
        ("<a b={1} c={'d'} e={\"f\"} g={`h`} i={j} k={l('m')} n={'o' + 'p'}>",
         {"b": "1", "c": "d", "e": "f", "g": "h", "i": "", "k": "m", "n": ""}),
        ("<a b={{c: '>'}} {...d} e='f'>", {"b": ">", "e": "f"}),
        ("<a\nb=c\n/>", {"b": "c"}),
        ("<a :b='c' @d='e' #f v-g:h.i='j'>", {":b": "c", "@d": "e", "#f": "", "v-g:h.i": "j"}),
        ("<a b=c/>", {"b": "c/"}),
    ],
)  # fmt: skip
def test_attributes_are_read(text: str, attributes: dict[str, str]) -> None:
    tag = tag_at(text, 0)
    assert tag is not None
    assert tag.end == len(text)
    assert tag.attributes() == attributes


@pytest.mark.parametrize(
    "text",
    [
        *("<", "<a", "< a>", "<1>", "<a b=>", "<a b='c>", '<a b="c"d>', "<a b&c>"),
        *("</a", "</ a>", "</a b>", "<a <b>", "<>", "<a, b>"),
    ],
)
def test_what_is_no_tag(text: str) -> None:
    assert tag_at(text, 0) is None


@given(st.text(alphabet="<>/ab \"'={}`\n!-?[]#@:.", max_size=40))
def test_the_markup_of_any_text_is_in_order_and_begins_with_a_sign(text: str) -> None:
    position = 0
    for each in markup(text):
        assert position <= each.start < each.end <= len(text)
        assert text[each.start] == "<"
        position = each.end


@given(st.text(alphabet="<>/ab =\n", max_size=20))
def test_what_is_closed_somewhere_is_meant(text: str) -> None:
    for tag in filter(None, (tag_at(text, place) for place in range(len(text)))):
        assert is_meant(tag, closed_names(f"{text}</{tag.name}>"))
