// A data source turns the object that a request handler made into a call, and the call's answer into `ctx.result`.
// One file per type; sources/index.ts is the registry.

import type { Account } from '../../aws/arn.js';
import type { AwsCredentials } from '../../aws/sigv4.js';
import type { DynamoDbBackend } from '../../backends/dynamodb-port.js';
import type { HttpBackend } from '../../backends/http-port.js';
import type { LambdaBackend } from '../../backends/lambda-port.js';
import type { DataSourceDefinition, DataSourceType } from '../../definition/model.js';
import type { Clock } from '../../lib/clock.js';
import type { Diagnostic } from '../../lib/diagnostics.js';
import type { Random } from '../../lib/random.js';
import type { FieldScope, ResolverFault } from '../runtime/unit.js';

/** What sources work with; wired in wings.ts. */
export interface SourcePorts {
  readonly account: Account;
  readonly clock: Clock;
  readonly random: Random;
  readonly dynamodb: DynamoDbBackend;
  readonly lambda: LambdaBackend;
  readonly http: HttpBackend;
  /** Signs requests of HTTP sources with AWS_IAM; absent: `test` / `test`, the emulator's own administrator. */
  readonly credentials?: AwsCredentials;
  /** 32 secret bytes that seal pagination tokens; absent: new ones for each source, so tokens end with the revision. */
  readonly tokenKey?: Uint8Array;
}

/** One for each resolver, or function of a pipeline: calls with the same one may travel together. */
export interface BatchSettings {
  /** How many items a batch may hold. */
  readonly size: number;
}

export interface SourceCall {
  /** The request handler's value; for a direct Lambda resolver the whole context (resolver-reference-lambda-js.md). */
  readonly request: unknown;
  readonly scope: FieldScope;
  /** VTL templates say their version; JS means 2018-05-29. Decides how errors and nulls are treated. */
  readonly version: '2017-02-28' | '2018-05-29';
  /** For sources that can take several calls at once. */
  readonly batch?: BatchSettings;
}

/** `result` becomes `ctx.result`; `error` becomes `ctx.error` (both may be there, e.g. a failed condition with the current item). */
export interface SourceAnswer {
  readonly result: unknown;
  readonly error?: ResolverFault;
}

/** Answers without a promise when it did no I/O. Does not throw for anything a user's request can hold. */
export type Source = (call: SourceCall) => SourceAnswer | Promise<SourceAnswer>;

/** The descriptor of one data source type. */
export interface SourceKind {
  readonly type: DataSourceType;
  /** One line for docs/coverage.md. */
  readonly covers: string;
  check(definition: DataSourceDefinition): readonly Diagnostic[];
  create(definition: DataSourceDefinition, ports: SourcePorts): Source;
}

/** A fault as data sources report it. */
export function sourceFault(
  errorType: string,
  message: string,
  data: unknown = null,
  errorInfo: unknown = null,
): ResolverFault {
  return { errorType, message, data, errorInfo };
}
