// The VTL runtime as the tests beside this file use it: a manual clock, seeded random, and a field's scope by hand.

import type { FieldScope, Outcome, StepState, Unit } from '../../../../src/appsync/runtime/unit.js';
import { createVtlRuntime, type TemplateEvaluation } from '../../../../src/appsync/runtime/vtl/index.js';
import { createManualClock } from '../../../../src/lib/clock.js';
import { silentLog } from '../../../../src/lib/log.js';
import { createSeededRandom } from '../../../../src/lib/random.js';

export const vtl = createVtlRuntime({ clock: createManualClock(), random: createSeededRandom() });

export const evaluate = (template: string, context: unknown = {}): TemplateEvaluation =>
  vtl.evaluate(template, JSON.stringify(context));

/** The rendered text; a template that fails gives "error: …". */
export function text(template: string, context: unknown = {}): string {
  const { evaluationResult, error } = evaluate(template, context);
  return error === undefined ? evaluationResult! : `error: ${error.message}`;
}

export function scope(given: Partial<FieldScope> = {}): FieldScope {
  return {
    operation: {
      identity: null,
      request: { headers: {}, domainName: null },
      env: {},
      authType: 'API Key Authorization',
      trace: undefined,
      log: silentLog,
    },
    arguments: {},
    source: null,
    info: () => ({
      fieldName: 'getPost',
      parentTypeName: 'Query',
      variables: {},
      selectionSetList: [],
      selectionSetGraphQL: '',
    }),
    stash: {},
    errors: [],
    effects: [],
    ...given,
  };
}

export function unit(request: string, response?: string): Unit {
  const source = (template: string) => ({ text: template, place: {} });
  const compiled = vtl.compile(source(request), response === undefined ? undefined : source(response));
  if (compiled.unit === undefined) throw new Error(compiled.diagnostics.map(({ message }) => message).join('\n'));
  return compiled.unit;
}

export const run = (template: string, given: Partial<FieldScope> = {}, state: StepState = {}): Outcome =>
  unit(template).request(scope(given), state);
