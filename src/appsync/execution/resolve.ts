// Runs one field's plan: request handler, data source, response handler, for a unit or along a pipeline. Promises appear
// only where a data source did I/O.

import { messageOf } from '../../lib/errors.js';
import { isObject } from '../../lib/json.js';
import type { FieldScope, Outcome, StepState } from '../runtime/unit.js';
import type { Source, SourceAnswer, SourceCall } from '../sources/source.js';
import { ResolverFailure } from './entries.js';
import type { Plan, Step } from './plan.js';

type MaybePromise<T> = T | Promise<T>;

/** What a step leaves for the next one; `end` when an early return skipped the rest of the pipeline. */
interface StepResult {
  readonly value: unknown;
  readonly end: boolean;
}

const JS_VERSION = '2018-05-29';

function then<T, R>(value: MaybePromise<T>, next: (value: T) => MaybePromise<R>): MaybePromise<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** The value of an outcome; an error ends the field (util.error aborts the whole pipeline). */
function settle(outcome: Outcome): Exclude<Outcome, { kind: 'error' }> {
  if (outcome.kind === 'error') throw new ResolverFailure(outcome.fault);
  return outcome;
}

/** Where somebody reads along: what a handler was given, and what it made of it. */
function noted(
  handler: 'request' | 'response' | 'before' | 'after',
  step: string | undefined,
  scope: FieldScope,
  state: StepState,
  outcome: Outcome,
): Outcome {
  scope.trace?.note(handler, {
    ...(step !== undefined && { step }),
    ...state,
    stash: { ...scope.stash },
    outErrors: scope.errors.map(({ message, errorType }) => ({ message, type: errorType })),
    ...(outcome.kind === 'error' ? { fault: outcome.fault } : { value: outcome.value }),
    ...(outcome.kind === 'value' && outcome.rendered !== undefined && { rendered: outcome.rendered }),
  });
  return outcome;
}

/** The payload of a direct Lambda resolver: the whole context (resolver-reference-lambda-js.md). */
function directRequest(scope: FieldScope, state: StepState): unknown {
  const { identity, request } = scope.operation;
  return {
    arguments: scope.arguments,
    identity,
    source: scope.source,
    request,
    prev: state.prev ?? null,
    info: scope.info(),
    stash: scope.stash,
  };
}

/** One result of a batch without a response template (resolver-mapping-template-reference-lambda.md, "Direct Lambda"). */
function batchedResult(result: unknown): unknown {
  if (!isObject(result)) return null;
  const { data = null, errorMessage, errorType } = result;
  if (!errorMessage) return data;
  const type = typeof errorType === 'string' ? errorType : null;
  throw new ResolverFailure({ message: String(errorMessage), errorType: type, data, errorInfo: null });
}

function versionOf(step: Step, request: unknown): SourceCall['version'] {
  if (step.language !== 'vtl') return JS_VERSION;
  return (request as { version?: unknown } | null)?.version === '2017-02-28' ? '2017-02-28' : JS_VERSION;
}

function runStep(
  step: Step,
  sources: readonly Source[],
  scope: FieldScope,
  prev: StepState['prev'],
): MaybePromise<StepResult> {
  const state: StepState = prev ? { prev } : {};
  let request: unknown;
  if (step.unit?.hasRequest) {
    const outcome = settle(noted('request', step.name, scope, state, step.unit.request(scope, state)));
    if (outcome.kind === 'early-return') return { value: outcome.value ?? null, end: outcome.skipTo === 'END' };
    request = outcome.value;
  } else {
    request = directRequest(scope, state);
    if (step.batched) request = { operation: 'BatchInvoke', payload: request };
  }
  const version = versionOf(step, request);
  const ended = scope.trace?.begin('source', { step: step.name, source: step.source });
  return then(sources[step.source]!({ request, scope, version, batch: step.batch }), (answer: SourceAnswer) => {
    ended?.({ result: answer.result, ...(answer.error ? { error: answer.error } : {}) });
    const result = answer.result ?? null;
    // 2017-02-28 raises a data source's error at once and skips the response template on null (resolver-mapping-template-changelog).
    if (answer.error && (version === '2017-02-28' || !step.unit?.hasResponse)) throw new ResolverFailure(answer.error);
    if (!step.unit?.hasResponse && step.batched) return { value: batchedResult(result), end: false };
    if (!step.unit?.hasResponse || (version === '2017-02-28' && result === null)) return { value: result, end: false };
    const after: StepState = { ...state, result, ...(answer.error ? { error: answer.error } : {}) };
    const outcome = settle(noted('response', step.name, scope, after, step.unit.response(scope, after)));
    return { value: outcome.value ?? null, end: outcome.kind === 'early-return' && outcome.skipTo === 'END' };
  });
}

/** One function of a pipeline: a step of its own where somebody reads along. */
function runFunction(
  step: Step,
  sources: readonly Source[],
  scope: FieldScope,
  prev: StepState['prev'],
): MaybePromise<StepResult> {
  const outer = scope.trace;
  if (!outer) return runStep(step, sources, scope, prev);
  const open = outer.enter('function', { step: step.name });
  scope.trace = open.trace;
  const succeed = (result: StepResult): StepResult => {
    open.end();
    scope.trace = outer;
    return result;
  };
  const fail = (error: unknown): never => {
    open.end({ error: messageOf(error) });
    scope.trace = outer;
    throw error;
  };
  try {
    const result = runStep(step, sources, scope, prev);
    return result instanceof Promise ? result.then(succeed, fail) : succeed(result);
  } catch (error) {
    return fail(error);
  }
}

/**
 * The value of a field. Throws, or rejects with, a ResolverFailure; what handlers appended stands in `scope.errors`.
 *
 * runtime.earlyReturn in a pipeline's request handler skips the functions and the response handler is called: the page
 * of the function itself (runtime-utils-js.md) says so in detail, the overview only in passing.
 */
export function runPlan(plan: Plan, sources: readonly Source[], scope: FieldScope): MaybePromise<unknown> {
  if (plan.kind === 'UNIT') return then(runStep(plan.step, sources, scope, undefined), (done) => done.value);

  const finish = (last: unknown): unknown => {
    if (!plan.unit?.hasResponse) return last;
    const state: StepState = { prev: { result: last }, result: last };
    const outcome = settle(noted('after', undefined, scope, state, plan.unit.response(scope, state)));
    return outcome.value ?? null;
  };
  let first: unknown = null;
  if (plan.unit?.hasRequest) {
    const outcome = settle(noted('before', undefined, scope, {}, plan.unit.request(scope, {})));
    if (outcome.kind === 'early-return')
      return plan.language === 'vtl' ? (outcome.value ?? null) : finish(outcome.value ?? null);
    first = outcome.value ?? null;
  }
  const walk = (index: number, prev: unknown): MaybePromise<unknown> => {
    for (let next = index; next < plan.steps.length; next += 1) {
      const done = runFunction(plan.steps[next]!, sources, scope, { result: prev });
      if (done instanceof Promise)
        return done.then((result) => (result.end ? finish(result.value) : walk(next + 1, result.value)));
      if (done.end) return finish(done.value);
      prev = done.value;
    }
    return finish(prev);
  };
  return walk(0, first);
}
