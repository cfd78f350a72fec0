// A typical page takes less than 32 KB, and less than 8 KB compressed. The page of stress is not one.
import { gzipSync } from 'node:zlib';

const LIMIT = 32_000;
const LIMIT_COMPRESSED = 8_000;

export async function check(site, pages) {
  const typical = pages.filter(({ path }) => !path.endsWith('/stress'));
  const sizes = typical.map(({ path, html }) => ({ path, plain: Buffer.byteLength(html), compressed: gzipSync(html, { level: 9 }).length }));
  const findings = sizes
    .filter(({ plain, compressed }) => plain >= LIMIT || compressed >= LIMIT_COMPRESSED)
    .map(({ path, plain, compressed }) => `${path}: ${plain} bytes, ${compressed} compressed`);
  const largest = sizes.reduce((a, b) => (a.compressed > b.compressed ? a : b));
  return { findings, summary: `largest ${largest.plain} bytes, ${largest.compressed} compressed` };
}
