// A request's trace in the form of AppSync's own logs: RequestSummary, ExecutionSummary, Tracing, RequestMapping and so on
// (monitoring.md, "Log type reference"; what a mapping's entry holds is recorded in public threads). Used by report.ts; where
// the lines go is not its business.
import { type Account, formatArn } from '../../aws/arn.js';
import type { LogLine } from '../../backends/logs-port.js';
import type { ApiDefinition, ApiLogging } from '../../definition/model.js';
import type { Trace, TraceStep } from '../../lib/trace.js';
import type { Answered } from './answered.js';

export type LogSettings = ApiLogging;

/** One entry: JSON on AWS, too. */
export interface LogEvent extends Record<string, unknown> {
  readonly logType: string;
}

export interface LogForms {
  /** The structured entries, in order. */
  events(trace: Trace, answered: Answered, settings: LogSettings): readonly LogEvent[];
  /** The same as lines of a log stream, between the unstructured ones. */
  lines(trace: Trace, answered: Answered, settings: LogSettings): readonly LogLine[];
}

type Handler = 'request' | 'response' | 'before' | 'after';

/** RequestMapping and ResponseMapping stand in monitoring.md; AWS documents no others, and they are not recorded here. */
const LOG_TYPES: Readonly<Record<'vtl' | 'js', Readonly<Record<Handler, string>>>> = {
  vtl: { before: 'BeforeMapping', request: 'RequestMapping', response: 'ResponseMapping', after: 'AfterMapping' },
  js: {
    before: 'BeforeRequestFunctionEvaluation',
    request: 'RequestFunctionEvaluation',
    response: 'ResponseFunctionEvaluation',
    after: 'AfterResponseFunctionEvaluation',
  },
};

/** "up to 1 MB of logs per request. Logs exceeding this size will be truncated." */
const MOST_BYTES = 1024 * 1024;
const SECRET = new Set(['authorization', 'x-api-key', 'cookie', 'x-amz-security-token']);
/** What of a secret is shown. */
const SHOWN = 6;

const nanoseconds = (ms: number): number => Math.round(ms * 1e6);

/** `{accept=[*\/*], host=[localhost:4566]}`, as Java prints a map of lists. */
function headersText(headers: Readonly<Record<string, string>>): string {
  const shown = Object.entries(headers).map(
    ([name, value]) => `${name}=[${SECRET.has(name) ? `****${value.slice(-SHOWN)}` : value}]`,
  );
  return `{${shown.join(', ')}}`;
}

export function createLogForms(api: ApiDefinition, account: Account): LogForms {
  const about = (trace: Trace) => ({ requestId: trace.id, graphQLAPIId: api.id });
  const languages = new Map(
    api.resolvers.map(({ typeName, fieldName, code }) => [`${typeName}.${fieldName}`, code.language]),
  );
  const functions = new Map(api.functions.map((one) => [one.name, one]));
  const pipelines = new Set(
    api.resolvers.flatMap(({ kind, typeName, fieldName }) => (kind === 'PIPELINE' ? [`${typeName}.${fieldName}`] : [])),
  );

  /** The resolver that a step belongs to. */
  const resolverOf = (trace: Trace, step: TraceStep): TraceStep | undefined => {
    let at: TraceStep | undefined = step;
    while (at && at.name !== 'resolver') at = at.parent === undefined ? undefined : trace.steps[at.parent];
    return at;
  };

  const fieldOf = ({ detail }: TraceStep) => {
    const field = String(detail['field']);
    const dot = field.indexOf('.');
    const [parentType, fieldName] = [field.slice(0, dot), field.slice(dot + 1)];
    const resolverArn = formatArn(account, 'appsync', `apis/${api.id}/types/${parentType}/fields/${fieldName}`);
    return { key: field, path: detail['path'], parentType, fieldName, resolverArn };
  };

  const mapping = (trace: Trace, step: TraceStep, resolver: TraceStep, verbose: boolean): LogEvent => {
    const { key, path, ...field } = fieldOf(resolver);
    const { step: name, value, rendered, fault, stash, prev, result, outErrors } = step.detail;
    const own = pipelines.has(key) && typeof name === 'string' ? functions.get(name) : undefined;
    const vtl = (own?.code.language ?? languages.get(key)) === 'vtl';
    const message = (fault as { readonly message: string } | undefined)?.message;
    return {
      logType: LOG_TYPES[vtl ? 'vtl' : 'js'][step.name as Handler],
      path,
      ...field,
      ...(own && {
        functionName: own.name,
        functionArn: formatArn(account, 'appsync', `apis/${api.id}/functions/${own.id}`),
      }),
      ...about(trace),
      ...(verbose && {
        context: {
          arguments: resolver.detail['arguments'] ?? {},
          ...(prev !== undefined && { prev }),
          ...(result !== undefined && { result }),
          stash: stash ?? {},
          outErrors: outErrors ?? [],
        },
      }),
      fieldInError: message !== undefined,
      errors: message === undefined ? [] : [message],
      ...(verbose &&
        message === undefined &&
        (vtl
          ? { transformedTemplate: rendered ?? JSON.stringify(value ?? null) }
          : { evaluationResult: value ?? null })),
    };
  };

  const tracing = (trace: Trace, resolver: TraceStep): LogEvent => {
    const { path, fieldName, parentType, resolverArn } = fieldOf(resolver);
    // "Might not be present on nested fields": those that have no resolver.
    const own = resolver.name === 'resolver' ? { resolverArn } : {};
    return {
      logType: 'Tracing',
      ...about(trace),
      startOffset: nanoseconds(resolver.at),
      duration: nanoseconds(resolver.ms ?? 0),
      fieldName,
      parentType,
      returnType: resolver.detail['returnType'],
      path,
      ...own,
    };
  };

  const span = (trace: Trace, name: string, otherwise: number) => {
    const step = trace.steps.find((one) => one.name === name);
    return { startOffset: nanoseconds(step?.at ?? otherwise), duration: nanoseconds(step?.ms ?? 0) };
  };

  const summaries = (trace: Trace, { status }: Answered): readonly LogEvent[] => {
    const elapsed = trace.elapsed();
    const auth = trace.steps.find(({ name }) => name === 'auth');
    const begun = auth ? auth.at + (auth.ms ?? 0) : 0;
    const execution: LogEvent = {
      logType: 'ExecutionSummary',
      ...about(trace),
      startTime: new Date(trace.startedAt + begun).toISOString(),
      endTime: new Date(trace.startedAt + elapsed).toISOString(),
      duration: nanoseconds(elapsed - begun),
      version: 1,
      parsing: span(trace, 'parsing', begun),
      validation: span(trace, 'validation', begun),
    };
    const request: LogEvent = {
      logType: 'RequestSummary',
      ...about(trace),
      statusCode: status,
      latency: nanoseconds(elapsed),
    };
    // A caller who was refused had nothing executed.
    return auth && 'refused' in auth.detail ? [request] : [execution, request];
  };

  /** The entries of the fields, each with its moment: a user's message is text. */
  const fieldEntries = (trace: Trace, { fieldLogLevel, excludeVerboseContent }: LogSettings) => {
    const failed = new Set<TraceStep>();
    for (const step of trace.steps) {
      if (step.name === 'resolver' && step.detail['error'] !== undefined) failed.add(step);
    }
    const entries: { readonly at: number; readonly entry: LogEvent | string }[] = [];
    if (fieldLogLevel === 'NONE') return entries;
    for (const step of trace.steps) {
      const resolver = step.name === 'field' ? step : resolverOf(trace, step);
      if (step.name === 'log') {
        const { level, line, text } = step.detail as { level: string; line?: string; text?: string };
        const heard =
          level === 'error' ||
          (level === 'debug' ? fieldLogLevel === 'DEBUG' || fieldLogLevel === 'ALL' : fieldLogLevel !== 'ERROR');
        if (heard) entries.push({ at: step.at, entry: `${trace.id} ${line ?? `${level.toUpperCase()} - ${text}`}` });
        continue;
      }
      // "Logs the following information only for the fields that are in error", on all levels but ALL.
      if (!resolver || (fieldLogLevel !== 'ALL' && !failed.has(resolver))) continue;
      if (step.name in LOG_TYPES.js) {
        entries.push({ at: step.at, entry: mapping(trace, step, resolver, !excludeVerboseContent) });
      } else if (step === resolver) {
        entries.push({ at: step.at + (step.ms ?? 0), entry: tracing(trace, step) });
      }
    }
    return entries.sort((a, b) => a.at - b.at);
  };

  return {
    events: (trace, answered, settings) => [
      ...fieldEntries(trace, settings).flatMap(({ entry }) => (typeof entry === 'string' ? [] : [entry])),
      ...summaries(trace, answered),
    ],
    lines(trace, answered, settings) {
      const lines: LogLine[] = [];
      let bytes = 0;
      const add = (at: number, entry: LogEvent | string): void => {
        const message = typeof entry === 'string' ? entry : JSON.stringify(entry);
        bytes += Buffer.byteLength(message);
        if (bytes <= MOST_BYTES) lines.push({ timestamp: Math.round(trace.startedAt + at), message });
      };
      const verbose = !settings.excludeVerboseContent;
      const text = (at: number, said: string): void => {
        if (verbose) add(at, `${trace.id} ${said}`);
      };
      const { query, operationName, variables, headers, answeredHeaders } = answered;
      const end = trace.elapsed();
      text(0, 'Begin Request');
      text(0, `Request Headers: ${headersText(headers)}`);
      if (query !== undefined) {
        const asked = `Operation: ${operationName ?? 'null'}, Variables: ${JSON.stringify(variables ?? {})}`;
        text(0, `GraphQL Query: ${query}, ${asked}`);
      }
      for (const { at, entry } of fieldEntries(trace, settings)) add(at, entry);
      const summary = summaries(trace, answered);
      for (const event of summary) add(end, event);
      if (answeredHeaders) text(end, `Response Headers: ${headersText(answeredHeaders)}`);
      text(end, 'Tokens Consumed: 1');
      text(end, 'End Request');
      return lines;
    },
  };
}
