// The pages as a site gives them, and a browser that sees them so.
import { createServer, request } from 'node:http';
import { chromium } from 'playwright-core';

export const CHROMIUM = '/usr/bin/chromium';

/** What the pages of a site are: for each path its status, headers and HTML. */
export async function loadPages(site, paths) {
  return Promise.all(paths.map(async (path) => {
    const response = await fetch(site + encodeURI(path), { headers: { accept: 'text/html' } });
    if (response.status !== 200) throw new Error(`${path}: status ${response.status}`);
    return { path, url: response.url, headers: response.headers, html: await response.text() };
  }));
}

/** Calls `use` with a browser of which the local stack does not know that it is one, and so does not add its live reload. */
export async function withBrowser(use) {
  return withProxy(async (args) => {
    const browser = await chromium.launch({ executablePath: CHROMIUM, args });
    try {
      return await use(browser);
    } finally {
      await browser.close();
    }
  });
}

/** Calls `use` with the flags that make Chromium use a proxy which passes everything on but what tells a browser. */
export async function withProxy(use) {
  const proxy = createServer((incoming, outgoing) => {
    const headers = Object.fromEntries(Object.entries(incoming.headers).filter(([name]) => !name.startsWith('sec-fetch-')));
    const forwarded = request(incoming.url, { method: incoming.method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const flags = ['--no-sandbox', `--proxy-server=127.0.0.1:${proxy.address().port}`, '--proxy-bypass-list=<-loopback>'];
  try {
    return await use(flags);
  } finally {
    proxy.close();
    proxy.closeAllConnections();
  }
}
