// Task: has a function, a service or an activity do something, with timeouts and heartbeats. The events are the target's,
// the call is the scheduler's.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html
import { isObject } from '../../lib/json.js';
import type { Check, JsonRecord } from '../asl/check.js';
import { EvaluationFault, type Failure } from '../asl/faults.js';
import { compileTyped, expressionIn, queryFault } from '../asl/jsonata-fields.js';
import { type Scope, withInput } from '../asl/scope.js';
import { resolveResource } from '../integrations/resource.js';
import type { Target } from '../integrations/target.js';
import { compileFlow, compilePathField, compileTransition, readRequired } from './flow.js';
import { nextLead } from './plain.js';
import { compileCatchers, compileRetriers } from './retries.js';
import type { Outcome, StateContext, StateType, Step } from './state.js';

/** What a thread remembers while its task is under way. */
interface TaskMemory {
  readonly task: number;
  readonly timeout: number | undefined;
  heartbeat: number | undefined;
  readonly heartbeatSeconds: number | undefined;
}

type Seconds = (scope: Scope) => number | undefined;

/** `TimeoutSeconds` or `TimeoutSecondsPath`, and the same for heartbeats. */
function compileSeconds(source: JsonRecord, field: string, context: StateContext): Seconds {
  const { check, location } = context;
  const [literal, pathField] = [source[field], `${field}Path`];
  if (literal !== undefined && source[pathField] !== undefined) {
    check.schema(`A Task state can't have both '${field}' and '${pathField}'`, location);
  }
  if (context.queryLanguage === 'JSONata' && expressionIn(literal) !== undefined) {
    const compute = compileTyped(literal, field, 'number', context);
    return (scope) => {
      const value = compute(scope);
      if (Number.isInteger(value) && Number(value) > 0) return Number(value);
      throw queryFault(`The ${field} field must be a positive integer but was: ${JSON.stringify(value)}`, field);
    };
  }
  if (literal !== undefined) {
    if (typeof literal !== 'number' || !Number.isInteger(literal)) {
      check.schema('Expected value of type Integer', `${location}/${field}`);
    } else if (literal < 1 || literal > 99_999_999) {
      check.schema('Value must be between 1 and 99999999', `${location}/${field}`);
    }
    return () => literal as number;
  }
  if (context.queryLanguage === 'JSONata') return () => undefined;
  const path = compilePathField(source, pathField, check, location);
  if (!path) return () => undefined;
  return (scope) => {
    const value = readRequired(path, scope);
    if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
    const shown = typeof value === 'string' ? value : JSON.stringify(value);
    throw new EvaluationFault(
      `The ${pathField} field refers to value "${shown}" which is not a valid integer: ${path.text}`,
    );
  };
}

function checkCredentials(source: JsonRecord, check: Check, location: string): void {
  const credentials = source['Credentials'];
  if (credentials === undefined) return;
  check.withoutEffect.push({ what: 'Credentials', location: `${location}/Credentials` });
  const role = credentials as JsonRecord;
  if (role === null || typeof role !== 'object' || (role['RoleArn'] ?? role['RoleArn.$']) === undefined) {
    check.schema("The field 'RoleArn' is required but was missing", `${location}/Credentials`);
  }
}

/** What the parameters name by a literal; names that are computed are known when they are used. */
function collectNames(
  source: JsonRecord,
  names: Target['names'] = {},
  { check, location, queryLanguage }: StateContext,
): void {
  const field = queryLanguage === 'JSONata' ? 'Arguments' : 'Parameters';
  const parameters = source[field];
  if (!isObject(parameters)) return;
  for (const [member, kind] of Object.entries(names)) {
    const target = parameters[member];
    if (typeof target !== 'string' || expressionIn(target) !== undefined) continue;
    check.named.push({ kind, target, location: `${location}/${field}/${member}` });
  }
}

export const task: StateType = {
  type: 'Task',
  fields: [
    'Next',
    'End',
    'InputPath',
    'OutputPath',
    'ResultPath',
    'Parameters',
    'ResultSelector',
    'Assign',
    'Resource',
    'TimeoutSeconds',
    'TimeoutSecondsPath',
    'HeartbeatSeconds',
    'HeartbeatSecondsPath',
    'Retry',
    'Catch',
    'Credentials',
  ],
  jsonataFields: [
    'Next',
    'End',
    'Arguments',
    'Output',
    'Assign',
    'Resource',
    'TimeoutSeconds',
    'HeartbeatSeconds',
    'Retry',
    'Catch',
    'Credentials',
  ],
  compile(source, context) {
    const { check, location, name } = context;
    const next = compileTransition(source, check, location);
    const flow = compileFlow(source, context, next);
    const timeout = compileSeconds(source, 'TimeoutSeconds', context);
    const heartbeat = compileSeconds(source, 'HeartbeatSeconds', context);
    const { TimeoutSeconds: whole, HeartbeatSeconds: beat } = source;
    if (typeof whole === 'number' && typeof beat === 'number' && beat >= whole) {
      check.schema("'HeartbeatSeconds' must be smaller than 'TimeoutSeconds'", `${location}/HeartbeatSeconds`);
    }
    checkCredentials(source, check, location);
    const resource = source['Resource'];
    if (resource === undefined) check.schema("The field 'Resource' is required but was missing", location);
    const target =
      resource === undefined ? undefined : resolveResource(String(resource), context, `${location}/Resource`);
    collectNames(source, target?.names, context);
    const { catchers, leads } = compileCatchers(source, context);

    const finish = (step: Step): void => {
      const memory = step.thread.memory as TaskMemory;
      if (memory.timeout !== undefined) step.cancel(memory.timeout);
      if (memory.heartbeat !== undefined) step.cancel(memory.heartbeat);
      step.thread.memory = undefined;
    };
    const timedOut = (step: Step): Outcome => {
      const failure: Failure = { error: 'States.Timeout', cause: undefined };
      step.emit(target!.timedOut(failure));
      finish(step);
      return { kind: 'failed', failure };
    };

    return {
      name,
      type: 'Task',
      leads: [...nextLead(next, location), ...leads],
      blocks: [],
      retriers: compileRetriers(source, context),
      catchers,
      enter(step) {
        const token = target!.callback ? step.token() : undefined;
        const scope = step.scope(step.thread.input, token === undefined ? {} : { token });
        const input = step.text(flow.input(scope));
        const selected = withInput(scope, flow.selectInput(scope));
        const { activityArn } = target!;
        if (activityArn !== undefined && !step.activityExists(activityArn)) {
          throw new EvaluationFault(`The activity ${activityArn} does not exist.`);
        }
        const times = { timeoutSeconds: timeout(selected), heartbeatSeconds: heartbeat(selected) };
        const id = step.emit(target!.scheduled(input, times));
        if (target!.started) step.emit(target!.started);
        const timer = (purpose: string, seconds: number | undefined): number | undefined =>
          seconds === undefined ? undefined : step.timer(purpose, step.now + seconds * 1000);
        step.thread.memory = {
          task: id,
          timeout: timer('timeout', times.timeoutSeconds),
          heartbeat: timer('heartbeat', times.heartbeatSeconds),
          heartbeatSeconds: times.heartbeatSeconds,
        } satisfies TaskMemory;
        step.call({ task: id, target: target!, input, token });
        return undefined;
      },
      resume(step, signal) {
        const memory = step.thread.memory as TaskMemory;
        switch (signal.kind) {
          case 'taskSucceeded': {
            step.emit(target!.succeeded(signal.output));
            finish(step);
            const scope = step.scope(step.thread.input);
            const result: unknown = JSON.parse(signal.output);
            scope.around.inspect?.('result', result);
            return flow.exit(scope, result);
          }
          case 'taskFailed':
            step.emit(target!.failed(signal.failure));
            finish(step);
            return { kind: 'failed', failure: signal.failure };
          case 'taskStarted':
            step.emit(target!.startedBy!(signal.workerName));
            return undefined;
          case 'taskSubmitted':
            step.emit(target!.submitted!(signal.output));
            return undefined;
          case 'heartbeat':
            if (memory.heartbeat !== undefined) {
              step.cancel(memory.heartbeat);
              memory.heartbeat = step.timer('heartbeat', step.now + memory.heartbeatSeconds! * 1000);
            }
            return undefined;
          case 'timer':
            return timedOut(step);
          default:
            return undefined;
        }
      },
    };
  },
};
