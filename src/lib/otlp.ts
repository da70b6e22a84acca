// Sends spans to an OpenTelemetry collector: OTLP over HTTP in JSON, in batches, over node:http. The cli reads the settings,
// emulator.ts makes one exporter, doors hand spans in. A collector that is not there costs nobody anything but its spans.
// https://opentelemetry.io/docs/specs/otlp/#otlphttp and .../specs/otel/protocol/exporter/
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Clock, Timer } from './clock.js';
import { messageOf } from './errors.js';
import type { Log } from './log.js';

export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly kind: 'internal' | 'server' | 'client';
  /** Milliseconds since 1970, with their fraction. */
  readonly start: number;
  readonly end: number;
  readonly attributes: Readonly<Record<string, string | number | boolean | undefined>>;
  /** What went wrong; undefined when nothing did. */
  readonly error?: string | undefined;
}

export interface SpanSink {
  send(spans: readonly Span[]): void;
}

export interface OtlpExporter extends SpanSink {
  /** Sends what waits and ends. */
  close(): Promise<void>;
}

export interface OtlpSettings {
  /** Where to POST: `http://localhost:4318/v1/traces`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the resource: `service.name` and the like. */
  readonly resource: Readonly<Record<string, string>>;
}

const KINDS = { internal: 1, server: 2, client: 3 } as const;
const STATUS_ERROR = 2;
const BATCH_MS = 1_000;
const BATCH_SPANS = 512;
/** Spans that may wait for a slow collector; later ones are dropped. */
const MOST_WAITING = 4_096;
const TIMEOUT_MS = 5_000;

/** `a=1,b=2`, as these variables hold lists; values are percent-encoded. */
function pairs(text: string | undefined): Record<string, string> {
  const found: Record<string, string> = {};
  for (const part of (text ?? '').split(',')) {
    const at = part.indexOf('=');
    if (at < 1) continue;
    const value = part.slice(at + 1).trim();
    try {
      found[part.slice(0, at).trim()] = decodeURIComponent(value);
    } catch {
      found[part.slice(0, at).trim()] = value;
    }
  }
  return found;
}

/**
 * What the variables of OpenTelemetry ask for (specs/otel/configuration/sdk-environment-variables); undefined: no traces.
 * Only http/json is spoken: an endpoint for gRPC is answered by `wrong`, a sentence for the log.
 */
export function readOtlpSettings(
  env: Readonly<Record<string, string | undefined>>,
): OtlpSettings | { readonly wrong: string } | undefined {
  const base = env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  const endpoint = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || (base ? `${base.replace(/\/+$/, '')}/v1/traces` : '');
  if (endpoint === '' || env['OTEL_SDK_DISABLED'] === 'true' || env['OTEL_TRACES_EXPORTER'] === 'none')
    return undefined;
  const protocol = env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] || env['OTEL_EXPORTER_OTLP_PROTOCOL'];
  if (protocol === 'grpc')
    return { wrong: 'Traces are sent as OTLP over HTTP only (http/json), not over gRPC: no traces are sent.' };
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol))
    return { wrong: `${endpoint} is no http:// or https:// URL: no traces are sent.` };
  return {
    url: endpoint,
    headers: pairs(env['OTEL_EXPORTER_OTLP_TRACES_HEADERS'] || env['OTEL_EXPORTER_OTLP_HEADERS']),
    resource: {
      ...pairs(env['OTEL_RESOURCE_ATTRIBUTES']),
      ...(env['OTEL_SERVICE_NAME'] ? { 'service.name': env['OTEL_SERVICE_NAME'] } : {}),
    },
  };
}

function attribute([key, value]: [string, string | number | boolean | undefined]): object[] {
  if (value === undefined) return [];
  if (typeof value === 'boolean') return [{ key, value: { boolValue: value } }];
  if (typeof value === 'string') return [{ key, value: { stringValue: value } }];
  // Whole numbers are text in OTLP's JSON, since they may have 64 bits.
  return [{ key, value: Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value } }];
}

const attributes = (given: Span['attributes']): object[] => Object.entries(given).flatMap(attribute);

function nanoseconds(ms: number): string {
  const whole = Math.floor(ms);
  return String(BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1e6)));
}

/** The body of one POST. */
export function otlpBody(spans: readonly Span[], resource: OtlpSettings['resource']): string {
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: attributes({ 'service.name': 'offsync', ...resource }) },
        scopeSpans: [
          {
            scope: { name: 'offsync' },
            spans: spans.map((span) => ({
              traceId: span.traceId,
              spanId: span.spanId,
              ...(span.parentSpanId !== undefined && { parentSpanId: span.parentSpanId }),
              name: span.name,
              kind: KINDS[span.kind],
              startTimeUnixNano: nanoseconds(span.start),
              endTimeUnixNano: nanoseconds(span.end),
              attributes: attributes(span.attributes),
              status: span.error === undefined ? {} : { code: STATUS_ERROR, message: span.error },
            })),
          },
        ],
      },
    ],
  });
}

function post({ url, headers }: OtlpSettings, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = (url.startsWith('https:') ? httpsRequest : httpRequest)(
      url,
      {
        method: 'POST',
        timeout: TIMEOUT_MS,
        headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (incoming) => {
        incoming.resume();
        incoming.on('end', () => {
          const status = incoming.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve();
          else reject(new Error(`it answered ${status}`));
        });
        incoming.on('error', reject);
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error('it did not answer in time')));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

export function createOtlpExporter(
  settings: OtlpSettings,
  ports: { readonly clock: Clock; readonly log: Log },
): OtlpExporter {
  const { clock, log } = ports;
  let waiting: Span[] = [];
  let timer: Timer | undefined;
  let sending: Promise<void> | undefined;
  /** Said once, until it works again. */
  let failing = false;
  let closing = false;

  const complain = (why: string): void => {
    if (!failing) log.write('warn', `Traces do not reach ${settings.url}: ${why}.`);
    failing = true;
  };
  const flush = async (): Promise<void> => {
    timer?.cancel();
    timer = undefined;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, BATCH_SPANS);
      try {
        await post(settings, otlpBody(batch, settings.resource));
        failing = false;
      } catch (error) {
        complain(messageOf(error));
        // A stop does not wait for a collector that is gone.
        if (closing) waiting = [];
      }
    }
  };
  /** One batch on its way at a time. */
  const go = (): Promise<void> => {
    sending ??= flush().finally(() => {
      sending = undefined;
    });
    return sending;
  };
  return {
    send(spans) {
      if (waiting.length + spans.length > MOST_WAITING) return complain('too many wait');
      waiting.push(...spans);
      if (waiting.length >= BATCH_SPANS) void go();
      else if (!sending) timer ??= clock.after(BATCH_MS, () => void go());
    },
    async close() {
      closing = true;
      await sending;
      await go();
    },
  };
}
