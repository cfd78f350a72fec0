// Three browsers in one shape. Each is driven by what its makers give for that: Firefox in a real window, since without one
// it repaints what a reader would see unpainted, and WebKit by its driver.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import puppeteer from 'puppeteer-core';
import { Builder, Capabilities } from 'selenium-webdriver';
import { CHROMIUM } from './site.mjs';

export const FIREFOX = '/usr/bin/firefox-esr';
const MINI_BROWSER = 'webkit2gtk-4.1/MiniBrowser';
export const LIGHT_AND_DARK = [false, true];
export const SCREEN = { width: 2400, height: 5200 };
const DRIVER_STARTS_MS = 10_000;

const ENGINES = { Chromium: inChromium, Firefox: inFirefox, WebKit: inWebKit };

/** The names of the browsers. */
export const NAMES = Object.keys(ENGINES);

/**
 * Calls `use` for each browser, in light (false) or dark (true) as the schemes say, with its name, whether it is dark, and its
 * window of a size. What is not to be seen needs no large one, which takes long to draw. Browsers run at once.
 */
export async function inAllEngines(size, schemes, use) {
  await Promise.all(NAMES.map(async (name) => {
    for (const dark of schemes) await withEngine(name, dark, size, (window) => use(name, dark, window));
  }));
}

/** Calls `use` with a browser's window: `open` a URL, `run` a function there, and `shot`, a PNG of all that it shows. Chromium and
 * Firefox have a `page` besides, of Playwright and of Puppeteer, which press keys by the same names. */
export async function withEngine(name, dark, size, use) {
  return ENGINES[name](dark, size, use);
}

/** Calls `use` with a screen that nobody sees, for browsers that want a window. Its `picture` is what is on it. */
export async function withScreen(use) {
  const folder = mkdtempSync(join(tmpdir(), 'screen-'));
  const size = `${SCREEN.width}x${SCREEN.height}x24`;
  // Without a reset, between one browser and the next, in which it takes no other.
  const args = ['-displayfd', '3', '-screen', '0', size, '-noreset', '-nolisten', 'tcp', '-fbdir', folder];
  const screen = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  try {
    const [number] = await Promise.race([once(screen.stdio[3], 'data'), once(screen, 'exit')]);
    if (screen.exitCode !== null) throw new Error(`Xvfb ended with ${screen.exitCode}`);
    process.env.DISPLAY = `:${String(number).trim()}`;
    return await use({ picture: () => picture(join(folder, 'Xvfb_screen0')) });
  } finally {
    if (screen.kill()) await once(screen, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is on a screen, of its file in the format of xwd: the length of its header, and of a line, are its 1st and 13th word. */
function picture(file) {
  const data = readFileSync(file);
  const [header, , , , width, height, , , , , , , line, , , , , , , colors] = Array.from({ length: 20 }, (_, at) => data.readUInt32BE(4 * at));
  const start = header + 12 * colors;
  const rgb = (x, y) => { const at = start + y * line + 4 * x; return [data[at + 2], data[at + 1], data[at]]; };
  return { width, height, rgb };
}

async function inChromium(dark, size, use) {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: size, colorScheme: dark ? 'dark' : 'light' });
    return await use({ page, open: (url) => page.goto(url), run: (code, arg) => page.evaluate(code, arg), shot: () => page.screenshot() });
  } finally {
    await browser.close();
  }
}

async function inFirefox(dark, size, use) {
  const preferences = { 'layout.css.prefers-color-scheme.content-override': dark ? 0 : 1 };
  const args = [`--width=${size.width}`, `--height=${size.height}`];
  const browser = await puppeteer.launch({
    browser: 'firefox', executablePath: FIREFOX, headless: false, defaultViewport: null, args, extraPrefsFirefox: preferences,
  });
  try {
    const page = await browser.newPage();
    return await use({ page, open: (url) => page.goto(url), run: (code, arg) => page.evaluate(code, arg), shot: async () => Buffer.from(await page.screenshot()) });
  } finally {
    await browser.close();
  }
}

async function inWebKit(dark, size, use) {
  const port = await freePort();
  // As root it cannot make the namespaces of its sandbox. It opens nothing but our own pages.
  const env = { ...process.env, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', GTK_THEME: dark ? 'Adwaita:dark' : 'Adwaita' };
  const driver = spawn('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], { stdio: 'ignore', env });
  try {
    await answering(port);
    const binary = readdirSync('/usr/lib').map((folder) => join('/usr/lib', folder, MINI_BROWSER)).find(existsSync);
    const wanted = new Capabilities().set('browserName', 'MiniBrowser').set('webkitgtk:browserOptions', { binary, args: ['--automation'] });
    const browser = await new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities(wanted).build();
    try {
      await browser.manage().window().setRect({ ...size, x: 0, y: 0 });
      return await use({
        open: (url) => browser.get(url),
        run: (code, arg) => browser.executeAsyncScript(`const done = arguments[1]; Promise.resolve((${code})(arguments[0])).then(done)`, arg),
        shot: async () => Buffer.from(await browser.takeScreenshot(), 'base64'),
      });
    } finally {
      await browser.quit();
    }
  } finally {
    driver.kill();
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function answering(port) {
  const deadline = Date.now() + DRIVER_STARTS_MS;
  for (;;) {
    const ready = await fetch(`http://127.0.0.1:${port}/status`).then(() => true, () => false);
    if (ready) return;
    if (Date.now() > deadline) throw new Error('WebKitWebDriver does not answer');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * Calls `use` with the address of a mirror of a site. The site does not know that browsers ask, so it adds no live reload, and
 * fonts come late by so many milliseconds. At `/frames?path=P&widths=W,W` a page is shown in frames of these widths: no
 * browser's window is 320 px wide.
 */
export async function withMirror(site, fontDelay, use) {
  const mirror = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url, site);
    if (url.pathname === '/frames') {
      outgoing.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      outgoing.end(frames(url.searchParams.get('path'), url.searchParams.get('widths').split(',')));
      return;
    }
    const headers = Object.fromEntries(Object.entries(incoming.headers).filter(([name]) => !name.startsWith('sec-fetch-')));
    const forwarded = request(url, { method: incoming.method, headers: { ...headers, host: url.host } }, (answer) => {
      const wait = url.pathname.startsWith('/fonts/') ? fontDelay : 0;
      setTimeout(() => {
        outgoing.writeHead(answer.statusCode, framed(answer.headers));
        answer.pipe(outgoing);
      }, wait);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  }).listen(0, '127.0.0.1');
  await once(mirror, 'listening');
  try {
    return await use(`http://127.0.0.1:${mirror.address().port}`);
  } finally {
    mirror.close();
    mirror.closeAllConnections();
  }
}

/** The headers of an answer that may be shown in a frame. */
function framed({ 'x-frame-options': _, 'content-security-policy': policy, ...headers }) {
  return policy ? { ...headers, 'content-security-policy': policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'") } : headers;
}

function frames(path, widths) {
  const style = 'html, body { margin: 0; white-space: nowrap } iframe { border: 0; height: 900px; vertical-align: top }';
  const each = widths.map((width) => `<iframe width="${width}" src="${encodeURI(path)}"></iframe>`).join('');
  return `<!DOCTYPE html><html lang="en"><title>Frames</title><style>${style}</style><body>${each}</body></html>`;
}

/** In a page of frames: waits until each is loaded with its fonts, and makes it as high as its page. */
export async function settled() {
  const all = [...document.querySelectorAll('iframe')];
  for (const frame of all) {
    while (frame.contentDocument?.readyState !== 'complete' || frame.contentDocument.URL === 'about:blank') {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await frame.contentDocument.fonts.ready;
    frame.style.height = `${frame.contentDocument.documentElement.scrollHeight}px`;
  }
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  return all.length;
}
