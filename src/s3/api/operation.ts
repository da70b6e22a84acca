// What an operation of S3 is. Input and output have the shapes of the SDK (`{Bucket, Key, Body}`); the door and Step Functions'
// tasks ask the same table. One operation = one file + one line in index.ts + one test.
import type { ApiPorts } from '../ports.js';
import type { Content } from '../store/content.js';

export type Input = Readonly<Record<string, unknown>>;
export type Output = Readonly<Record<string, unknown>> & { readonly Body?: Content };

export interface S3Operation {
  readonly name: string;
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** What the path names. */
  readonly on: 'service' | 'bucket' | 'object';
  /** Names of the query, or a header's, that tell it from others of the same method and path. */
  readonly marks?: readonly string[];
  /** The root element of its answer; without one the answer is headers, and a body where there is one. */
  readonly root?: string;
  /** The output as it stands in the XML, where its members are not those of the SDK. */
  xml?(output: Output): Readonly<Record<string, unknown>> | string;
  /** The output's status where it is not 200. */
  readonly status?: number;
  handle(input: Input, ports: ApiPorts): Output | Promise<Output>;
}
