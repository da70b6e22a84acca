// Where an ItemReader has its items from: an object, or the list of a bucket's. The Map calls it like a child of its own; asked
// again after a restart it reads again. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
import { gunzipSync } from 'node:zlib';
import { ServiceError } from '../../aws/errors.js';
import type { ObjectsBackend } from '../../backends/objects-port.js';
import { messageOf } from '../../lib/errors.js';
import { type CsvRules, ItemFault, readCsv, readJson, readJsonLines, readManifest } from './item-formats.js';
import type { Callable, Reply, TaskPorts } from './target.js';

export type InputType = 'CSV' | 'JSON' | 'JSONL' | 'MANIFEST';

export interface ItemRequest {
  readonly action: 'getObject' | 'listObjectsV2';
  /** Bucket, Key, Prefix. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly inputType: InputType | undefined;
  /** Of a list: what is in the objects, and not what they are called. */
  readonly flatten: boolean;
  readonly csv: CsvRules;
  readonly pointer: string | undefined;
  /** 0: all. */
  readonly most: number;
}

/** What AWS reads at most. */
const MOST_ITEMS = 100_000_000;
const READER_FAILED = 'States.ItemReaderFailed';

/** As the first SDK for Java words them: ItemReader and ResultWriter call S3 through it. */
export function s3Cause(error: unknown, ports: TaskPorts): string {
  if (!(error instanceof ServiceError)) return messageOf(error);
  const { code, status, message } = error;
  const [request, extended] = [ports.requestId(), ports.requestId()];
  return `${message} (Service: Amazon S3; Status Code: ${status}; Error Code: ${code}; Request ID: ${request}; S3 Extended Request ID: ${extended}; Proxy: null)`;
}

async function readBytes(objects: ObjectsBackend, bucket: unknown, key: unknown): Promise<Buffer> {
  const { Body: body } = await objects.call('GetObject', { Bucket: bucket, Key: key });
  const bytes = Buffer.from(body ?? new Uint8Array(0));
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
}

async function readObject(request: ItemRequest, key: unknown, objects: ObjectsBackend): Promise<readonly unknown[]> {
  const { parameters, inputType, csv, pointer } = request;
  const { Bucket: bucket } = parameters;
  const text = (await readBytes(objects, bucket, key)).toString('utf8');
  if (inputType === 'JSONL') return readJsonLines(text);
  if (inputType === 'CSV') return readCsv(text, csv);
  if (inputType !== 'MANIFEST') return readJson(text, pointer);
  const { headers, keys } = readManifest(text);
  const items: unknown[] = [];
  for (const one of keys) {
    const rows = (await readBytes(objects, bucket, one)).toString('utf8');
    for (const item of readCsv(rows, { headers, delimiter: ',' })) items.push(item);
  }
  return items;
}

interface Entry {
  readonly ETag: string;
  readonly Key: string;
  readonly LastModified: Date;
  readonly Size: number;
  readonly StorageClass: string;
}

async function listObjects(request: ItemRequest, objects: ObjectsBackend, most: number): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  let token: unknown;
  do {
    const more = token === undefined ? {} : { ContinuationToken: token };
    const page = await objects.call('ListObjectsV2', { ...request.parameters, ...more });
    for (const entry of page['Contents'] as readonly Entry[]) entries.push(entry);
    token = page['NextContinuationToken'];
  } while (token !== undefined && entries.length < most);
  return entries;
}

async function read(request: ItemRequest, { objects }: TaskPorts): Promise<readonly unknown[]> {
  const most = request.most === 0 ? MOST_ITEMS : Math.min(request.most, MOST_ITEMS);
  if (request.action === 'getObject') {
    return (await readObject(request, request.parameters['Key'], objects)).slice(0, most);
  }
  const entries = await listObjects(request, objects, request.flatten ? MOST_ITEMS : most);
  if (!request.flatten) {
    return entries.slice(0, most).map(({ ETag, Key, LastModified, Size, StorageClass }) => ({
      Etag: ETag,
      Key,
      LastModified: Math.floor(LastModified.getTime() / 1000),
      Size,
      StorageClass,
    }));
  }
  const items: unknown[] = [];
  for (const { Key: key, Size: size } of entries) {
    if (items.length >= most) break;
    if (size === 0) continue;
    for (const item of await readObject(request, key, objects)) items.push(item);
  }
  return items.slice(0, most);
}

export function itemSource(request: ItemRequest): Callable {
  return {
    label: 's3',
    child: true,
    callback: false,
    async call(_, ports): Promise<Reply> {
      const fail = (cause: string): Reply => ({ failure: { error: READER_FAILED, cause } });
      // Recorded.
      if (request.most < 0) return fail('field MaxItems must be positive');
      try {
        return { output: JSON.stringify(await read(request, ports)) };
      } catch (error) {
        return fail(error instanceof ItemFault ? error.message : s3Cause(error, ports));
      }
    },
  };
}
