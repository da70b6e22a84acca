// What the tests of the JavaScript runtime share: a runtime with a still clock, and the context of one field.
import { createJsRuntime, type EvaluateAnswer, type JsRuntime } from '../../../../src/appsync/runtime/js/index.js';
import type { FieldScope, OperationScope, Unit } from '../../../../src/appsync/runtime/unit.js';
import { createManualClock } from '../../../../src/lib/clock.js';
import { createLog, silentLog } from '../../../../src/lib/log.js';
import { createSeededRandom } from '../../../../src/lib/random.js';

export const ports = () => ({ clock: createManualClock(), random: createSeededRandom(), log: silentLog });

export function unitOf(code: string, runtime: JsRuntime = createJsRuntime(ports())): Unit {
  const { unit, diagnostics } = runtime.compile({ text: code, place: {} });
  if (!unit) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return unit;
}

/** The handlers given as text, in a module that imports the library. */
export function moduleOf(request: string, response = 'return ctx.result;', top = ''): string {
  return [
    "import { extensions, runtime, util } from '@aws-appsync/utils';",
    top,
    `export function request(ctx) { ${request} }`,
    `export function response(ctx) { ${response} }`,
  ].join('\n');
}

export interface Recorded extends FieldScope {
  readonly logs: string[];
}

export function fieldOf(
  more: Partial<Omit<FieldScope, 'operation'>> & { operation?: Partial<OperationScope> } = {},
): Recorded {
  const logs: string[] = [];
  const { operation, ...field } = more;
  return {
    arguments: {},
    source: null,
    info: () => ({
      fieldName: 'post',
      parentTypeName: 'Query',
      variables: { id: '1' },
      selectionSetList: ['id'],
      selectionSetGraphQL: '{ id }',
    }),
    stash: {},
    errors: [],
    effects: [],
    ...field,
    logs,
    operation: {
      identity: null,
      request: { headers: { host: 'localhost' }, domainName: null },
      env: {},
      authType: 'API Key Authorization',
      trace: undefined,
      log: createLog('debug', (_level, line) => void logs.push(line)),
      ...operation,
    },
  };
}

/** What `return <expression>` of a request handler gives in EvaluateCode. */
export function evaluated(body: string, context: object = {}, top = ''): EvaluateAnswer {
  return createJsRuntime(ports()).evaluate({
    code: moduleOf(body, undefined, top),
    function: 'request',
    context: JSON.stringify(context),
  });
}

export function resultOf(body: string, context: object = {}, top = ''): unknown {
  const answer = evaluated(body, context, top);
  if (answer.error) throw new Error(JSON.stringify(answer.error));
  return JSON.parse(answer.evaluationResult!);
}
