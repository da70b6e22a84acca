// Spans on their way to a collector: the settings, the form, and a collector that is slow, wrong or gone.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createManualClock } from '../../src/lib/clock.js';
import { createLog } from '../../src/lib/log.js';
import { createOtlpExporter, type OtlpSettings, otlpBody, readOtlpSettings, type Span } from '../../src/lib/otlp.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const span = (given: Partial<Span> = {}): Span => ({
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  parentSpanId: undefined,
  name: 'query',
  kind: 'server',
  start: 1_700_000_000_000.5,
  end: 1_700_000_000_001,
  attributes: {},
  ...given,
});

describe('the settings', () => {
  it.each([
    [{}, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/' }, 'http://c:4318/v1/traces'],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://c/in' }, 'https://c/in'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_SDK_DISABLED: 'true' }, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_TRACES_EXPORTER: 'none' }, undefined],
  ])('%j mean %s', (env, url) => {
    expect((readOtlpSettings(env) as OtlpSettings | undefined)?.url).toBe(url);
  });

  it('name headers and the resource', () => {
    const settings = readOtlpSettings({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318',
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%20b, x=1',
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=a,team=b',
      OTEL_SERVICE_NAME: 'shop',
    });
    expect(settings).toMatchObject({
      headers: { 'api-key': 'a b', x: '1' },
      resource: { 'service.name': 'shop', team: 'b' },
    });
  });

  it.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, /gRPC/],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, /no http/],
  ])('%j are refused in a sentence', (env, why) => {
    expect(readOtlpSettings(env)).toEqual({ wrong: expect.stringMatching(why) });
  });
});

it('the form is OTLP in JSON', () => {
  const body = JSON.parse(
    otlpBody(
      [
        span({
          parentSpanId: '00f067aa0ba902b7',
          attributes: { a: 'x', n: 2, f: 0.5, b: true, u: undefined },
          error: 'no',
        }),
      ],
      {
        'service.name': 'shop',
      },
    ),
  );
  expect(body.resourceSpans[0].resource.attributes).toEqual([{ key: 'service.name', value: { stringValue: 'shop' } }]);
  expect(body.resourceSpans[0].scopeSpans[0].spans).toEqual([
    {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      parentSpanId: '00f067aa0ba902b7',
      name: 'query',
      kind: 2,
      startTimeUnixNano: '1700000000000500000',
      endTimeUnixNano: '1700000000001000000',
      attributes: [
        { key: 'a', value: { stringValue: 'x' } },
        { key: 'n', value: { intValue: '2' } },
        { key: 'f', value: { doubleValue: 0.5 } },
        { key: 'b', value: { boolValue: true } },
      ],
      status: { code: 2, message: 'no' },
    },
  ]);
});

async function collector(status = 200) {
  const got: { headers: NodeJS.Dict<string | string[]>; spans: { name: string }[] }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString());
      got.push({ headers: request.headers, spans: body.resourceSpans[0].scopeSpans[0].spans });
      response.writeHead(status).end('{}');
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces` };
}

function exporter(url: string) {
  const clock = createManualClock();
  const told: string[] = [];
  const log = createLog('warn', (_level, message) => told.push(message));
  return {
    clock,
    told,
    exporter: createOtlpExporter({ url, headers: { 'x-key': '1' }, resource: {} }, { clock, log }),
  };
}

describe('an exporter', () => {
  it('sends what came within a second together, and the rest when it closes', async () => {
    const { got, url } = await collector();
    const { clock, exporter: one } = exporter(url);
    one.send([span({ name: 'a' })]);
    one.send([span({ name: 'b' })]);
    expect(clock.pending).toBe(1);
    clock.advance(1_000);
    while (got.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(got[0]!.spans.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(got[0]!.headers).toMatchObject({ 'content-type': 'application/json', 'x-key': '1' });
    one.send([span({ name: 'c' })]);
    await one.close();
    expect(got[1]!.spans.map(({ name }) => name)).toEqual(['c']);
    expect(clock.pending).toBe(0);
  });

  it('splits what is more than a batch', async () => {
    const { got, url } = await collector();
    const { exporter: one } = exporter(url);
    one.send(Array.from({ length: 1_100 }, () => span()));
    await one.close();
    expect(got.map(({ spans }) => spans.length)).toEqual([512, 512, 76]);
  });

  it('says once that the collector refuses, and drops what it can not hold', async () => {
    const { url } = await collector(503);
    const { exporter: one, told } = exporter(url);
    one.send([span()]);
    one.send(Array.from({ length: 5_000 }, () => span()));
    await one.close();
    expect(told).toEqual([expect.stringContaining('too many wait')]);
  });

  it('does not wait for a collector that is gone', async () => {
    const { exporter: one, told } = exporter('http://127.0.0.1:1/v1/traces');
    one.send(Array.from({ length: 2_000 }, () => span()));
    await one.close();
    expect(told).toHaveLength(1);
  });
});
