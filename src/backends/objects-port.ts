// The port to objects in buckets, for what Distributed Maps read and write. Nobody implements it yet: until the wing of S3
// comes, state machines with an ItemReader or a ResultWriter are refused by name.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html

export interface StoredObject {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

export interface ObjectsBackend {
  /** Keys in their order, behind `after`. */
  list(bucket: string, prefix: string, after: string | undefined): Promise<readonly StoredObject[]>;
  get(bucket: string, key: string): Promise<AsyncIterable<Uint8Array>>;
  put(bucket: string, key: string, body: string): Promise<StoredObject>;
}
