// In a browser: nothing on the console, nothing asked of other origins, nothing wider than a narrow screen, and the
// same text with and without scripts.
import { withBrowser } from '../site.mjs';

const NARROW = { width: 320, height: 640 };

export async function check(site, pages) {
  return withBrowser(async (browser) => {
    const findings = [];
    const page = await browser.newPage({ viewport: NARROW });
    const without = await browser.newPage({ viewport: NARROW, javaScriptEnabled: false });
    const note = (what) => findings.push(`${new URL(page.url()).pathname}: ${what}`);
    page.on('console', (message) => note(`console: ${message.text()}`));
    page.on('pageerror', (error) => note(`error: ${error}`));
    page.on('requestfailed', (request) => note(`failed: ${request.url()}`));
    page.on('request', (request) => {
      if (!request.url().startsWith(`${site}/`)) note(`asks for ${request.url()}`);
    });
    for (const { path, url } of pages) {
      await page.goto(url);
      await page.evaluate(() => document.fonts.ready);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (width > NARROW.width) findings.push(`${path}: ${width} px wide on a screen of ${NARROW.width}`);
      await without.goto(url);
      if ((await without.innerText('body')) !== (await page.innerText('body'))) findings.push(`${path}: needs scripts`);
    }
    return { findings, summary: `${pages.length} pages` };
  });
}
