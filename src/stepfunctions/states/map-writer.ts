// ResultWriter of a Distributed Map: how the children's results are put, and where to. Used by map-distributed.ts; the files are
// written by integrations/result-store.ts.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
import { isObject } from '../../lib/json.js';
import { compileCompute } from '../asl/jsonata-fields.js';
import type { Scope } from '../asl/scope.js';
import type { ResultFiles } from '../integrations/result-store.js';
import { compileField } from './flow.js';
import type { Child } from './map-run.js';
import type { StateContext } from './state.js';

export interface Writer {
  /** Undefined without a place to export to: the results are the state's own. */
  readonly export: ((scope: Scope, run: Finished) => ResultFiles) | undefined;
  /** The state's result, where nothing is exported. */
  readonly results: (run: Finished) => unknown;
}

export interface Finished {
  readonly arn: string;
  readonly machineArn: string;
  readonly children: readonly Child[];
}

type Transformation = 'NONE' | 'COMPACT' | 'FLATTEN';

const RESOURCE = /^arn:aws[a-z-]*:states:[a-z0-9-]*:[0-9]*:s3:putObject$/;
const INCLUDED = { Included: true };

const iso = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString();

/** A child with all that is known of it: Transformation NONE, and what failed in any. */
function whole(child: Child, machineArn: string): Record<string, unknown> {
  const { verdict, failure } = child;
  const status = verdict === undefined ? 'PENDING' : verdict === 'timedOut' ? 'TIMED_OUT' : verdict.toUpperCase();
  const pending = verdict === undefined;
  return {
    ...(failure?.cause !== undefined && { Cause: failure.cause }),
    ...(failure?.error !== undefined && { Error: failure.error }),
    ...(!pending && { ExecutionArn: child.arn }),
    Input: child.input,
    InputDetails: INCLUDED,
    ...(!pending && { Name: child.name }),
    ...(verdict === 'succeeded' && { Output: JSON.stringify(child.output), OutputDetails: INCLUDED }),
    ...(!pending && {
      RedriveCount: child.redrives,
      RedriveStatus: verdict === 'succeeded' ? 'NOT_REDRIVABLE' : 'REDRIVABLE',
      ...(verdict === 'succeeded' && { RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven' }),
      StartDate: iso(child.startedAt),
    }),
    StateMachineArn: machineArn,
    ...(!pending && { Status: status, StopDate: iso(child.endedAt) }),
  };
}

function resultsOf(children: readonly Child[], how: Transformation, machineArn: string): unknown[] {
  if (how === 'NONE') return children.map((child) => whole(child, machineArn));
  return children.flatMap(({ output }) => (how === 'FLATTEN' ? (output as unknown[]) : [output]));
}

const withVerdict = (children: readonly Child[], fits: (verdict: Child['verdict']) => boolean): readonly Child[] =>
  children.filter(({ verdict }) => fits(verdict));

export function compileWriter(source: unknown, context: StateContext): Writer | undefined {
  const { check } = context;
  const location = `${context.location}/ResultWriter`;
  if (source === undefined) return undefined;
  if (!isObject(source)) {
    check.schema('Expected value of type Object', location);
    return undefined;
  }
  const { Resource: resource, WriterConfig: config } = source;
  if (resource === undefined && config === undefined) {
    check.schema("The field 'Resource' is required but was missing", location);
    return undefined;
  }
  if (resource !== undefined && !(typeof resource === 'string' && RESOURCE.test(resource))) {
    check.schema(
      `The resource provided ${String(resource)} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
      `${location}/Resource`,
    );
    return undefined;
  }
  const choice = <T extends string>(field: string, values: readonly T[]): T | undefined => {
    const value = isObject(config) ? config[field] : undefined;
    if (value === undefined || values.includes(value as T)) return value as T | undefined;
    check.schema(`Value must be one of [${values.join(', ')}]`, `${location}/WriterConfig/${field}`);
    return undefined;
  };
  const how = choice('Transformation', ['NONE', 'COMPACT', 'FLATTEN']) ?? (resource ? 'NONE' : 'COMPACT');
  const lines = choice('OutputType', ['JSON', 'JSONL']) === 'JSONL';
  const text = (items: readonly unknown[]): string =>
    lines ? items.map((item) => `${JSON.stringify(item)}\n`).join('') : JSON.stringify(items);
  const parameters =
    context.queryLanguage === 'JSONata'
      ? compileCompute(source['Arguments'] ?? {}, 'ResultWriter/Arguments', context)
      : compileField(source, 'Parameters', check, location);
  const succeeded = ({ children, machineArn }: Finished): unknown[] =>
    resultsOf(
      withVerdict(children, (verdict) => verdict === 'succeeded'),
      how,
      machineArn,
    );
  return {
    results: (run) => (lines ? text(succeeded(run)) : succeeded(run)),
    export:
      resource === undefined
        ? undefined
        : (scope, run) => {
            const given = (parameters?.(scope) ?? {}) as Readonly<Record<string, unknown>>;
            const prefix = String(given['Prefix'] ?? '').replace(/\/+$/, '');
            const id = run.arn.slice(run.arn.lastIndexOf(':') + 1);
            const failed = withVerdict(run.children, (verdict) => verdict !== undefined && verdict !== 'succeeded');
            const pending = withVerdict(run.children, (verdict) => verdict === undefined);
            const raw = (children: readonly Child[]) => text(resultsOf(children, 'NONE', run.machineArn));
            return {
              mapRun: run.arn,
              bucket: String(given['Bucket'] ?? ''),
              folder: prefix === '' ? id : `${prefix}/${id}`,
              extension: lines ? 'jsonl' : 'json',
              contents: {
                ...(run.children.some(({ verdict }) => verdict === 'succeeded') && { SUCCEEDED: text(succeeded(run)) }),
                ...(failed.length > 0 && { FAILED: raw(failed) }),
                ...(pending.length > 0 && { PENDING: raw(pending) }),
              },
            };
          },
  };
}
