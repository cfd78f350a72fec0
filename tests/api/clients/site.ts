// The site by two clients in TypeScript, that were made from its description: node site.js SITE PATH

import createClient from 'openapi-fetch';
import * as sdk from './sdk';
import { client } from './sdk/client.gen';
import type { components, paths } from './types';

declare const process: { argv: string[] };

type Article = components['schemas']['Article'];
type Listed = components['schemas']['Listed'];

// What is told of an article. It compiles only if both descriptions have all of this, and with these types.
function told(article: Article | sdk.Article): string {
  const words: string[] = [article.title, article.subject?.name ?? '', article.next ?? '', article.answer.markdown];
  const counts: number[] = [article.reading_minutes, article.headings.length, article.links.length];
  const related: string[] = article.related.map((each) => each.path);
  return JSON.stringify([words, counts, related]);
}

function summary(article: Listed | sdk.Listed | undefined): string {
  return JSON.stringify([article?.path, article?.author, article?.tags, article?.modified]);
}

function same(found: unknown, expected: unknown, what: string): void {
  if (found === undefined || found !== expected) {
    throw new Error(`${what}: ${found} is not ${expected}`);
  }
}

async function main(site: string, path: string): Promise<void> {
  const article = (await (await fetch(`${site}/${path}.json`)).json()) as Article;
  const fields = ['path' as const, 'author' as const, 'tags' as const, 'modified' as const];
  const query = { paths: [`/${path}`], fields };

  const fetched = createClient<paths>({ baseUrl: site });
  const one = await fetched.GET('/{path}.json', { params: { path: { path } } });
  same(one.data && told(one.data), told(article), 'openapi-typescript: an article');
  const list = await fetched.GET('/api/articles', { params: { query } });
  const missing = await fetched.GET('/{path}.json', { params: { path: { path: 'no' } } });
  const status = typeof missing.error === 'object' ? missing.error.status : undefined;
  same(status, 404, 'openapi-typescript: a problem');

  client.setConfig({ baseUrl: site });
  const other = await sdk.getArticleAsJson({ path: { path } });
  same(other.data && told(other.data), told(article), '@hey-api/openapi-ts: an article');
  const otherList = await sdk.listArticles({ query });
  same(summary(otherList.data?.articles[0]), summary(list.data?.articles[0]), 'the first of a list');
  same(otherList.data?.articles[0]?.path, article.path, 'the path of the first of a list');
  console.log(Object.keys(sdk).length);
}

main(process.argv[2] ?? '', process.argv[3] ?? '').catch((error: unknown) => {
  console.error(error);
  throw error;
});
