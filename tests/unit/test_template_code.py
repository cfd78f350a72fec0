"""Template code of other tools: its words are kept, its syntax is not shown, code stays as it was written."""

import gzip
import re

import pytest
from articles.publishing.reading.article import parse_article
from articles.publishing.rendering.body.template_code import template_plugin
from articles.publishing.rendering.body.template_scan import scan, without_comments
from articles.publishing.rendering.body.template_signs import MASKED, mask, unmask
from articles.publishing.rendering.markdown import render_answer
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.settings import Settings
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

SITE = Settings(name="Site", url="https://example.org", time_zone="UTC", author="Editors")
PIECES = st.sampled_from(
    [
        *("{{ a }}", "{{", "}}", "{% if a %}", "{%", "%}", "{# a #}", "{#", "#}", "{{< a >}}", "{{</* a */>}}"),
        *("{% raw %}", "{% endraw %}", "{% comment %}", "{% endcomment %}", "{{/* a */}}", "{% highlight c %}"),
        *("{% endhighlight %}", '{{< figure src="a.png" >}}', "{{< youtube abcdefg >}}", "{::comment}", "{:/comment}"),
        *(
            "`",
            "```\n",
            "~~~",
            "\n",
            "\n\n",
            "> ",
            "- ",
            "    ",
            "| ",
            "[a](",
            ")",
            "[a]",
            "\n\n[a]: ",
            "$",
            "\\",
            "# ",
            "word",
            "é",
            "😀",
        ),
    ]
)
TEXTS = st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=80)


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("a {{ b }} c", "<p>a  c</p>"),
        ("a {%- if b -%} c {%~ endif ~%}", "<p>a  c</p>"),
        ("{% if b %}\nc\n{% endif %}", "<p>c</p>"),
        ("{% include a.html\n  b='c' %}\n# D", "<h2>D</h2>"),
        ("{{% notice note %}}\nSome *words*.\n{{% /notice %}}", "<p>Some <em>words</em>.</p>"),
        ("{{< callout >}}Words{{< /callout >}}", "<p>Words</p>"),
        ("{{< tabs a=`b` >}}\n\nc\n\n{{< /tabs >}}", "<p>c</p>"),
        ("{{ a }}\n\n# {{ b }}\n\nc", "<p>c</p>"),
        ("- {% if a %}b{% endif %}\n- c", "<ul>\n<li>b</li>\n<li>c</li>\n</ul>"),
        ("> {{ a }} b", "<blockquote>\n<p>b</p>\n</blockquote>"),
        ("# A {{ b }}", "<h2>A</h2>"),
        ("**{{ a }}b**", "<p><strong>b</strong></p>"),
        ("{{{ a }}} b", "<p>b</p>"),
        ("a ${{ b }} c", "<p>a  c</p>"),
        ("{# a\n\nb #}c", "<p>c</p>"),
        ("a {{/* b */}} c", "<p>a  c</p>"),
        ("{% comment %}\na\n\n```\nb\n```\n{% endcomment %}\nc", "<p>c</p>"),
        ("{{< comment >}}a{{< /comment >}}b", "<p>b</p>"),
        ("{::comment}\na\n{:/comment}\n\nb", "<p>b</p>"),
        ("[a]({{ b }}/c)", "<p>a</p>"),
        ('[a]({{< ref "b c.md" >}} "d")', "<p>a</p>"),
        ("[a]({% link b.md %}) [c]\n\n[c]: {% post_url d %}", "<p>a c</p>"),
        ("![a]({{ b }}/c.png)", "<p>a</p>"),
    ],
)
def test_words_are_kept_and_syntax_is_not_shown(markdown: str, html: str) -> None:
    shown = render_answer(markdown).html.strip()
    assert re.sub(r'<(h2) id="[^"]*"><span id="[^"]*"></span>', r"<\1>", shown) == html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("`{{ a }}` and ``{% b %}``", "<p><code>{{ a }}</code> and <code>{% b %}</code></p>"),
        ("Between `{{` and `}}` it is code.", "<p>Between <code>{{</code> and <code>}}</code> it is code.</p>"),
        ("```\n{% if a %}\n{# b #}\n```", '<pre class="highlight"><code>{% if a %}\n{# b #}\n</code></pre>'),
        ("    {% include a %}", '<pre class="highlight"><code>{% include a %}\n</code></pre>'),
        ("- a\n  ~~~\n  {{ b }}\n  ~~~", "<code>{{ b }}\n</code>"),
        (r"$\frac{{a}}{b}$", "<mfrac><mi>a</mi><mi>b</mi></mfrac>"),
        (r"so \frac{{a}}{b}, x^{{2}}, \{{ c }}", r"<p>so \frac{{a}}{b}, x^{{2}}, {{ c }}</p>"),
        ("sets {{1}, {2}} and {x} and { {a} }", "<p>sets {{1}, {2}} and {x} and { {a} }</p>"),
        ("{{ }} and {% %} and {{", "<p>{{ }} and {% %} and {{</p>"),
        ("50 {%20} and %}", "<p>50 {%20} and %}</p>"),
        ("{% raw %}{{ a }} {% b %}{% endraw %}", "<p>{{ a }} {% b %}</p>"),
        ("{% raw %}\n{{ a }}\n{% endraw %}", "<p>{{ a }}</p>"),
        ("```\n{% raw %}\n{{ a }}\n{% endraw %}\n```", '<pre class="highlight"><code>{{ a }}\n</code></pre>'),
        ("`{% raw %}{{ a }}{% endraw %}`", "<p><code>{{ a }}</code></p>"),
        ("`{{</* a */>}}` {{%/* b */%}}", "<p><code>{{&lt; a &gt;}}</code> {{% b %}}</p>"),
        ("\U000f0041 {{ a }}", "<p>\U000f0041 {{ a }}</p>"),
    ],
)
def test_what_is_no_template_code_stays_as_it_is_written(markdown: str, html: str) -> None:
    body = render_answer(markdown)
    assert html in body.html
    assert body.problems == ()


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("{% highlight go linenos %}\nx {{ y }}\n\n# z\n{% endhighlight %}", '<code class="language-go">'),
        ("{% highlight nonsense %}\n# z {{ y }}\n{% endhighlight %}", "<code># z {{ y }}\n</code>"),
        ('{{< highlight go "linenos=table" >}}\nx\n{{< /highlight >}}', '<code class="language-go">'),
        ('{{< code file="a.go" lang="go" >}}\nx\n{{< /code >}}', '<code class="language-go">'),
        ("{{< highlight go >}}x{{< /highlight >}}", '<code class="language-go">'),
        ("- {{< highlight go >}}\n  x\n  {{< /highlight >}}", '<code class="language-go">'),
        ('{{< figure src="/a.png" alt="A" >}}', '<figure><img src="/a.png" alt="A" loading="lazy" decoding="async">'),
        ('{{< figure src="/a.png" caption="A *b*" >}}', "<figcaption>A <em>b</em></figcaption>"),
        ('{{< figure\n  src="/a.png"\n  link="/b"\n  title="C"\n>}}', '<a href="/b"><img src="/a.png" alt="C"'),
        ('| {{< img src="/a.png" alt="B" >}} |\n|---|', '<th scope="col"><img src="/a.png" alt="B"'),
        ("{{< youtube abc-DEF_123 >}}", '<a href="https://www.youtube.com/watch?v=abc-DEF_123"'),
        ('{{ youtube(id="abcdefg") }}', '<a href="https://www.youtube.com/watch?v=abcdefg"'),
        ("{% youtube abcdefg %}", '<a href="https://www.youtube.com/watch?v=abcdefg"'),
        ("See {{< vimeo 12345 >}}", '<a href="https://vimeo.com/12345"'),
    ],
)
def test_code_pictures_and_videos_are_what_they_say(markdown: str, html: str) -> None:
    body = render_answer(markdown)
    assert html in body.html
    assert body.problems == ()


@pytest.mark.parametrize(
    ("markdown", "line", "column", "quote"),
    [
        ("a\n\nb {{ c }}\n\n{% d %}", 3, 3, "`{{ c }}`"),
        ("a\n\n{% c %}\n\nb {{ d }}", 3, 1, "`{% c %}`"),
        ("`{{ a }}` {# b #} {% raw %}{{ c }}{% endraw %}\n{{< d >}}", 2, 1, "`{{< d >}}`"),
        ("> > a {{ b }}", 1, 7, "`{{ b }}`"),
        ("{% include\n  a.html %}", 1, 1, "`{% include a.html %}`"),
        ('{{< figure caption="no source" >}}', 1, 1, '`{{< figure caption="no source" >}}`'),
    ],
)
def test_the_first_is_named_once(markdown: str, line: int, column: int, quote: str) -> None:
    (problem,) = render_answer(markdown).problems
    assert (problem.line, problem.column, problem.code) == (line, column, "template-code")
    assert quote in problem.message


@pytest.mark.parametrize("link", ["[a]({{ b }}/c)", "![a]({{ b }})", "[a][d]\n\n[d]: {% link e %}"])
def test_a_link_of_template_code_is_named_with_its_code(link: str) -> None:
    (problem,) = render_answer(link).problems
    assert problem.code == "link-template"
    assert "`{" in problem.message


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a {# b #} c", "a  c"),
        ("a\n{# b #}\nc", "a\nc"),
        ("a\n\n{% comment %}\nb\n\n```\nc\n```\n{% endcomment %}\n\nd", "a\n\n\nd"),
        ("a {{/* b */}}", "a "),
        ("{::comment}a{:/comment}b", "b"),
        ("`{# a #}` {{ b }}", "`{# a #}` {{ b }}"),
        ("```\n{# a #}\n```", "```\n{# a #}\n```"),
        ("{% comment %} a", "{% comment %} a"),
    ],
)
def test_comments_are_taken_out_of_markdown(text: str, left: str) -> None:
    assert without_comments(text) == left


def test_no_representation_has_a_comment() -> None:
    text = "b {# secret #}\n\n{% comment %}\nsecret\n{% endcomment %}\n\nc {{/* secret */}}\n"
    file = f"---\ntitle: A\nurl: /a\n---\n\n{text}".encode()
    rendered = represent(parse_article(file, "a.md"), (), SITE)
    assert [each.kind for each in rendered.representations if b"secret" in gzip.decompress(each.body)] == []
    assert "secret" not in rendered.entry.html + rendered.entry.summary


def test_html_loses_the_attributes_that_template_code_would_fill() -> None:
    html = MarkdownIt("gfm-like", {"linkify": False}).use(template_plugin).render
    assert html('<a href="{{ b }}/c" title="d">e {{ f }}</a>').strip() == '<p><a title="d">e </a></p>'
    assert html("<div class='a {{ b }}' id=c>\n{{ d }} e\n</div>").strip() == "<div id=c>\n e\n</div>"


@given(TEXTS)
def test_template_code_is_found_in_its_order_and_nothing_of_it_is_left_masked(text: str) -> None:
    pieces = scan(text)
    edges = [edge for piece in pieces for edge in (piece.start, piece.end)]
    assert edges == sorted(edges)
    body = render_answer(text)
    if not MASKED.search(text):
        assert not MASKED.search(body.html + body.text + "".join(heading.text for heading in body.headings))


@given(st.text(max_size=50).filter(lambda text: not MASKED.search(text)))
def test_what_is_masked_keeps_its_length_and_comes_back(text: str) -> None:
    masked = mask(text)
    assert len(masked) == len(text)
    assert masked.count("\n") == text.count("\n")
    assert unmask(masked) == text


@given(TEXTS)
def test_a_text_without_comments_has_none(text: str) -> None:
    left = without_comments(text)
    assert len(left) <= len(text)
    assert left == text or "{#" in text or "comment" in text or "{{/*" in text
