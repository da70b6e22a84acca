// The port to objects in buckets for who calls in process: operations in the SDK's own shapes. Implemented by the wing s3/;
// Step Functions' tasks, ItemReader and ResultWriter go through it.
import { notEmulated } from '../aws/errors.js';

export interface ObjectsBackend {
  /**
   * `call('GetObject', {Bucket, Key})` gives what S3 answers, `Body` as bytes and times as Dates; what it puts is durable when it
   * resolves. Rejects with a ServiceError whose code is S3's: `NoSuchBucket`.
   */
  call(
    operation: string,
    input: Readonly<Record<string, unknown>>,
  ): Promise<Readonly<Record<string, unknown>> & { readonly Body?: Uint8Array }>;
}

/** For an engine that runs without buckets. */
export const noObjects: ObjectsBackend = {
  call: (operation) => Promise.reject(notEmulated(`S3 ${operation} without the engine of S3`)),
};
