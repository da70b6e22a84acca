// Buckets and objects over the wire: what is put comes back, what is wrong is refused in S3's words.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from './harness.js';

let store: Store;
beforeEach(async () => {
  store = await openStore();
});
afterEach(() => store.emulator.close());

const codeOf = (xml: string): string | undefined => /<Code>(.*?)<\/Code>/.exec(xml)?.[1];
const all = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'g'))].map(([, text]) => text!);

it('gives back what was put, with its headers and metadata', async () => {
  const headers = { 'content-type': 'text/plain', 'cache-control': 'no-cache', 'x-amz-meta-who': 'me' };
  const put = await store.ask('PUT', '/results/a%20b/%C3%A4%2B.txt', { headers, body: 'hello' });
  expect([put.status, put.headers.get('etag')]).toEqual([200, '"5d41402abc4b2a76b9719d911017c592"']);
  const got = await store.ask('GET', '/results/a%20b/%C3%A4%2B.txt');
  expect(Object.fromEntries(got.headers)).toMatchObject({
    ...headers,
    'accept-ranges': 'bytes',
    'content-length': '5',
    'last-modified': 'Fri, 02 Jan 2026 03:04:05 GMT',
    'x-amz-server-side-encryption': 'AES256',
  });
  expect(await got.text()).toBe('hello');
  const head = await store.ask('HEAD', '/results/a%20b/%C3%A4%2B.txt');
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '5', '']);
});

it.each([
  ['bytes=1-2', 206, 'el', 'bytes 1-2/5'],
  ['bytes=3-', 206, 'lo', 'bytes 3-4/5'],
  ['bytes=-2', 206, 'lo', 'bytes 3-4/5'],
  ['bytes=0-99', 206, 'hello', 'bytes 0-4/5'],
  ['lines=1-2', 200, 'hello', null],
])('sends the range %s', async (range, status, text, told) => {
  await store.ask('PUT', '/results/k', { body: 'hello' });
  const got = await store.ask('GET', '/results/k', { headers: { range } });
  expect([got.status, await got.text(), got.headers.get('content-range')]).toEqual([status, text, told]);
});

it.each([
  ['if-match', '"x"', 412, 'PreconditionFailed'],
  ['if-match', '"5d41402abc4b2a76b9719d911017c592"', 200, undefined],
  ['if-none-match', '"5d41402abc4b2a76b9719d911017c592"', 304, undefined],
  ['if-modified-since', 'Fri, 02 Jan 2026 03:04:05 GMT', 304, undefined],
  ['if-unmodified-since', 'Thu, 01 Jan 2026 00:00:00 GMT', 412, 'PreconditionFailed'],
])('heeds %s: %s', async (name, value, status, code) => {
  await store.ask('PUT', '/results/k', { body: 'hello' });
  const got = await store.ask('GET', '/results/k', { headers: { [name]: value } });
  expect([got.status, codeOf(await got.text())]).toEqual([status, code]);
});

it.each([
  ['GET', '/nowhere/k', {}, 404, 'NoSuchBucket', 'The specified bucket does not exist'],
  ['GET', '/results/none', {}, 404, 'NoSuchKey', 'The specified key does not exist.'],
  [
    'GET',
    '/results/k',
    { headers: { range: 'bytes=9-' } },
    416,
    'InvalidRange',
    'The requested range is not satisfiable',
  ],
  ['PUT', '/results/k', { body: 'x', headers: { 'if-none-match': '*' } }, 412, 'PreconditionFailed', /pre-conditions/],
  ['PUT', '/results/k', { body: 'x', headers: { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' } }, 400, 'BadDigest', /MD5/],
  ['PUT', '/results/k', { body: 'x', headers: { 'x-amz-checksum-crc32': 'AAAAAA==' } }, 400, 'BadDigest', /CRC32/],
  ['PUT', `/results/${'k'.repeat(1025)}`, { body: 'x' }, 400, 'KeyTooLongError', 'Your key is too long'],
  ['PUT', '/Results', {}, 400, 'InvalidBucketName', 'The specified bucket is not valid.'],
  ['DELETE', '/results', {}, 409, 'BucketNotEmpty', 'The bucket you tried to delete is not empty'],
  ['POST', '/results?delete', { body: '<Delete><Object>' }, 400, 'MalformedXML', /not well-formed/],
  ['GET', '/results?versioning', {}, 501, 'NotImplemented', /^GetBucketVersioning is not emulated/],
  ['PUT', '/results/k?tagging', { body: 'x' }, 501, 'NotImplemented', /^PutObjectTagging is not emulated/],
  ['PUT', '/results/k', { headers: { 'x-amz-tagging': 'a=b' }, body: '' }, 501, 'NotImplemented', /^Tagging/],
  ['GET', '/results?list-type=2&max-keys=x', {}, 400, 'InvalidArgument', /max-keys/],
  ['GET', '/results/k', { secret: 'wrong' }, 403, 'SignatureDoesNotMatch', /does not match/],
])('refuses %s %s', async (method, path, options, status, code, message) => {
  await store.ask('PUT', '/results/k', { body: 'hello' });
  const refused = await store.ask(method, path, options);
  const xml = await refused.text();
  expect([refused.status, codeOf(xml)]).toEqual([status, code]);
  expect(all(xml, 'Message')[0]).toMatch(message);
  expect(await store.text('GET', '/results/k')).toBe('hello');
});

describe('lists', () => {
  beforeEach(async () => {
    for (const key of ['l/a', 'l/b/1', 'l/b/2', 'l/c', 'l/d/1', 'm'])
      await store.ask('PUT', `/results/${key}`, { body: key });
  });

  it('fold what is below a delimiter', async () => {
    const xml = await store.text('GET', '/results?list-type=2&prefix=l%2F&delimiter=%2F');
    expect(all(xml, 'Key')).toEqual(['l/a', 'l/c']);
    expect(all(xml, 'Prefix')).toEqual(['l/', 'l/b/', 'l/d/']);
    expect([all(xml, 'KeyCount'), all(xml, 'IsTruncated')]).toEqual([['4'], ['false']]);
  });

  it.each([1, 2, 3])('go on page by page of %i', async (size) => {
    const found: string[] = [];
    let token = '';
    do {
      const xml = await store.text('GET', `/results?list-type=2&delimiter=%2F&prefix=l%2F&max-keys=${size}${token}`);
      expect(Number(all(xml, 'KeyCount')[0])).toBeLessThanOrEqual(size);
      found.push(...all(xml, 'Key'), ...all(xml, 'Prefix').slice(1));
      const [next] = all(xml, 'NextContinuationToken');
      token = next === undefined ? '' : `&continuation-token=${encodeURIComponent(next)}`;
    } while (token !== '');
    expect(found.sort()).toEqual(['l/a', 'l/b/', 'l/c', 'l/d/']);
  });

  it('begin behind a key, and go on behind a common prefix', async () => {
    expect(all(await store.text('GET', '/results?list-type=2&start-after=l%2Fc'), 'Key')).toEqual(['l/d/1', 'm']);
    const xml = await store.text('GET', '/results?delimiter=%2F&prefix=l%2F&marker=l%2Fb%2F');
    expect([all(xml, 'Key'), all(xml, 'Prefix')]).toEqual([['l/c'], ['l/', 'l/d/']]);
  });

  it('encode keys when asked', async () => {
    await store.ask('PUT', '/results/z%20%26%2B', { body: '' });
    expect(all(await store.text('GET', '/results?list-type=2&prefix=z'), 'Key')).toEqual(['z &amp;+']);
    expect(all(await store.text('GET', '/results?list-type=2&prefix=z&encoding-type=url'), 'Key')).toEqual([
      'z+%26%2B',
    ]);
  });
});

it('makes, finds and takes away buckets', async () => {
  expect((await store.ask('PUT', '/made-here')).status).toBe(200);
  expect((await store.ask('PUT', '/made-here')).status).toBe(200);
  const body =
    '<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>';
  expect((await store.ask('PUT', '/made-there', { body })).status).toBe(200);
  expect(codeOf(await store.text('PUT', '/made-there', { body }))).toBe('BucketAlreadyOwnedByYou');
  expect(await store.text('GET', '/made-there?location')).toMatch(/<LocationConstraint xmlns=".*">eu-west-1</);
  expect(all(await store.text('GET', '/'), 'Name')).toEqual(['made-here', 'made-there', 'orders', 'results']);
  expect((await store.ask('DELETE', '/made-here')).status).toBe(204);
  expect((await store.ask('HEAD', '/made-here')).status).toBe(404);
});

it('copies an object, with its metadata or with others', async () => {
  await store.ask('PUT', '/results/k', { body: 'hello', headers: { 'x-amz-meta-n': '1' } });
  const copy = { headers: { 'x-amz-copy-source': 'results/k' } };
  expect(await store.text('PUT', '/orders/copy', copy)).toMatch(/<CopyObjectResult.*<ETag>/);
  await store.ask('DELETE', '/results/k');
  const got = await store.ask('GET', '/orders/copy');
  expect([await got.text(), got.headers.get('x-amz-meta-n')]).toEqual(['hello', '1']);
  const itself = { 'x-amz-copy-source': 'orders/copy' };
  expect(codeOf(await store.text('PUT', '/orders/copy', { headers: itself }))).toBe('InvalidRequest');
  const replaced = { ...itself, 'x-amz-metadata-directive': 'REPLACE', 'x-amz-meta-n': '2' };
  expect((await store.ask('PUT', '/orders/copy', { headers: replaced })).status).toBe(200);
  expect((await store.ask('HEAD', '/orders/copy')).headers.get('x-amz-meta-n')).toBe('2');
});

it('deletes many at once', async () => {
  await store.ask('PUT', '/results/a', { body: '' });
  const body = '<Delete><Object><Key>a</Key></Object><Object><Key>b&lt;</Key></Object></Delete>';
  expect(all(await store.text('POST', '/results?delete', { body }), 'Key')).toEqual(['a', 'b&lt;']);
  expect(all(await store.text('GET', '/results?list-type=2'), 'Key')).toEqual([]);
});

it('takes bodies in chunks with a trailing checksum', async () => {
  const headers = {
    'content-encoding': 'aws-chunked',
    'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'x-amz-decoded-content-length': '5',
    'x-amz-trailer': 'x-amz-checksum-crc32',
  };
  const bodyWith = (sum: string) => `3\r\nhel\r\n2\r\nlo\r\n0\r\nx-amz-checksum-crc32:${sum}\r\n\r\n`;
  const put = await store.ask('PUT', '/results/k', { headers, body: bodyWith('NhCmhg==') });
  expect([put.status, put.headers.get('x-amz-checksum-crc32')]).toEqual([200, 'NhCmhg==']);
  const got = await store.ask('GET', '/results/k', { headers: { 'x-amz-checksum-mode': 'ENABLED' } });
  expect([await got.text(), got.headers.get('x-amz-checksum-crc32')]).toEqual(['hello', 'NhCmhg==']);
  expect(got.headers.get('content-encoding')).toBeNull();
  expect(codeOf(await store.text('PUT', '/results/k', { headers, body: bodyWith('AAAAAA==') }))).toBe('BadDigest');
  expect(codeOf(await store.text('PUT', '/results/k', { headers, body: '9\r\nhel' }))).toBe('IncompleteBody');
});

// The check value of each algorithm's specification.
it.each([
  ['crc32', 'y/Q5Jg=='],
  ['crc32c', '4waSgw=='],
  ['crc64nvme', 'rosUhgp5mIg='],
  ['sha1', '98O8HYCOBHMq32eZZczDTKeuNEE='],
  ['sha256', 'FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU='],
])('knows the checksum %s', async (name, value) => {
  const put = await store.ask('PUT', '/results/k', {
    body: '123456789',
    headers: { [`x-amz-checksum-${name}`]: value },
  });
  expect(put.status, await put.text()).toBe(200);
});

it('finds the bucket in the host of a signed request', async () => {
  await store.ask('PUT', '/results/k', { body: 'hello' });
  for (const host of ['results.s3.us-east-1.localhost:4566', 'results.localhost:4566', 'results.s3.amazonaws.com']) {
    expect(await store.text('GET', '/k', { host })).toBe('hello');
  }
});

it('serves buckets that are there without a signature, and nothing else', async () => {
  const get = async (path: string) => (await store.emulator.fetch(path)).status;
  expect(await get('/orders/2026/list.json')).toBe(200);
  expect(await get('/orders/none')).toBe(404);
  expect(await (await store.emulator.fetch('/grahpql')).json()).toMatchObject({ message: /^Nothing is served/ });
});
