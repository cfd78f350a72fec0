// A crawl over the whole site, from its home page: each page is reached, no request is answered otherwise than 200,
// redirects included, and every link leads to the right place in a page. Other sites are not asked. Only what leads to
// the next or the previous article is a redirect, and that to what the crawl reaches, too.
import { LinkChecker } from 'linkinator';

const adjacent = /\/learn\/[^/]+\/(next|previous)\?of=/;
// Searches can be narrowed in more ways than anybody can ask for; robots.txt keeps crawlers from them.
const searches = /\/search(\?|$)/;

// What is wrong with an address that is to redirect to one of these paths.
async function misleading(url, reached) {
  const { status, headers } = await fetch(url, { redirect: 'manual' });
  const path = status === 302 ? new URL(headers.get('location'), url).pathname : '';
  return reached.has(path) ? [] : [`${url}: ${status} ${path}`];
}

export async function check(site, pages) {
  const checker = new LinkChecker();
  const crawl = () =>
    checker.check({
      path: `${site}/`,
      recurse: true,
      redirects: 'error',
      linksToSkip: [adjacent.source, searches.source, `^(?!${site.replaceAll('.', '\\.')}(/|$))`],
      checkFragments: true,
      cleanUrls: true, // a path without an ending is no folder: links start where browsers have them start
    });
  await crawl(); // of a page that has been read, it does not look for parts that are named later; but it remembers them
  const { links } = await crawl();
  const asked = links.filter(({ state }) => state !== 'SKIPPED');
  const reached = new Set(asked.map(({ url }) => new URL(url).pathname));
  const broken = asked.filter(({ state, status }) => state !== 'OK' || status !== 200);
  const left = pages.map(({ url }) => new URL(url).pathname).filter((path) => !reached.has(path) && !searches.test(path));
  const redirects = [...new Set(links.map(({ url }) => url).filter((url) => adjacent.test(url)))];
  const misled = await Promise.all(redirects.map((url) => misleading(url, reached)));
  if (!redirects.length) misled.push(['no article leads to the next']);
  const findings = [
    ...misled.flat(),
    ...broken.map(({ url, parent, status }) => `${new URL(parent ?? url).pathname}: ${url} (${status})`),
    ...left.map((path) => `${path}: no link leads there`),
  ];
  return { findings: [...new Set(findings)], summary: `${new Set(asked.map(({ url }) => url)).size} links, ${reached.size} addresses, ${redirects.length} redirects` };
}
