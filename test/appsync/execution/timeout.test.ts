// A request may take 30 seconds; what its resolvers find later reaches nobody.
import { expect, it } from 'vitest';
import { compile, createJsRuntime, createVtlRuntime } from '../../../src/appsync/compile.js';
import { createDocuments } from '../../../src/appsync/execution/documents.js';
import { executeOperation } from '../../../src/appsync/execution/execute.js';
import type { SourceAnswer } from '../../../src/appsync/sources/source.js';
import { EMPTY_DEFINITION } from '../../../src/definition/model.js';
import { createManualClock } from '../../../src/lib/clock.js';
import { silentLog } from '../../../src/lib/log.js';
import { createSeededRandom } from '../../../src/lib/random.js';
import { apiOf } from '../../support/api.js';

const caller = {
  type: 'API_KEY',
  label: 'API Key Authorization',
  identity: null,
  rank: 'default',
  key: 'API_KEY',
} as const;

it('a request ends after 30 seconds, and publishes nothing afterwards', async () => {
  const clock = createManualClock();
  const common = {
    clock,
    random: createSeededRandom(),
    log: silentLog,
    account: { accountId: '000000000000', region: 'us-east-1' },
  };
  const api = apiOf({
    schema: `type Query { a: String } type Mutation { slow: String }
      type Subscription { onSlow: String @aws_subscribe(mutations: ["slow"]) }`,
    resolvers: {
      'Mutation.slow': 'export function request() { return {} } export function response(ctx) { return ctx.result }',
    },
  });
  const { program } = compile({ ...EMPTY_DEFINITION, apis: [api] }, () => ({
    js: createJsRuntime(common),
    vtl: createVtlRuntime(common),
  }));
  const published: unknown[] = [];
  let answer: (answer: SourceAnswer) => void = () => {};
  const result = executeOperation(
    {
      program: program.apis[0]!,
      number: 1,
      documents: createDocuments(program.apis[0]!.schema, program.apis[0]!.rules),
      sources: [
        () =>
          new Promise((resolve) => {
            answer = resolve;
          }),
      ],
      clock,
      log: silentLog,
      timeoutMs: 30_000,
      publish: (_field, event) => published.push(event),
      subscribe: () => Promise.reject(new Error('not over HTTP')),
      hasSubscribers: () => true,
      invalidate: () => {},
    },
    { query: 'mutation { slow }', headers: {}, domainName: null },
    caller,
    undefined,
  );
  clock.advance(29_999);
  expect(clock.pending).toBe(1);
  clock.advance(1);
  expect(await result).toMatchObject({
    status: 200,
    body: { errors: [{ errorType: 'ExecutionTimeout', message: 'Execution timed out.' }] },
  });
  answer({ result: 'late' });
  await new Promise(setImmediate);
  expect(published).toEqual([]);
});
