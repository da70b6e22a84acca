// A state machine's definition, compiled: parse, check, and the block of its states. Called by the wing's compile(), by the
// API before a definition is taken, and by the engine for the definition an execution began with.
import type { Account } from '../../aws/arn.js';
import { isObject, tryParse } from '../../lib/json.js';
import { Check, type Finding, type JsonRecord } from '../asl/check.js';
import type { Jsonata } from '../asl/jsonata.js';
import { compileBlock } from './block.js';
import type { Block } from './state.js';

export interface MachineProgram {
  readonly block: Block;
  /** Of the execution as a whole. */
  readonly timeoutSeconds: number | undefined;
  /** An Express execution has no bound on its events. */
  readonly express: boolean;
}

export interface CompiledMachine {
  /** undefined when a finding is an error. */
  readonly program: MachineProgram | undefined;
  readonly findings: readonly Finding[];
  /** Fields that change nothing here: see Check. */
  readonly withoutEffect: Check['withoutEffect'];
  readonly named: Check['named'];
  /** The states as far as they compiled, for TestState. */
  readonly block?: Block;
}

/** The most an Express execution may take. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const EXPRESS_SECONDS = 300;
const FIELDS = new Set(['Comment', 'StartAt', 'States', 'TimeoutSeconds', 'Version', 'QueryLanguage']);

export interface MachineOptions {
  readonly jsonata: Jsonata;
  readonly express: boolean;
  readonly account: Account;
  /** True for TestState: see StateContext. */
  readonly trial?: boolean;
}

export function compileMachine(text: string, options: MachineOptions): CompiledMachine {
  const check = new Check();
  const source = parseDefinition(text, check);
  if (!source) return { program: undefined, findings: check.findings, withoutEffect: [], named: [] };
  for (const field of Object.keys(source)) {
    if (!FIELDS.has(field)) check.schema(`The field "${field}" is not supported by Step Functions`, `/${field}`);
  }
  const language = source['QueryLanguage'];
  if (language !== undefined && language !== 'JSONPath' && language !== 'JSONata') {
    check.schema('Value must be one of [JSONPath, JSONata]', '/QueryLanguage');
  }
  const version = source['Version'];
  if (version !== undefined && version !== '1.0') check.schema('Value must be one of [1.0]', '/Version');
  const timeout = source['TimeoutSeconds'];
  if (timeout !== undefined && (typeof timeout !== 'number' || !Number.isInteger(timeout) || timeout < 1)) {
    check.schema('Expected value of type Integer', '/TimeoutSeconds');
  }
  const block = compileBlock(source, '', {
    check,
    ...options,
    trial: options.trial === true,
    queryLanguage: language === 'JSONata' ? 'JSONata' : 'JSONPath',
  });
  const timeoutSeconds = options.express
    ? Math.min((timeout as number | undefined) ?? EXPRESS_SECONDS, EXPRESS_SECONDS)
    : (timeout as number | undefined);
  const program = check.failed ? undefined : { block, timeoutSeconds, express: options.express };
  const { findings, withoutEffect, named } = check;
  return { program, findings, withoutEffect, named, block };
}

/** In the words of the parser AWS uses (recorded). */
function parseDefinition(text: string, check: Check): JsonRecord | undefined {
  const source = tryParse(text);
  if (isObject(source)) return source;
  if (source !== undefined || text.trim() === '') {
    check.findings.push({
      code: 'SCHEMA_VALIDATION_FAILED',
      severity: 'ERROR',
      message: 'Definition must be a valid JSON object',
    });
    return undefined;
  }
  const word = /^\s*([A-Za-z0-9_$]+)/.exec(text);
  const column = word ? word[0].length + 1 : 1;
  const location = `[Source: (String)"${text}"; line: 1, column: ${column}]`;
  const message = word
    ? `Unrecognized token '${word[1]}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')`
    : 'The text is not valid JSON';
  check.findings.push({
    code: 'INVALID_JSON_DESCRIPTION',
    severity: 'ERROR',
    message: `${message}\n at ${location}`,
    location,
  });
  return undefined;
}
