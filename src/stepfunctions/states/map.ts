// Map: runs its processor for each item of a list and gives the list of their outputs. What both modes share; how the
// iterations run is said in map-inline.ts and map-distributed.ts.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html
import { isObject } from '../../lib/json.js';
import type { Check, JsonRecord } from '../asl/check.js';
import { EvaluationFault } from '../asl/faults.js';
import { compileCompute, compileTyped, queryFault } from '../asl/jsonata-fields.js';
import { type Scope, withInput } from '../asl/scope.js';
import { compileField, compileFlow, compilePathField, compileTransition, readRequired } from './flow.js';
import { distributed } from './map-distributed.js';
import { inline } from './map-inline.js';
import { compileNumber, type MapParts, THRESHOLD_EXCEEDED } from './map-parts.js';
import { nextLead } from './plain.js';
import { compileCatchers, compileRetriers } from './retries.js';
import { type Block, failed, type StateContext, type StateType } from './state.js';

/** An inline Map may have the tolerances too; they mean nothing there (recorded). */
const TOLERANCE = ['ToleratedFailureCount', 'ToleratedFailurePercentage'];
const DISTRIBUTED = ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label'];
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const LABEL = /^[^\s?*<>{}[\]:;,\\|^~$#%&`"/\u0000-\u001f\u007f-\u009f]{1,40}$/;

interface Processor {
  readonly block: Block;
  readonly source: JsonRecord;
  readonly distributed: boolean;
  readonly express: boolean;
}

function compileProcessor(source: JsonRecord, context: StateContext): Processor | undefined {
  const { check, location, block } = context;
  const field = source['Iterator'] === undefined ? 'ItemProcessor' : 'Iterator';
  const processor = source[field];
  if (processor === undefined) {
    check.schema("The field 'ItemProcessor' is required but was missing", location);
    return undefined;
  }
  if (!isObject(processor)) {
    check.schema('Expected value of type Object', `${location}/${field}`);
    return undefined;
  }
  const config = isObject(processor['ProcessorConfig']) ? processor['ProcessorConfig'] : {};
  const { Mode: mode = 'INLINE', ExecutionType: type } = config;
  const at = `${location}/${field}/ProcessorConfig`;
  const spread = mode === 'DISTRIBUTED';
  if (!spread && mode !== 'INLINE') check.schema('Value must be one of [INLINE, DISTRIBUTED]', `${at}/Mode`);
  if (spread && context.express)
    check.schema("Express state machine does not support 'DISTRIBUTED' mode", `${at}/Mode`);
  if (type !== undefined && type !== 'STANDARD' && type !== 'EXPRESS') {
    check.schema('Value must be one of [STANDARD, EXPRESS]', `${at}/ExecutionType`);
  }
  const { ProcessorConfig: _, ...rest } = processor;
  const language = rest['QueryLanguage'] ?? context.machineLanguage;
  return {
    block: block(processor, `${location}/${field}`, spread && type === 'EXPRESS'),
    source: { ...rest, QueryLanguage: language },
    distributed: spread,
    express: type === 'EXPRESS',
  };
}

function checkLabel(label: unknown, check: Check, location: string): void {
  if (label === undefined) return;
  if (typeof label !== 'string') check.schema('Expected value of type String', `${location}/Label`);
  else if (label.length > 40) check.schema('Label cannot exceed 40 characters', `${location}/Label`);
  else if (!LABEL.test(label)) check.schema(`Label contains invalid characters: ${label}`, `${location}/Label`);
}

function compileParts(source: JsonRecord, context: StateContext, next: string | undefined): MapParts {
  const { check, location, name } = context;
  const jsonata = context.queryLanguage === 'JSONata';
  const flow = compileFlow(source, context, next);
  const items =
    jsonata && source['Items'] !== undefined ? compileTyped(source['Items'], 'Items', 'array', context) : undefined;
  const itemsPath = compilePathField(source, 'ItemsPath', check, location);
  const selectorField = source['ItemSelector'] === undefined ? 'Parameters' : 'ItemSelector';
  const selector =
    jsonata && source['ItemSelector'] !== undefined
      ? compileCompute(source['ItemSelector'], 'ItemSelector', context)
      : compileField(source, selectorField, check, location);
  const list = (scope: Scope, read: unknown): readonly unknown[] => {
    const whole = read === undefined ? scope : withInput(scope, read);
    const found = items ? items(scope) : itemsPath ? readRequired(itemsPath, whole) : whole.input;
    if (!Array.isArray(found)) {
      if (jsonata) throw queryFault(`Map state input must be an array but was: ${JSON.stringify(found)}`, undefined);
      // A path into the context object is named as one of `$` (recorded).
      const named = itemsPath?.root === '$$' ? itemsPath.text.slice(1) : itemsPath?.text;
      throw new EvaluationFault(`Reference path "${named ?? '$'}" must point to array.`);
    }
    if (!jsonata) scope.around.inspect?.('afterItemsPath', found);
    return found as readonly unknown[];
  };
  return {
    name,
    flow,
    list,
    selector,
    limit: compileNumber(source, 'MaxConcurrency', 0, context),
    toleratedCount: compileNumber(source, 'ToleratedFailureCount', undefined, context),
    toleratedPercentage: compileNumber(source, 'ToleratedFailurePercentage', undefined, context),
  };
}

export const map: StateType = {
  type: 'Map',
  fields: [
    'Next',
    'End',
    'InputPath',
    'OutputPath',
    'ResultPath',
    'ResultSelector',
    'Assign',
    'Retry',
    'Catch',
    'ItemsPath',
    'ItemSelector',
    'Parameters',
    'ItemProcessor',
    'Iterator',
    'MaxConcurrency',
    'MaxConcurrencyPath',
    ...TOLERANCE,
    'ToleratedFailureCountPath',
    'ToleratedFailurePercentagePath',
    ...DISTRIBUTED,
  ],
  jsonataFields: [
    'Next',
    'End',
    'Output',
    'Assign',
    'Retry',
    'Catch',
    'Items',
    'ItemSelector',
    'ItemProcessor',
    'MaxConcurrency',
    ...TOLERANCE,
    ...DISTRIBUTED,
  ],
  compile(source, context) {
    const { check, location, name } = context;
    checkLabel(source['Label'], check, location);
    const next = compileTransition(source, check, location);
    const parts = compileParts(source, context, next);
    const processor = compileProcessor(source, context);
    const { catchers, leads } = compileCatchers(source, context);
    const running = processor?.distributed
      ? distributed(parts, { ...processor, state: source, context })
      : inline(parts, processor?.block);
    return {
      name,
      type: 'Map',
      leads: [...nextLead(next, location), ...leads],
      blocks: processor ? [processor.block] : [],
      retriers: compileRetriers(source, context),
      catchers,
      ...running,
      mocked(step, { reply, failedIterations = 0, readerData }) {
        const raw = step.scope(step.thread.input);
        const { inspect } = raw.around;
        const scope = withInput(raw, parts.flow.selectInput(raw));
        const reader = source['ItemReader'] !== undefined;
        const items = reader && readerData === undefined ? [] : parts.list(scope, reader ? readerData : undefined);
        const [count, percentage] = [parts.toleratedCount(scope), parts.toleratedPercentage(scope)];
        inspect?.('maxConcurrency', parts.limit(scope));
        inspect?.('toleratedFailureCount', count);
        inspect?.('toleratedFailurePercentage', percentage);
        const { selector } = parts;
        if (selector) {
          const select = (value: unknown, index: number) =>
            selector(step.scope(scope.input, { item: { index, value } }));
          inspect?.('afterItemSelector', items.map(select));
        }
        if ('failure' in reply) return failed(reply.failure);
        const share = items.length === 0 ? 0 : (failedIterations / items.length) * 100;
        // Without a tolerance of its own the state succeeds whatever failed (recorded).
        if ((count !== undefined && failedIterations > count) || (percentage !== undefined && share > percentage)) {
          return failed(THRESHOLD_EXCEEDED);
        }
        return parts.flow.exit(raw, reply.result);
      },
    };
  },
};
