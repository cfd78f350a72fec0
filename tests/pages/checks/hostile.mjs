// Pages made of files with a hostile text in every field, without the policy that would stop scripts: nothing runs.
// Pages on which something does run, each in another way, must be found out, or this check sees nothing.
import { withBrowser } from '../site.mjs';

const ORIGIN = 'https://example.org';

// Whose pages an article may show in a frame that cannot leave its page: the default of `frames` in site.yaml.
const FRAMES = ['https://www.youtube-nocookie.com/', 'https://player.vimeo.com/'];

// The site's own script of pages with code.
const SCRIPT = /^https:\/\/example\.org\/scripts\/copy-[0-9a-f]{12}\.js$/;

const WINDOWS = 4;

const CONTROLS = {
  'a script': '<script>alert(1)</script>',
  'a script that asks': '<script>fetch("/x")</script>',
  'a script like the one of the site': '<script src="/scripts/copy-000000000000.js?x"></script>',
  'a script of another origin': '<script src="https://elsewhere.example/x.js"></script>',
  'a handler that runs': '<img src="x" onerror="alert(1)">',
  'a handler that waits': '<p onmouseover="alert(1)">x</p>',
  'a handler on focus': '<input autofocus onfocus="alert(1)">',
  'a handler of an animation': '<svg><animate onbegin="alert(1)" attributeName="x" dur="1s"></animate></svg>',
  'a link with a script': '<a href="java&Tab;script:alert(1)">x</a>',
  'a frame with a script': '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
  'a frame of another host': '<iframe sandbox src="https://elsewhere.example/"></iframe>',
  'a frame of a host like one that is allowed': '<iframe sandbox src="https://player.vimeo.com.elsewhere.example/"></iframe>',
  'a frame that can leave its page': '<iframe sandbox="allow-top-navigation" src="https://player.vimeo.com/video/1"></iframe>',
  'a frame without a sandbox': '<iframe src="https://player.vimeo.com/video/1"></iframe>',
  'a video of another origin': '<video src="https://elsewhere.example/x.mp4"></video>',
  'a way out': '<meta http-equiv="refresh" content="0;url=/elsewhere">',
  'an image of another origin': '<img src="https://elsewhere.example/x.png">',
  'a form': '<form><button formaction="javascript:alert(1)">x</button></form>',
};

export async function check(site, pages, { hostile }) {
  return withBrowser(async (browser) => {
    const findings = [];
    const controls = Object.entries(CONTROLS);
    const pages = Object.entries(hostile);
    await Promise.all(Array.from({ length: WINDOWS }, async () => {
      const page = await browser.newPage();
      for (let next; (next = controls.pop());) {
        if (!(await whatRuns(page, `<!DOCTYPE html><title>x</title>${next[1]}`)).length) findings.push(`not noticed: ${next[0]}`);
      }
      for (let next; (next = pages.pop());) {
        findings.push(...(await whatRuns(page, next[1])).map((what) => `${next[0]}: ${what}`));
      }
    }));
    return { findings, summary: `${Object.keys(hostile).length} pages, ${Object.keys(CONTROLS).length} controls` };
  });
}

/** What a page does that a page of text does not, each as a sentence. */
async function whatRuns(page, html) {
  const found = [];
  const note = (what) => found.push(what);
  const onDialog = (dialog) => { note(`says ${dialog.message()}`); return dialog.dismiss(); };
  let opened = false;
  await page.route('**/*', (route) => {
    const request = route.request();
    if (request.isNavigationRequest() && !opened) {
      opened = true;
      return route.fulfill({ contentType: 'text/html; charset=utf-8', body: html });
    }
    const kinds = ['image', 'media', 'font', 'stylesheet', 'other'];
    const isOurs = SCRIPT.test(request.url()) || (request.url().startsWith(`${ORIGIN}/`) && kinds.includes(request.resourceType()));
    const isFrame = request.isNavigationRequest() && request.frame().parentFrame() !== null
      && FRAMES.some((host) => request.url().startsWith(host));
    if (!isOurs && !isFrame) note(`asks for ${request.url()} (${request.resourceType()})`);
    return request.isNavigationRequest() ? route.fulfill({ status: 204 }) : route.abort();
  });
  page.on('dialog', onDialog);
  try {
    await page.goto(`${ORIGIN}/`);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    found.push(...(await page.evaluate(waiting)));
  } finally {
    page.off('dialog', onDialog);
    await page.unroute('**/*');
  }
  return found;
}

/** In the page: what would run if someone touched it. */
function waiting() {
  const found = [];
  for (const frame of document.querySelectorAll('iframe')) {
    const sandbox = frame.getAttribute('sandbox');
    if (sandbox === null || sandbox.includes('top-navigation')) found.push(`a frame has the sandbox ${sandbox}`);
  }
  for (const element of document.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      const url = value.replaceAll(/[\t\n\r]/g, '').trim();
      const isScript = /(href|src|action|data)$/.test(name) && /^(javascript|vbscript|data):/i.test(url);
      if (name.startsWith('on') || isScript) found.push(`${element.localName} has ${name}=${value}`);
    }
  }
  return found;
}
