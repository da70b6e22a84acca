// A request's trace as spans: the request, its authentication, each resolver and function, each call of a data source.
// report.ts hands them to the exporter. Names follow OpenTelemetry's conventions for GraphQL servers
// (semconv/graphql/graphql-spans); values of arguments and results never leave by this way.
import type { ApiDefinition, DataSourceDefinition } from '../../definition/model.js';
import type { Span } from '../../lib/otlp.js';
import type { Random } from '../../lib/random.js';
import type { Trace, TraceStep } from '../../lib/trace.js';
import type { TraceParent } from '../../lib/traceparent.js';
import type { Answered } from './answered.js';

const SERVER_ERROR = 500;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Attributes of a step: what it is, never what it holds. */
function attributesOf({ name, detail }: TraceStep, source: DataSourceDefinition | undefined): Span['attributes'] {
  const text = (key: string): string | undefined => (typeof detail[key] === 'string' ? detail[key] : undefined);
  switch (name) {
    case 'auth':
      return { 'appsync.auth.mode': text('mode') };
    case 'resolver':
      return {
        'graphql.field.name': text('field'),
        'graphql.field.type': text('returnType'),
        'graphql.field.path': Array.isArray(detail['path']) ? detail['path'].join('.') : undefined,
      };
    case 'source':
      return { 'appsync.data_source.name': source?.name, 'appsync.data_source.type': source?.type };
    default:
      return {};
  }
}

function nameOf({ name, detail }: TraceStep, source: DataSourceDefinition | undefined): string {
  const what = source?.name ?? detail['field'] ?? detail['step'];
  return typeof what === 'string' ? `${name} ${what}` : name;
}

function errorOf({ detail }: TraceStep): string | undefined {
  const { error, refused } = detail as { readonly error?: unknown; readonly refused?: unknown };
  if (typeof refused === 'string') return refused;
  if (typeof error === 'string') return error;
  return error === undefined ? undefined : String((error as { readonly message?: unknown }).message ?? 'failed');
}

export function spansOf(
  trace: Trace,
  { status, operation, operationName, errors }: Answered,
  {
    api,
    parent,
    random,
  }: { readonly api: ApiDefinition; readonly parent: TraceParent | undefined; readonly random: Random },
): readonly Span[] {
  const traceId = parent?.traceId ?? hex(random.bytes(16));
  const root = hex(random.bytes(8));
  const kind = operation ?? 'request';
  const spans: Span[] = [
    {
      traceId,
      spanId: root,
      parentSpanId: parent?.spanId,
      name: operationName ? `${kind} ${operationName}` : kind,
      kind: 'server',
      start: trace.startedAt,
      end: trace.startedAt + trace.elapsed(),
      attributes: {
        'graphql.operation.type': operation,
        'graphql.operation.name': operationName ?? undefined,
        'http.response.status_code': status,
        'appsync.api.id': api.id,
        'appsync.api.name': api.name,
        'appsync.request.id': trace.id,
        'graphql.errors': errors?.length,
      },
      ...(status >= SERVER_ERROR || errors?.length ? { error: errors?.[0]?.message ?? `status ${status}` } : {}),
    },
  ];
  /** By the place of the step; moments are no spans, nor is the reading of a property. */
  const ids = new Map<number, string>();
  for (const [index, step] of trace.steps.entries()) {
    if (step.ms === undefined || step.name === 'field') continue;
    const spanId = hex(random.bytes(8));
    ids.set(index, spanId);
    const source = step.name === 'source' ? api.dataSources[Number(step.detail['source'])] : undefined;
    const start = trace.startedAt + step.at;
    spans.push({
      traceId,
      spanId,
      parentSpanId: (step.parent === undefined ? undefined : ids.get(step.parent)) ?? root,
      name: nameOf(step, source),
      kind: source ? 'client' : 'internal',
      start,
      end: start + step.ms,
      attributes: attributesOf(step, source),
      error: errorOf(step),
    });
  }
  return spans;
}
