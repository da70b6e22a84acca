// TestState: one state run on its own, its services mocked or called, its data shown.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html
import { formatArn } from '../../aws/arn.js';
import { ServiceError } from '../../aws/errors.js';
import type { Operation } from '../../aws/wire.js';
import { isObject, tryParse } from '../../lib/json.js';
import { formatFindings } from '../asl/check.js';
import type { TrialResult } from '../engine/trial.js';
import type { ApiPorts } from '../ports.js';
import { compileMachine } from '../states/machine-program.js';
import type { Block, StateProgram } from '../states/state.js';
import { executionInput } from './executions.js';
import { type Input, oneOf, optionalFlag, optionalObject, optionalText, requiredText, validation } from './input.js';
import { readMock } from './mocks.js';

const LEVELS = ['INFO', 'DEBUG', 'TRACE'] as const;
/** The name of a state that is given without its machine (recorded). */
const LONE_STATE = 'StateName';
const FLOW = [
  'afterInputPath',
  'afterParameters',
  'afterArguments',
  'result',
  'afterResultSelector',
  'afterResultPath',
];
const LIMITS = ['maxConcurrency', 'toleratedFailureCount', 'toleratedFailurePercentage'];
/** What InspectionData tells of each type (recorded). */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  Pass: FLOW,
  Task: FLOW,
  Choice: ['afterInputPath'],
  Succeed: ['afterInputPath'],
  Fail: ['afterInputPath'],
  Wait: ['afterInputPath'],
  Parallel: ['afterResultSelector', 'afterResultPath'],
  Map: [
    'afterInputPath',
    'afterItemsPath',
    'afterItemsPointer',
    'afterItemSelector',
    'afterItemBatcher',
    'afterResultSelector',
    'afterResultPath',
    ...LIMITS,
  ],
};

interface Subject {
  readonly source: Input;
  readonly state: StateProgram;
}

export const testState: Operation<ApiPorts> = {
  name: 'TestState',
  async handle(input, ports) {
    const level = oneOf(input, 'inspectionLevel', LEVELS) ?? 'INFO';
    const roleArn = optionalText(input, 'roleArn');
    const text = executionInput(input);
    const context = contextOf(input);
    const { source, state } = subjectOf(input, ports);
    const mock = readMock(input, source, state);
    if (mock && optionalFlag(input, 'revealSecrets')) {
      throw validation('TestState does not support RevealSecrets when a mock is specified.');
    }
    if (!mock && (state.type === 'Map' || state.type === 'Parallel')) {
      throw invalidDefinition(
        'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
      );
    }
    if (!mock && state.type === 'Task' && roleArn === undefined) {
      throw validation('RoleArn must be specified when testing a Task state');
    }
    if (!mock && state.type === 'Task' && /\.(?:sync|waitForTaskToken)|:activity:/.test(String(source['Resource']))) {
      throw validation(`The resource ${String(source['Resource'])} can only be tested with a mock`);
    }
    const [name, machineName] = [ports.random.uuid(), ports.random.uuid()];
    const facts = {
      arn: formatArn(ports.account, 'states', `express:${machineName}:${name}`),
      name,
      machineArn: formatArn(ports.account, 'states', `stateMachine:${machineName}`),
      machineName,
      roleArn: roleArn ?? formatArn({ ...ports.account, region: '' }, 'iam', `role/${ports.random.uuid()}`),
      startedAt: ports.clock.now(),
      input: text,
      redriveCount: undefined,
    };
    const variables = jsonObject(input, 'variables') ?? {};
    const attempts = Number(optionalObject(input, 'stateConfiguration')?.['retrierRetryCount'] ?? 0);
    const seed = ports.random.uuid();
    const result = await ports.scheduler.test({ state, facts, seed, context, variables, mock, attempts });
    return answer(result, state.type, text, level);
  },
};

function answer(result: TrialResult, type: string, input: string, level: (typeof LEVELS)[number]) {
  const { status, output, failure, next, seen } = result;
  return {
    ...(output === undefined ? {} : { output }),
    ...(failure?.error === undefined ? {} : { error: failure.error }),
    ...(failure?.cause === undefined ? {} : { cause: failure.cause }),
    ...(level === 'INFO' ? {} : { inspectionData: inspection(seen, type, input) }),
    ...(next === undefined ? {} : { nextState: next }),
    status,
  };
}

function inspection(seen: ReadonlyMap<string, unknown>, type: string, input: string): Record<string, unknown> {
  const data: Record<string, unknown> = { input };
  for (const field of SHOWN[type] ?? []) {
    const value = seen.get(field);
    if (value !== undefined) data[field] = LIMITS.includes(field) ? value : JSON.stringify(value);
  }
  const [details, variables] = [seen.get('errorDetails'), seen.get('variables')];
  if (details !== undefined) data['errorDetails'] = details;
  if (variables !== undefined) data['variables'] = JSON.stringify(variables);
  return data;
}

function invalidDefinition(message: string): ServiceError {
  return new ServiceError('InvalidDefinition', message);
}

function jsonObject(input: Input, member: string): Input | undefined {
  const text = optionalText(input, member);
  if (text === undefined) return undefined;
  const value = tryParse(text);
  if (isObject(value)) return value;
  throw validation(`${member} must be a valid JSON object`);
}

/** A context object given with the request stands for the whole of it (recorded). */
function contextOf(input: Input): unknown {
  return jsonObject(input, 'context');
}

/** The state under test: the definition itself, or one of a machine's states, however deep. */
function subjectOf(input: Input, ports: ApiPorts): Subject {
  const definition = requiredText(input, 'definition');
  const given = tryParse(definition);
  const stateName = optionalText(input, 'stateName');
  const whole = isObject(given) && given['States'] !== undefined;
  if (whole && stateName === undefined) throw validation('State name must be specified for a state machine definition');
  const text =
    isObject(given) && !whole ? JSON.stringify({ StartAt: LONE_STATE, States: { [LONE_STATE]: given } }) : definition;
  const { jsonata } = ports.program();
  const options = { express: false, account: ports.account, jsonata, trial: true };
  const { block, findings } = compileMachine(text, options);
  // A lone state leads to others that are not given.
  const errors = findings.filter(
    ({ code, severity }) => severity === 'ERROR' && (whole || code !== 'MISSING_TRANSITION_TARGET'),
  );
  if (errors.length > 0 || !block) {
    throw invalidDefinition(`Invalid State Machine Definition: '${formatFindings(errors)}'`);
  }
  const name = whole ? stateName! : LONE_STATE;
  const state = findState(block, name);
  const source = whole ? findSource(given, name) : given;
  if (!state || !isObject(source)) throw validation('State not found in definition');
  return { source, state };
}

function findState(block: Block, name: string): StateProgram | undefined {
  const here = block.states.get(name);
  if (here) return here;
  for (const state of block.states.values()) {
    for (const inner of state.blocks) {
      const found = findState(inner, name);
      if (found) return found;
    }
  }
  return undefined;
}

function findSource(value: unknown, name: string): unknown {
  if (!isObject(value) && !Array.isArray(value)) return undefined;
  const states = isObject(value) ? value['States'] : undefined;
  if (isObject(states) && Object.hasOwn(states, name)) return states[name];
  for (const inner of Object.values(value)) {
    const found = findSource(inner, name);
    if (found !== undefined) return found;
  }
  return undefined;
}
