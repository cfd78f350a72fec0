// A reader on the home page, which does not name an article, finds it by its topic in three actions: type, enter, click.
// With and without scripts, on a wide screen and a narrow one.
import { withBrowser } from '../site.mjs';

const SCREENS = [{ width: 1280, height: 900 }, { width: 360, height: 740 }];
const PLACES = 3; // the article is among so many results

export async function check(site, pages, { topics }) {
  return withBrowser(async (browser) => {
    const findings = [];
    for (const viewport of SCREENS) for (const javaScriptEnabled of [true, false]) {
      const page = await browser.newPage({ viewport, javaScriptEnabled });
      const note = (what) => findings.push(`${what} (${viewport.width} px, scripts ${javaScriptEnabled ? 'on' : 'off'})`);
      for (const [topic, path] of Object.entries(topics)) {
        await page.goto(`${site}/`);
        if (await page.locator(`a[href="${path}"]`).count()) note(`${path}: the home page names it`);
        await page.getByRole('searchbox').fill(topic);
        await page.getByRole('searchbox').press('Enter');
        await page.waitForURL(/\/search\?/);
        const results = await page.locator('.results h2 a').evaluateAll((links) => links.map((each) => each.getAttribute('href')));
        if (!results.slice(0, PLACES).includes(path)) {
          note(`${topic}: finds ${results.slice(0, PLACES).join(' ') || 'nothing'}`);
          continue;
        }
        await page.locator(`.results a[href="${path}"]`).click();
        await page.waitForURL(`**${path}`);
      }
      await page.close();
    }
    return { findings, summary: `${Object.keys(topics).length} topics` };
  });
}
