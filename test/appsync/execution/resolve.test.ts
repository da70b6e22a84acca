// What one plan sends to its data sources and makes of their answers: direct Lambda resolvers, errors by template version,
// pipelines that mix languages. The sources are stand-ins through the port.
import { describe, expect, it } from 'vitest';
import { createJsRuntime, createVtlRuntime } from '../../../src/appsync/compile.js';
import type { Plan, Step } from '../../../src/appsync/execution/plan.js';
import { runPlan } from '../../../src/appsync/execution/resolve.js';
import type { FieldScope, Unit } from '../../../src/appsync/runtime/unit.js';
import type { Source, SourceAnswer } from '../../../src/appsync/sources/source.js';
import { createManualClock } from '../../../src/lib/clock.js';
import { silentLog } from '../../../src/lib/log.js';
import { createSeededRandom } from '../../../src/lib/random.js';

const common = {
  clock: createManualClock(),
  random: createSeededRandom(),
  log: silentLog,
  account: { accountId: '000000000000', region: 'us-east-1' },
};
const info = {
  fieldName: 'post',
  parentTypeName: 'Query',
  variables: {},
  selectionSetList: [],
  selectionSetGraphQL: '',
};

const scope = (): FieldScope => ({
  operation: {
    identity: null,
    request: { headers: { host: 'x' }, domainName: null },
    env: {},
    authType: 'API Key Authorization',
    trace: undefined,
    log: silentLog,
  },
  arguments: { id: '1' },
  source: null,
  info: () => info,
  stash: {},
  errors: [],
  effects: [],
});

const text = (code: string) => ({ text: code, place: {} });
const vtl = (request: string | undefined, response: string | undefined): Unit =>
  createVtlRuntime(common).compile(
    request === undefined ? undefined : text(request),
    response === undefined ? undefined : text(response),
  ).unit!;
const js = (code: string): Unit => createJsRuntime(common).compile(text(code)).unit!;
const step = (language: Step['language'], unit: Unit | undefined, batched = false): Step => ({
  name: 'step',
  language,
  unit,
  source: 0,
  batched,
  batch: { size: 1 },
});

/** Runs a plan over a source that gives `answers` in turn; `calls` has what it was asked. */
async function run(plan: Plan, ...answers: SourceAnswer[]): Promise<{ value: unknown; calls: unknown[] }> {
  const calls: unknown[] = [];
  const source: Source = ({ request }) => {
    calls.push(request);
    return answers[calls.length - 1] ?? { result: null };
  };
  return { value: await runPlan(plan, [source], scope()), calls };
}
const unit = (one: Step): Plan => ({ kind: 'UNIT', caching: undefined, step: one });
const fault = { message: 'Broken', errorType: 'Lambda:Unhandled', data: null, errorInfo: null };

describe('a direct Lambda resolver', () => {
  const context = {
    arguments: { id: '1' },
    identity: null,
    source: null,
    request: { headers: { host: 'x' }, domainName: null },
    prev: null,
    info,
    stash: {},
  };

  it('sends the whole context and takes the answer as it is', async () => {
    expect(await run(unit(step('direct', undefined)), { result: { id: '1' } })).toEqual({
      value: { id: '1' },
      calls: [context],
    });
  });

  it('fails with what the function threw', async () => {
    await expect(run(unit(step('direct', undefined)), { result: null, error: fault })).rejects.toMatchObject({ fault });
  });

  it('in a pipeline gets the result before it', async () => {
    const plan: Plan = {
      kind: 'PIPELINE',
      caching: undefined,
      language: 'js',
      unit: js(
        'export function request() { return { a: 1 } } export function response(ctx) { return ctx.prev.result }',
      ),
      steps: [step('direct', undefined)],
    };
    expect(await run(plan, { result: 2 })).toEqual({ value: 2, calls: [{ ...context, prev: { result: { a: 1 } } }] });
  });

  it('with maxBatchSize sends a batch, and reads data or an error out of each result', async () => {
    const plan = unit(step('direct', undefined, true));
    expect(await run(plan, { result: { data: { id: '1' }, errorMessage: null } })).toEqual({
      value: { id: '1' },
      calls: [{ operation: 'BatchInvoke', payload: context }],
    });
    await expect(
      run(plan, { result: { errorMessage: 'No', errorType: 'Gone', data: { id: '1' } } }),
    ).rejects.toMatchObject({
      fault: { message: 'No', errorType: 'Gone', data: { id: '1' } },
    });
  });
});

describe("a data source's error", () => {
  const request = (version: string): string => `{"version": "${version}", "operation": "Invoke", "payload": {}}`;

  it('is raised at once by 2017-02-28', async () => {
    const plan = unit(step('vtl', vtl(request('2017-02-28'), '"handled"')));
    await expect(run(plan, { result: null, error: fault })).rejects.toMatchObject({ fault });
  });

  it('is handed to the response template by 2018-05-29, which may swallow it', async () => {
    const plan = unit(step('vtl', vtl(request('2018-05-29'), '"$ctx.error.message, $ctx.error.type"')));
    expect((await run(plan, { result: null, error: fault })).value).toBe('Broken, Lambda:Unhandled');
  });

  it('is handed to the response handler of JS', async () => {
    const code = 'export function request() { return {} } export function response(ctx) { return ctx.error.type }';
    expect((await run(unit(step('js', js(code))), { result: null, error: fault })).value).toBe('Lambda:Unhandled');
  });
});

describe('a pipeline of both languages', () => {
  it('hands results and the stash over the border', async () => {
    const plan: Plan = {
      kind: 'PIPELINE',
      caching: undefined,
      language: 'vtl',
      unit: vtl(
        '$util.qr($ctx.stash.put("seen", ["before"])){"a": 1}',
        '{"last": $util.toJson($ctx.prev.result), "seen": $util.toJson($ctx.stash.seen)}',
      ),
      steps: [
        step(
          'js',
          js(
            'export function request(ctx) { ctx.stash.seen.push("js"); return { got: ctx.prev.result } } export function response(ctx) { return { js: ctx.result } }',
          ),
        ),
        step(
          'vtl',
          vtl(
            '$util.qr($ctx.stash.seen.add("vtl")){"version": "2018-05-29", "payload": $util.toJson($ctx.prev.result)}',
            '{"vtl": $ctx.result}',
          ),
        ),
      ],
    };
    expect(await run(plan, { result: 1 }, { result: 2 })).toEqual({
      value: { last: { vtl: 2 }, seen: ['before', 'js', 'vtl'] },
      calls: [{ got: { a: 1 } }, { version: '2018-05-29', payload: { js: 1 } }],
    });
  });
});
