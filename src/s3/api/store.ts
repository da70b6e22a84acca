// Puts an object in its place: its bytes first, then its row, then what it replaces goes. Called by the operations that make
// objects; a process that is killed in between leaves the old object whole. docs/decisions/0015-s3.md

import { noSuchBucket } from '../content/faults.js';
import type { ApiPorts } from '../ports.js';
import type { Segment } from '../store/content.js';
import type { StoredObject } from '../store/objects.js';

type Made = Omit<StoredObject, 'segments' | 'modifiedAt'>;

interface Source {
  /** New bytes; or pieces that are on disk already. */
  readonly bytes?: Uint8Array;
  readonly segments?: readonly Segment[];
  /** Throws when the object must not be replaced; asked again at the last moment. */
  readonly check?: (known: StoredObject | undefined) => void;
  /** What else is to be in the same commit. */
  readonly also?: () => void;
}

export async function store(made: Made, source: Source, ports: ApiPorts): Promise<StoredObject> {
  const { blobs, objects, buckets, database, clock } = ports;
  const { bytes, check, also } = source;
  const id = bytes === undefined || bytes.length === 0 ? undefined : await blobs.write(bytes);
  const segments = source.segments ?? (id === undefined ? [] : [[id, made.size] as const]);
  const object = { ...made, modifiedAt: clock.now(), segments };
  let before: StoredObject | undefined;
  try {
    await database.commit(() => {
      // The bucket may have gone while the bytes were written.
      if (!buckets.get(made.bucket)) throw noSuchBucket(made.bucket);
      before = objects.get(made.bucket, made.key);
      check?.(before);
      objects.put(object);
      also?.();
    });
  } catch (error) {
    if (id !== undefined) blobs.remove([id]);
    throw error;
  }
  if (before) blobs.remove(before.segments.map(([one]) => one));
  return object;
}
