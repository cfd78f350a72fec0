// The sites of examples/: what holds for the pages of content/ by html-validate, vnu, size, links, axe and, for the longest
// article of each, Lighthouse, in three browsers. The same programs ask, and of the same.
import { loadPages } from '../site.mjs';
import * as axe from './axe.mjs';
import * as controls from './controls.mjs';
import * as engines from './engines.mjs';
import * as htmlValidate from './html-validate.mjs';
import * as lighthouse from './lighthouse.mjs';
import * as links from './links.mjs';
import * as size from './size.mjs';
import * as vnu from './vnu.mjs';

const CHECKS = { vnu, 'html-validate': htmlValidate, size, links, axe };

export async function check(_, __, { examples }) {
  const findings = [];
  const summaries = [];
  for (const [name, { site, paths }] of Object.entries(examples)) {
    const pages = await loadPages(site, paths);
    const chosen = longest(pages);
    const asked = [
      ...Object.entries(CHECKS).map(([check, { check: run }]) => [check, () => run(site, pages)]),
      ['engines', () => engines.check(site, [pages.find(({ path }) => path === '/'), chosen])],
      ...(pages.some(({ html }) => html.includes('<pre')) ? [['controls', () => controls.check(site, pages)]] : []),
      ['lighthouse', () => lighthouse.audited([chosen])],
    ];
    for (const [check, run] of asked) {
      findings.push(...(await run()).findings.map((finding) => `${name}: ${check}: ${finding}`));
    }
    summaries.push(`${name} ${pages.length} pages`);
  }
  return { findings, summary: summaries.join(', ') };
}

/** The longest page of an article, which is said to be one. */
export function longest(pages) {
  const articles = pages.filter(({ html }) => html.includes('<meta property="og:type" content="article">'));
  return articles.reduce((a, b) => (b.html.length > a.html.length ? b : a));
}
