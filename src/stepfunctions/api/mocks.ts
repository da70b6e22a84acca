// The mock of a TestState request: read, and refused in AWS's words (recorded) when it can't stand for the real thing.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_MockInput.html
import { isObject, tryParse } from '../../lib/json.js';
import { faultOfMock } from '../integrations/result-shapes.js';
import type { Mock, StateProgram } from '../states/state.js';
import { type Input, oneOf, optionalObject, optionalText, validation } from './input.js';

const MODES = ['STRICT', 'PRESENT', 'NONE'] as const;

export function readMock(input: Input, source: Input, state: StateProgram): Mock | undefined {
  const given = optionalObject(input, 'mock');
  if (!given) return undefined;
  const text = optionalText(given, 'result');
  const error = optionalObject(given, 'errorOutput');
  if (text !== undefined && error) {
    throw validation('A test mock should have only one of the following fields: [result, errorOutput].');
  }
  if (text === undefined && !error) return undefined;
  const result = text === undefined ? undefined : tryParse(text);
  if (text !== undefined && result === undefined) throw validation('Mocked result must be valid JSON');
  if (!['Task', 'Map', 'Parallel'].includes(state.type)) {
    throw validation(`State type '${state.type}' is not supported when a mock is specified`);
  }
  const configuration = optionalObject(input, 'stateConfiguration') ?? {};
  const failed = configuration['mapIterationFailureCount'];
  const failedIterations = typeof failed === 'number' ? failed : undefined;
  const mode = oneOf(given, 'fieldValidationMode', MODES) ?? 'STRICT';
  if (!error) {
    if (state.type === 'Map') checkMap(result, source);
    if (state.type === 'Parallel') checkParallel(result, state);
    if (state.type === 'Task' && mode !== 'NONE') checkTask(result, source, mode === 'STRICT');
    if (failedIterations !== undefined && Array.isArray(result) && failedIterations > result.length) {
      throw validation('Map iteration failure count must be less than or equal to the number of Map iterations');
    }
  }
  const readerText = optionalText(configuration, 'mapItemReaderData');
  const reply = error
    ? { failure: { error: optionalText(error, 'error'), cause: optionalText(error, 'cause') } }
    : { result };
  return { reply, failedIterations, readerData: readerText === undefined ? undefined : tryParse(readerText) };
}

function checkMap(result: unknown, source: Input): void {
  if (source['ResultWriter'] !== undefined) {
    if (!isObject(result)) throw validation('Mocked result must be a JSON object.');
  } else if (!Array.isArray(result)) throw validation('Mocked result must be an array.');
}

function checkParallel(result: unknown, state: StateProgram): void {
  if (!Array.isArray(result)) throw validation('Mocked result must be an array.');
  if (result.length !== state.blocks.length) {
    throw validation('Mocked result must contain the same number of items as number of Parallel branches.');
  }
}

function checkTask(result: unknown, source: Input, strict: boolean): void {
  const resource = /^arn:[^:]*:states:[^:]*:[^:]*:(.+)$/.exec(String(source['Resource']))?.[1];
  const fault = resource === undefined ? undefined : faultOfMock(resource, result, strict);
  if (fault !== undefined) throw validation(`Mock result schema validation error: ${fault}`);
}
