// Compiles the states of a machine, a branch or a processor, and checks that every transition leads somewhere and every
// state is reached. Called by the wing's compile(); Parallel and Map get it handed in.
// https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
import type { Account } from '../../aws/arn.js';
import { isObject } from '../../lib/json.js';
import type { Check, JsonRecord } from '../asl/check.js';
import { objectAt } from '../asl/check.js';
import type { Jsonata } from '../asl/jsonata.js';
import { STATE_TYPES } from './index.js';
import type { Block, QueryLanguage, StateProgram } from './state.js';

export interface BlockOptions {
  readonly check: Check;
  readonly express: boolean;
  readonly account: Account;
  readonly queryLanguage: QueryLanguage;
  readonly jsonata: Jsonata;
  readonly trial: boolean;
}

const TYPES = new Map(STATE_TYPES.map((one) => [one.type, one]));
const COMMON_FIELDS = new Set(['Type', 'Comment', 'QueryLanguage']);
/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const LONGEST_NAME = 80;

export function compileBlock(source: JsonRecord, location: string, options: BlockOptions): Block {
  const { check } = options;
  const states = new Map<string, StateProgram>();
  // `{}` misses both; the order is AWS's (recorded).
  const missing = ['States', 'StartAt'].filter((field) => source[field] === undefined);
  if (missing.length > 0) {
    check.schema(`These fields are required: [${missing.join(', ')}]`, location === '' ? '/' : location);
    if (source['States'] === undefined) return { start: '', states };
  }
  const all = objectAt(check, source['States'], `${location}/States`) ?? {};
  if (isObject(source['States']) && Object.keys(all).length === 0)
    check.schema('Value cannot be empty', `${location}/States`);
  for (const [name, state] of Object.entries(all)) {
    const at = `${location}/States/${name}`;
    if (name.length > LONGEST_NAME) check.schema(`State name must be no longer than ${LONGEST_NAME} characters`, at);
    if (!isObject(state)) check.schema('Expected value of type Object', at);
    else {
      const program = compileState(name, state, at, options);
      if (program) states.set(name, program);
    }
  }
  const start = source['StartAt'];
  if (start !== undefined) {
    if (typeof start !== 'string') check.schema('Expected value of type String', `${location}/StartAt`);
    else checkTransitions(start, all, states, location, check);
  }
  return { start: String(start), states };
}

function compileState(name: string, source: JsonRecord, location: string, options: BlockOptions) {
  const { check } = options;
  const type = source['Type'];
  if (type === undefined) {
    check.schema("The field 'Type' is required but was missing", location);
    return undefined;
  }
  const descriptor = TYPES.get(String(type));
  if (!descriptor) {
    check.schema(`Value must be one of [${[...TYPES.keys()].join(', ')}]`, `${location}/Type`);
    return undefined;
  }
  const language = source['QueryLanguage'];
  if (language !== undefined && language !== 'JSONPath' && language !== 'JSONata') {
    check.schema('Value must be one of [JSONPath, JSONata]', `${location}/QueryLanguage`);
    return undefined;
  }
  if (language === 'JSONPath' && options.queryLanguage === 'JSONata') {
    check.schema("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine", location);
    return undefined;
  }
  const queryLanguage = language ?? options.queryLanguage;
  const fields = queryLanguage === 'JSONata' ? descriptor.jsonataFields : descriptor.fields;
  for (const field of Object.keys(source)) {
    if (!COMMON_FIELDS.has(field) && !fields.includes(field)) {
      check.schema(`The field "${field}" is not supported by Step Functions`, `${location}/${field}`);
    }
  }
  return descriptor.compile(source, {
    name,
    location,
    check,
    queryLanguage,
    machineLanguage: options.queryLanguage,
    jsonata: options.jsonata,
    express: options.express,
    account: options.account,
    trial: options.trial,
    block: (inner, at, express) => compileBlock(inner, at, express ? { ...options, express } : options),
  });
}

/** AWS's words: `Missing 'Next' target: x`, `State "x" is not reachable.` */
function checkTransitions(
  start: string,
  all: JsonRecord,
  states: ReadonlyMap<string, StateProgram>,
  location: string,
  check: Check,
): void {
  const known = (name: string): boolean => Object.hasOwn(all, name);
  if (!known(start)) check.transition(`Missing 'Next' target: ${start}`, `${location}/StartAt`);
  for (const state of states.values()) {
    for (const lead of state.leads) {
      if (!known(lead.to)) check.transition(`Missing '${lead.field}' target: ${lead.to}`, lead.location);
    }
  }
  // A state that did not compile leads nowhere we know: its followers would be called unreachable wrongly.
  if (states.size < Object.keys(all).length) return;
  const reached = new Set<string>();
  const open = [start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    for (const lead of states.get(name)?.leads ?? []) open.push(lead.to);
  }
  for (const name of states.keys()) {
    if (!reached.has(name)) check.transition(`State "${name}" is not reachable.`, `${location}/States/${name}`);
  }
}
