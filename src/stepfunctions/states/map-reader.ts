// ItemReader of a Distributed Map: which object or list its items are read from, and how. Used by map-distributed.ts; the
// reading itself is done by integrations/item-source.ts.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
import { isObject } from '../../lib/json.js';
import type { JsonRecord } from '../asl/check.js';
import { EvaluationFault } from '../asl/faults.js';
import type { Evaluate } from '../asl/intrinsics.js';
import { compileCompute, compileTyped } from '../asl/jsonata-fields.js';
import type { Scope } from '../asl/scope.js';
import type { InputType, ItemRequest } from '../integrations/item-source.js';
import { compileField, compilePathField, readRequired } from './flow.js';
import type { StateContext } from './state.js';

export type Reader = (scope: Scope) => ItemRequest;

const RESOURCE = /^arn:aws[a-z-]*:states:[a-z0-9-]*:[0-9]*:s3:(getObject|listObjectsV2)$/;
const INPUT_TYPES = ['CSV', 'JSON', 'JSONL', 'MANIFEST'];
const DELIMITERS: Readonly<Record<string, string>> = {
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  SPACE: ' ',
  TAB: '\t',
};

function oneOf(
  config: JsonRecord,
  field: string,
  values: readonly string[],
  context: StateContext,
): string | undefined {
  const value = config[field];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && values.includes(value)) return value;
  const location = `${context.location}/ItemReader/ReaderConfig/${field}`;
  context.check.schema(`Value must be one of [${values.join(', ')}]`, location);
  return undefined;
}

/** May be negative, which the reading itself complains of (recorded). */
function compileMaxItems(config: JsonRecord, context: StateContext): (scope: Scope) => number {
  const { check } = context;
  const location = `${context.location}/ItemReader/ReaderConfig`;
  const { MaxItems: literal } = config;
  if (literal !== undefined) {
    if (context.queryLanguage === 'JSONata') {
      const compute = compileTyped(literal, 'ItemReader/ReaderConfig/MaxItems', 'number', context);
      return (scope) => compute(scope) as number;
    }
    if (!Number.isInteger(literal) || (literal as number) < 0) {
      check.schema('Value must be a non-negative integer', `${location}/MaxItems`);
    }
    return () => literal as number;
  }
  const path =
    context.queryLanguage === 'JSONata' ? undefined : compilePathField(config, 'MaxItemsPath', check, location);
  if (!path) return () => 0;
  return (scope) => {
    const value = readRequired(path, scope);
    const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && Number.isInteger(number)) return number;
    const shown = typeof value === 'string' ? value : JSON.stringify(value);
    throw new EvaluationFault(
      `The MaxItemsPath field refers to value "${shown}" which is not a valid integer: ${path.text}`,
    );
  };
}

function compileParameters(source: JsonRecord, context: StateContext): Evaluate {
  const { check, location, queryLanguage } = context;
  const compiled =
    queryLanguage === 'JSONata'
      ? compileCompute(source['Arguments'] ?? {}, 'ItemReader/Arguments', context)
      : compileField(source, 'Parameters', check, `${location}/ItemReader`);
  return (scope) => compiled?.(scope) ?? {};
}

export function compileReader(source: unknown, context: StateContext): Reader | undefined {
  const { check } = context;
  const location = `${context.location}/ItemReader`;
  if (source === undefined) return undefined;
  if (!isObject(source)) {
    check.schema('Expected value of type Object', location);
    return undefined;
  }
  const { Resource: resource, ReaderConfig: config = {} } = source;
  if (resource === undefined) {
    check.schema("The field 'Resource' is required but was missing", location);
    return undefined;
  }
  const action = typeof resource === 'string' ? RESOURCE.exec(resource)?.[1] : undefined;
  if (action === undefined) {
    check.schema(
      `The resource provided ${String(resource)} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
      `${location}/Resource`,
    );
    return undefined;
  }
  if (!isObject(config)) {
    check.schema('Expected value of type Object', `${location}/ReaderConfig`);
    return undefined;
  }
  if (config['InputType'] === 'PARQUET') {
    check.notEmulated('The InputType PARQUET of an ItemReader', `${location}/ReaderConfig/InputType`);
    return undefined;
  }
  const flatten = oneOf(config, 'Transformation', ['NONE', 'LOAD_AND_FLATTEN'], context) === 'LOAD_AND_FLATTEN';
  const inputType = oneOf(config, 'InputType', INPUT_TYPES, context) as InputType | undefined;
  const given = oneOf(config, 'CSVHeaderLocation', ['FIRST_ROW', 'GIVEN'], context) === 'GIVEN';
  const delimiter = oneOf(config, 'CSVDelimiter', Object.keys(DELIMITERS), context) ?? 'COMMA';
  const { CSVHeaders: names, ItemsPointer: pointer } = config;
  if (given && !(Array.isArray(names) && names.length > 0 && names.every((name) => typeof name === 'string'))) {
    check.schema('Expected value of type Array', `${location}/ReaderConfig/CSVHeaders`);
  }
  const most = compileMaxItems(config, context);
  const parameters = compileParameters(source, context);
  return (scope) => ({
    action: action as ItemRequest['action'],
    parameters: parameters(scope) as Readonly<Record<string, unknown>>,
    inputType,
    flatten,
    csv: { headers: given ? (names as readonly string[]) : undefined, delimiter: DELIMITERS[delimiter]! },
    pointer: typeof pointer === 'string' ? pointer : undefined,
    most: most(scope),
  });
}
