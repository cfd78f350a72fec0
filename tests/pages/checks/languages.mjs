// Sites in other languages: they say their language and direction, nothing by themselves in English, and read as a mirror
// if they read from right to left, but for formulae and code. Each page is valid, and axe finds nothing. The home page and the
// longest article fit in three browsers, and Lighthouse gives the latter 100 of 100.
import { loadPages, withBrowser } from '../site.mjs';
import * as axe from './axe.mjs';
import * as engines from './engines.mjs';
import { longest } from './examples.mjs';
import * as lighthouse from './lighthouse.mjs';
import * as vnu from './vnu.mjs';

const WIDTHS = [360, 1280];

export async function check(_, __, { languages }) {
  const findings = [];
  for (const [language, { site, paths, direction, english }] of Object.entries(languages)) {
    const pages = await loadPages(site, paths);
    const wanted = { language, direction, english: new RegExp(`^(?:${english.join('|')})$`) };
    const found = await withBrowser((browser) => looked(browser, pages, wanted));
    const article = longest(pages);
    const asked = [
      await vnu.check(site, pages),
      await axe.check(site, pages),
      await engines.check(site, [pages.find(({ path }) => path === '/'), article]),
      await lighthouse.audited([article]),
    ];
    for (const some of [found, ...asked.map((each) => each.findings)]) {
      findings.push(...some.map((finding) => `${language}: ${finding}`));
    }
  }
  return { findings, summary: Object.keys(languages).join(', ') };
}

async function looked(browser, pages, { language, direction, english }) {
  const findings = [];
  const start = direction === 'rtl' ? 'right' : 'left';
  for (const width of WIDTHS) {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    for (const { path, url } of pages) {
      await page.goto(url);
      const seen = await page.evaluate(look);
      const note = (what) => findings.push(`${path} (${width} px): ${what}`);
      if (seen.lang !== language || seen.dir !== direction) note(`lang ${seen.lang}, dir ${seen.dir}`);
      for (const text of seen.said) if (english.test(text)) note(`says ${text}`);
      for (const name of seen.reversed) note(`${name} reads from right to left`);
      for (const { name, side } of seen.sides) if (side !== start) note(`${name} is at the ${side}`);
      if (seen.overflow > 0) note(`is ${seen.overflow} px too wide`);
    }
    await page.close();
  }
  return findings;
}

/** What a page says around its text, and how it is laid out. Runs in the page. */
function look() {
  const root = document.documentElement;
  const labels = ['aria-label', 'alt', 'placeholder', 'title'];
  const apart = 'style, script, math, .tex, pre, code, [lang]:not(html)';
  const elements = [...document.body.querySelectorAll('*')].filter((element) => !element.closest(apart));
  const lines = elements.filter((element) => element.matches('a, button, h1, h2, label, p, span, summary, th'));
  const texts = elements.flatMap((element) => labels.map((name) => element.getAttribute(name) ?? ''));
  const border = (element) => (parseFloat(getComputedStyle(element).borderLeftWidth) > 0 ? 'left' : 'right');
  const half = (element) => (element.getBoundingClientRect().left * 2 > root.clientWidth ? 'right' : 'left');
  const bars = elements.filter((element) => element.matches('.callout, blockquote, .outline'));
  return {
    lang: root.lang,
    dir: root.dir,
    said: [document.title, ...texts, ...lines.map((element) => element.textContent)].map((text) => text.replace(/\s+/g, ' ').trim()),
    reversed: [...document.querySelectorAll('math, pre, code, .math-block, .math-long')]
      .filter((element) => getComputedStyle(element).direction !== 'ltr').map((element) => element.localName),
    sides: [
      { name: 'name', side: half(document.querySelector('.site-name')) },
      ...bars.map((element) => ({ name: element.className || element.localName, side: border(element) })),
    ],
    overflow: root.scrollWidth - root.clientWidth,
  };
}
