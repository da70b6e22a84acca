// The descriptor of one operation of the Lambda API, and what operations work with.
import type { FunctionSpec, LambdaRunner } from '../backends/lambda/index.js';
import type { DoorRequest, DoorResponse } from '../lib/door.js';

/** What operations work with. */
export interface Catalog {
  readonly lambda: Pick<LambdaRunner, 'invoke'>;
  /** ResourceNotFoundException when there is none. */
  find(functionName: string): FunctionSpec;
  list(): readonly FunctionSpec[];
}

export interface RestOperation {
  readonly name: string;
  readonly method: string;
  /** Below /2015-03-31/functions; its first group is the function's name, percent-encoded. */
  readonly path: RegExp;
  handle(functionName: string, request: DoorRequest, catalog: Catalog): DoorResponse | Promise<DoorResponse>;
}
