// Text to compiled expression, once per text and names; and `Placeholders`, which reads a request's
// ExpressionAttributeNames and ExpressionAttributeValues and tells which of them no expression used.
import { isObject } from '../../lib/json.js';
import { RequestFault, requestFault, serializationFault } from '../faults.js';
import { type Meter, readValue } from '../values/check.js';
import type { AttributeValue } from '../values/value.js';
import { checkCondition, compileCondition, type Predicate, undefinedValue, type Values } from './condition.js';
import type { ExpressionKind } from './lexer.js';
import { createParser } from './parser.js';
import { checkOverlaps } from './paths.js';
import { compileProjection, type Projection } from './projection.js';
import type { Condition, PathNode, UpdateAction, Uses } from './tree.js';
import { checkUpdate, compileUpdate, type Update } from './update.js';

interface CompiledCondition extends Uses {
  readonly tree: Condition;
  readonly test: Predicate;
}

export interface CompiledUpdate extends Uses {
  readonly actions: readonly UpdateAction[];
  readonly run: Update;
}

export interface CompiledProjection extends Uses {
  readonly paths: readonly PathNode[];
  readonly pick: Projection;
}

/** Expressions compiled so far; one per engine. Holds the newest `CAPACITY` or so. */
export interface ExpressionCache {
  readonly entries: Map<string, unknown>;
}

const CAPACITY = 2000;

export function createExpressionCache(): ExpressionCache {
  return { entries: new Map() };
}

function cached<T>(cache: ExpressionCache, key: string, make: () => T): T {
  const known = cache.entries.get(key);
  if (known !== undefined) return known as T;
  const made = make();
  if (cache.entries.size >= CAPACITY) cache.entries.clear();
  cache.entries.set(key, made);
  return made;
}

function readNames(given: unknown): Readonly<Record<string, string>> {
  if (!isObject(given)) throw serializationFault('Unexpected field type');
  const names = Object.entries(given);
  if (names.length === 0) throw requestFault('ExpressionAttributeNames must not be empty');
  for (const [placeholder, name] of names) {
    if (typeof name !== 'string') throw serializationFault('Unexpected field type');
    if (!/^#[A-Za-z0-9_-]+$/.test(placeholder)) {
      throw requestFault(`ExpressionAttributeNames contains invalid key: Syntax error; key: "${placeholder}"`);
    }
    if (name === '') {
      throw requestFault(
        `ExpressionAttributeNames contains invalid value: Empty attribute name for key ${placeholder}`,
      );
    }
  }
  return given as Record<string, string>;
}

function readValues(given: unknown, meter: Meter): Values {
  if (!isObject(given)) throw serializationFault('Unexpected field type');
  const entries = Object.entries(given);
  if (entries.length === 0) throw requestFault('ExpressionAttributeValues must not be empty');
  const values: Record<string, AttributeValue> = {};
  for (const [name, value] of entries) {
    if (!/^:[A-Za-z0-9_]+$/.test(name)) {
      throw requestFault(`ExpressionAttributeValues contains invalid key: Syntax error; key: "${name}"`);
    }
    try {
      values[name] = readValue(value, meter);
    } catch (error) {
      if (!(error instanceof RequestFault)) throw error;
      const older = `ExpressionAttributeValues contains invalid value: ${error.older} for key ${name}`;
      throw requestFault(error.message, older);
    }
  }
  return values;
}

/** The expression parameters of one request. */
export interface ExpressionInput {
  readonly ExpressionAttributeNames?: unknown;
  readonly ExpressionAttributeValues?: unknown;
}

/** Compiles the expressions of one request; `finish` refuses placeholders that none of them used. */
export interface Placeholders {
  readonly values: Values;
  /** Size of the values. */
  readonly size: number;
  condition(kind: ExpressionKind, text: string): { readonly tree: Condition; readonly test: Predicate };
  update(text: string): CompiledUpdate;
  projection(text: string): CompiledProjection;
  finish(): void;
}

const NO_NAMES: Readonly<Record<string, string>> = {};
const NO_VALUES: Values = {};

/**
 * `expressions` says which expression parameters the operation has and what they hold: placeholders without any
 * expression are refused in words that name them.
 */
export function readPlaceholders(
  cache: ExpressionCache,
  input: ExpressionInput,
  expressions: Readonly<Record<string, unknown>>,
): Placeholders {
  const { ExpressionAttributeNames: givenNames, ExpressionAttributeValues: givenValues } = input;
  const hasNames = givenNames !== undefined && givenNames !== null;
  const hasValues = givenValues !== undefined && givenValues !== null;
  const kinds = Object.keys(expressions);
  const present = kinds.some((kind) => expressions[kind] !== undefined && expressions[kind] !== null);
  if (!present && (hasNames || hasValues)) {
    if (hasNames && !hasValues) {
      throw requestFault('ExpressionAttributeNames can only be specified when using expressions');
    }
    const taking = kinds.filter((kind) => kind !== 'ProjectionExpression');
    const text = 'ExpressionAttributeValues can only be specified when using expressions';
    throw requestFault(text, `${text}: ${taking.join(' and ')} ${taking.length === 1 ? 'is' : 'are'} null`);
  }
  const names = hasNames ? readNames(givenNames) : NO_NAMES;
  const meter: Meter = { size: 0 };
  const values = hasValues ? readValues(givenValues, meter) : NO_VALUES;
  const suffix = hasNames ? `\0${JSON.stringify(names)}` : '';
  const used: Uses[] = [];

  const use = <T extends Uses>(compiled: T): T => {
    used.push(compiled);
    return compiled;
  };

  return {
    values,
    size: meter.size,
    condition(kind, text) {
      const compiled = use(
        cached(cache, `${kind}\0${text}${suffix}`, (): CompiledCondition => {
          const parser = createParser(kind, text, names);
          const tree = parser.condition();
          return { tree, test: compileCondition(tree), names: parser.uses.names, values: parser.uses.values };
        }),
      );
      checkCondition(kind, compiled.tree, values);
      return compiled;
    },
    update(text) {
      const compiled = use(
        cached(cache, `Update\0${text}${suffix}`, (): CompiledUpdate => {
          const parser = createParser('UpdateExpression', text, names);
          const actions = parser.update();
          checkOverlaps(
            'UpdateExpression',
            actions.map((action) => action.path),
          );
          return { actions, run: compileUpdate(actions), names: parser.uses.names, values: parser.uses.values };
        }),
      );
      for (const name of compiled.values) {
        if (!Object.hasOwn(values, name)) throw undefinedValue('UpdateExpression', name);
      }
      checkUpdate(compiled.actions, values);
      return compiled;
    },
    projection(text) {
      return use(
        cached(cache, `Projection\0${text}${suffix}`, (): CompiledProjection => {
          const parser = createParser('ProjectionExpression', text, names);
          const paths = parser.projection();
          checkOverlaps('ProjectionExpression', paths);
          return { paths, pick: compileProjection(paths), names: parser.uses.names, values: [] };
        }),
      );
    },
    finish() {
      const refuse = (parameter: string, unused: readonly string[]): void => {
        if (unused.length === 0) return;
        throw requestFault(`Value provided in ${parameter} unused in expressions: keys: {${unused.join(', ')}}`);
      };
      if (hasNames) {
        const taken = new Set(used.flatMap((one) => one.names));
        refuse(
          'ExpressionAttributeNames',
          Object.keys(names).filter((name) => !taken.has(name)),
        );
      }
      if (hasValues) {
        const taken = new Set(used.flatMap((one) => one.values));
        refuse(
          'ExpressionAttributeValues',
          Object.keys(values).filter((name) => !taken.has(name)),
        );
      }
    },
  };
}
