// Every link within the site leads somewhere, also to the right place in a page.
import { LinkChecker } from 'linkinator';

export async function check(site, pages) {
  const checker = new LinkChecker();
  const outside = `^(?!${site.replaceAll('.', '\\.')}(/|$))`;
  const { links } = await checker.check({ path: pages.map(({ url }) => url), linksToSkip: [outside], checkFragments: true });
  const findings = links
    .filter(({ state }) => state === 'BROKEN')
    .map(({ url, parent, status }) => `${new URL(parent ?? url).pathname}: ${url} (${status})`);
  return { findings, summary: `${new Set(links.filter(({ state }) => state === 'OK').map(({ url }) => url)).size} links` };
}
