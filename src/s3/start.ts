// Starts the wing: tables, the folder of bytes, buckets of the app with their seeds, the door and the port for who calls in
// process. What a killed process left of bytes that no row names is swept here.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from '../aws/arn.js';
import type { ObjectsBackend } from '../backends/objects-port.js';
import type { BucketDefinition } from '../definition/model.js';
import type { Clock } from '../lib/clock.js';
import type { Door } from '../lib/door.js';
import type { Log } from '../lib/log.js';
import type { Random } from '../lib/random.js';
import type { Database } from '../lib/sqlite.js';
import { OPERATIONS } from './api/index.js';
import { putObject } from './api/put-object.js';
import { notImplemented } from './content/faults.js';
import { typeOfFile } from './content/media-types.js';
import type { S3Program } from './model.js';
import type { ApiPorts } from './ports.js';
import { createFileBlobs, createMemoryBlobs } from './store/blobs.js';
import { createBuckets } from './store/buckets.js';
import { createObjects } from './store/objects.js';
import { prepareTables } from './store/schema.js';
import { createUploads } from './store/uploads.js';
import { createS3Door } from './wire/door.js';

export interface S3Ports {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly account: Account;
  /** Where objects' bytes are; undefined keeps them in the database, which then is one in memory. */
  readonly folder?: string | undefined;
  /** Survive losing power, not only kill -9. */
  readonly sync: boolean;
}

export interface S3Wing {
  readonly doors: { readonly rest: Door };
  readonly backend: ObjectsBackend;
  /** True for a bucket that is there. */
  has(bucket: string): boolean;
  /** Makes the buckets that are new, with their seeds; none is taken away. */
  swap(program: S3Program): Promise<void>;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html */
export async function start(program: S3Program, ports: S3Ports): Promise<S3Wing> {
  const { database, random, log, account, clock, folder, sync } = ports;
  prepareTables(database);
  const blobs = folder === undefined ? createMemoryBlobs(database, random) : createFileBlobs(folder, random, sync);
  const api: ApiPorts = {
    buckets: createBuckets(database),
    objects: createObjects(database),
    uploads: createUploads(database),
    ...{ blobs, database, clock, random, account },
  };
  blobs.sweep(new Set([...api.objects.named(), ...api.uploads.named()]));

  const declare = async ({ name, seed }: BucketDefinition): Promise<void> => {
    if (api.buckets.get(name)) return;
    await database.commit(() => api.buckets.create({ name, createdAt: clock.now(), location: account.region }));
    for (const key of seed === undefined ? [] : filesBelow(seed)) {
      const contentType = typeOfFile(key);
      const more = contentType === undefined ? {} : { ContentType: contentType };
      await putObject.handle({ Bucket: name, Key: key, Body: readFileSync(join(seed!, key)), ...more }, api);
    }
  };
  const declareAll = async ({ buckets }: S3Program): Promise<void> => {
    for (const bucket of buckets) await declare(bucket);
  };
  await declareAll(program);

  const operations = new Map(OPERATIONS.map((operation) => [operation.name, operation]));
  return {
    doors: { rest: createS3Door(api, log) },
    has: (bucket) => api.buckets.get(bucket) !== undefined,
    backend: {
      async call(name, input) {
        const operation = operations.get(name);
        if (!operation) throw notImplemented(name);
        const { Body: body, ...output } = await operation.handle(input, api);
        return body ? { ...output, Body: await body.bytes() } : output;
      },
    },
    swap: declareAll,
  };
}

/** Paths with slashes, in their order. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}
