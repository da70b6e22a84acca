// Multipart uploads over the wire: parts become one object, and nothing is left of those that are given up.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore, type Store } from './harness.js';

let store: Store;
beforeEach(async () => {
  store = await openStore();
});
afterEach(() => store.emulator.close());

const first = (xml: string, name: string): string | undefined => new RegExp(`<${name}>(.*?)</${name}>`).exec(xml)?.[1];
const BIG = Buffer.alloc(5 * 1024 * 1024, 'q');

async function begin(): Promise<string> {
  const headers = { 'x-amz-meta-m': 'p' };
  return first(await store.text('POST', '/results/mp?uploads', { headers }), 'UploadId')!;
}

async function put(id: string, number: number, body: string | Uint8Array): Promise<string> {
  const path = `/results/mp?partNumber=${number}&uploadId=${id}`;
  return (await store.ask('PUT', path, { body })).headers.get('etag')!;
}

const complete = (id: string, parts: readonly (readonly [number, string])[]): Promise<string> =>
  store.text('POST', `/results/mp?uploadId=${id}`, {
    body: `<CompleteMultipartUpload>${parts.map(([number, etag]) => `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`).join('')}</CompleteMultipartUpload>`,
  });

it('puts the parts together in the order of their numbers', async () => {
  const id = await begin();
  const tail = await put(id, 2, 'tail');
  const head = await put(id, 1, BIG);
  expect(await store.text('GET', `/results/mp?uploadId=${id}`)).toMatch(/<PartNumber>1<.*<PartNumber>2</);
  expect(
    first(
      await complete(id, [
        [1, head],
        [2, tail],
      ]),
      'ETag',
    ),
  ).toMatch(/^&quot;[0-9a-f]{32}-2&quot;$/);
  const got = await store.ask('GET', '/results/mp');
  expect(Buffer.from(await got.arrayBuffer()).equals(Buffer.concat([BIG, Buffer.from('tail')]))).toBe(true);
  expect(got.headers.get('x-amz-meta-m')).toBe('p');
  const range = { range: `bytes=${BIG.length - 1}-${BIG.length}` };
  expect(await store.text('GET', '/results/mp', { headers: range })).toBe('qt');
  const part = await store.ask('GET', '/results/mp?partNumber=2');
  expect([part.status, await part.text(), part.headers.get('x-amz-mp-parts-count')]).toEqual([206, 'tail', '2']);
  expect(first(await complete(id, [[1, head]]), 'Code')).toBe('NoSuchUpload');
});

it('refuses parts that are small, unknown or out of order', async () => {
  const id = await begin();
  const [one, two] = [await put(id, 1, 'a'), await put(id, 2, 'b')];
  expect(
    first(
      await complete(id, [
        [1, one],
        [2, two],
      ]),
      'Code',
    ),
  ).toBe('EntityTooSmall');
  expect(
    first(
      await complete(id, [
        [2, two],
        [1, one],
      ]),
      'Code',
    ),
  ).toBe('InvalidPartOrder');
  expect(first(await complete(id, [[1, two]]), 'Code')).toBe('InvalidPart');
  expect(first(await complete(id, []), 'Code')).toBe('MalformedXML');
  expect((await store.ask('HEAD', '/results/mp')).status).toBe(404);
  expect(first(await store.text('PUT', `/results/mp?partNumber=0&uploadId=${id}`, { body: '' }), 'Code')).toBe(
    'InvalidArgument',
  );
});

it('copies a part out of an object', async () => {
  const id = await begin();
  await store.ask('PUT', '/results/source', { body: 'abcdef' });
  const headers = { 'x-amz-copy-source': 'results/source', 'x-amz-copy-source-range': 'bytes=1-3' };
  const xml = await store.text('PUT', `/results/mp?partNumber=1&uploadId=${id}`, { headers });
  await complete(id, [[1, first(xml, 'ETag')!]]);
  expect(await store.text('GET', '/results/mp')).toBe('bcd');
});

it('forgets an upload that is given up', async () => {
  const id = await begin();
  await put(id, 1, 'a');
  expect(first(await store.text('GET', '/results?uploads'), 'UploadId')).toBe(id);
  expect((await store.ask('DELETE', `/results/mp?uploadId=${id}`)).status).toBe(204);
  expect(first(await store.text('GET', '/results?uploads'), 'UploadId')).toBeUndefined();
  expect(first(await store.text('GET', `/results/mp?uploadId=${id}`), 'Code')).toBe('NoSuchUpload');
});
