// The intrinsic functions of CloudFormation, one entry each (intrinsic-function-reference.html). Called by evaluate.ts with
// the argument as it is written, so that Fn::If evaluates only the branch it takes.
import { child, type DocumentNode, toPlain } from '../document.js';
import { cidrBlocks } from './cidr.js';
import { evaluateCondition } from './conditions.js';
import { type Call, type Intrinsic, includeOf, itemsOf, listOf, refuse, textOf } from './intrinsic.js';
import { isUnresolved, NO_VALUE, scalarText, UNRESOLVED } from './scope.js';

function ref(argument: DocumentNode, call: Call): unknown {
  const name = textOf('Ref', argument, call);
  return name === undefined ? UNRESOLVED : call.scope.ref(name, call.place);
}

function getAtt(argument: DocumentNode, call: Call): unknown {
  // JSON templates may write "Resource.Attribute" where YAML has the short tag.
  if (argument.kind === 'scalar' && typeof argument.value === 'string' && argument.value.includes('.')) {
    const dot = argument.value.indexOf('.');
    return call.scope.attribute(argument.value.slice(0, dot), argument.value.slice(dot + 1), call.place);
  }
  const items = itemsOf('Fn::GetAtt', argument, 2, Number.POSITIVE_INFINITY, call);
  const parts = items?.map((item) => textOf('Fn::GetAtt', item, call));
  if (!parts || parts.includes(undefined)) return UNRESOLVED;
  return call.scope.attribute(parts[0]!, parts.slice(1).join('.'), call.place);
}

function sub(argument: DocumentNode, call: Call): unknown {
  let template = argument;
  let variables: DocumentNode | undefined;
  if (argument.kind === 'list') {
    const items = itemsOf('Fn::Sub', argument, 1, 2, call);
    if (!items) return UNRESOLVED;
    [template, variables] = items as [DocumentNode, DocumentNode | undefined];
  }
  const text = textOf('Fn::Sub', template, call);
  if (text === undefined) return UNRESOLVED;
  let complete = true;
  const made = text.replace(/\$\{([^}]*)\}/g, (whole, inner: string) => {
    if (inner.startsWith('!')) return `\${${inner.slice(1)}}`;
    const name = inner.trim();
    const own = child(variables, name);
    const dot = name.indexOf('.');
    const value = own
      ? call.evaluate(own, call.scope)
      : dot < 0
        ? call.scope.ref(name, template.place)
        : call.scope.attribute(name.slice(0, dot), name.slice(dot + 1), template.place);
    const part = value === NO_VALUE ? '' : scalarText(value);
    if (part !== undefined) return part;
    complete = false;
    if (value !== UNRESOLVED) refuse(`Fn::Sub: ${whole} is not text.`, call);
    return whole;
  });
  return complete ? made : UNRESOLVED;
}

function join(argument: DocumentNode, call: Call): unknown {
  const items = itemsOf('Fn::Join', argument, 2, 2, call);
  const separator = items && textOf('Fn::Join', items[0]!, call);
  const values = items && listOf('Fn::Join', items[1]!, call);
  if (separator === undefined || !values) return UNRESOLVED;
  const parts = values.map(scalarText);
  if (parts.includes(undefined)) return refuse('Fn::Join takes a list of texts.', call);
  return parts.join(separator);
}

function select(argument: DocumentNode, call: Call): unknown {
  const items = itemsOf('Fn::Select', argument, 2, 2, call);
  const index = items && textOf('Fn::Select', items[0]!, call);
  const values = items && listOf('Fn::Select', items[1]!, call);
  if (index === undefined || !values) return UNRESOLVED;
  if (!/^\d+$/.test(index) || Number(index) >= values.length) {
    return refuse(`Fn::Select cannot select the item ${index} of ${values.length}.`, call);
  }
  return values[Number(index)];
}

function split(argument: DocumentNode, call: Call): unknown {
  const items = itemsOf('Fn::Split', argument, 2, 2, call);
  const separator = items && textOf('Fn::Split', items[0]!, call);
  const text = items && textOf('Fn::Split', items[1]!, call);
  if (separator === undefined || text === undefined) return UNRESOLVED;
  return separator === '' ? refuse('Fn::Split needs a delimiter.', call) : text.split(separator);
}

function branch(argument: DocumentNode, call: Call): unknown {
  const items = itemsOf('Fn::If', argument, 3, 3, call);
  const name = items && textOf('Fn::If', items[0]!, call);
  if (name === undefined) return UNRESOLVED;
  const holds = call.scope.condition(name, call.place);
  return holds === UNRESOLVED ? UNRESOLVED : call.evaluate(items![holds ? 1 : 2]!, call.scope);
}

function findInMap(argument: DocumentNode, call: Call): unknown {
  const items = itemsOf('Fn::FindInMap', argument, 3, 4, call);
  const names = items?.slice(0, 3).map((item) => textOf('Fn::FindInMap', item, call));
  if (!names || names.includes(undefined)) return UNRESOLVED;
  const [map, top, second] = names as [string, string, string];
  const value = call.scope.mapping(map, top, second);
  if (value) return toPlain(value);
  const fallback = child(items![3], 'DefaultValue');
  if (fallback) return call.evaluate(fallback, call.scope);
  return refuse(`Mappings have no ${map}.${top}.${second}.`, call);
}

function base64(argument: DocumentNode, call: Call): unknown {
  const text = textOf('Fn::Base64', argument, call);
  return text === undefined ? UNRESOLVED : Buffer.from(text).toString('base64');
}

function cidr(argument: DocumentNode, call: Call): unknown {
  const items = itemsOf('Fn::Cidr', argument, 2, 3, call);
  const texts = items?.map((item) => textOf('Fn::Cidr', item, call));
  if (!texts || texts.includes(undefined)) return UNRESOLVED;
  const [block, count, bits] = texts as [string, string, string | undefined];
  const blocks = cidrBlocks(block, Number(count), Number(bits ?? '8'));
  return blocks ?? refuse(`Fn::Cidr cannot make ${count} blocks of ${bits ?? 8} bits from ${block} (IPv4 only).`, call);
}

function importValue(argument: DocumentNode, call: Call): unknown {
  const name = textOf('Fn::ImportValue', argument, call);
  return name === undefined ? UNRESOLVED : call.scope.importValue(name, call.place);
}

function getAzs(argument: DocumentNode, call: Call): unknown {
  const region = textOf('Fn::GetAZs', argument, call);
  if (region === undefined) return UNRESOLVED;
  return ['a', 'b', 'c'].map((zone) => `${region === '' ? call.scope.region : region}${zone}`);
}

function length(argument: DocumentNode, call: Call): unknown {
  return listOf('Fn::Length', argument, call)?.length ?? UNRESOLVED;
}

function toJsonString(argument: DocumentNode, call: Call): unknown {
  const value = call.evaluate(argument, call.scope);
  if (isUnresolved(value)) return UNRESOLVED;
  if (typeof value !== 'object' || value === null) return refuse('Fn::ToJsonString takes an object or a list.', call);
  return JSON.stringify(value);
}

function transform(argument: DocumentNode, call: Call): unknown {
  const included = includeOf(argument, call.scope, call.evaluate);
  return included ? call.evaluate(included, call.scope) : UNRESOLVED;
}

/** A condition function that stands where a value is asked for. */
const condition =
  (name: string): Intrinsic =>
  (argument, call) =>
    evaluateCondition(name, argument, call);

export const INTRINSICS: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
  ['Ref', ref],
  ['Fn::GetAtt', getAtt],
  ['Fn::Sub', sub],
  ['Fn::Join', join],
  ['Fn::Select', select],
  ['Fn::Split', split],
  ['Fn::If', branch],
  ['Fn::FindInMap', findInMap],
  ['Fn::Base64', base64],
  ['Fn::Cidr', cidr],
  ['Fn::ImportValue', importValue],
  ['Fn::GetAZs', getAzs],
  ['Fn::Length', length],
  ['Fn::ToJsonString', toJsonString],
  ['Fn::Transform', transform],
  ...['Fn::And', 'Fn::Or', 'Fn::Not', 'Fn::Equals'].map((name): [string, Intrinsic] => [name, condition(name)]),
]);
