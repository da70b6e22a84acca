// Parameters of a template: their value, default, type and constraints (parameters-section-structure.html). Called by
// stack.ts when a parameter is first used. Values of NoEcho parameters never appear in a message.
import type { Place } from '../../lib/diagnostics.js';
import { found } from '../diagnostics.js';
import { child, type DocumentNode, toPlain } from '../document.js';
import type { Findings } from '../findings.js';
import { UNRESOLVED } from './scope.js';

interface Declaration {
  readonly name: string;
  readonly node: DocumentNode;
  readonly place: Place;
}

/** What a template would fetch from Systems Manager: given as `ssm:<name>`. */
type Fetch = (key: string) => string | undefined;

function scalarSource(node: DocumentNode | undefined): string | undefined {
  if (node?.kind !== 'scalar' || node.value === null) return undefined;
  // A default written 1.10 is the text 1.10.
  return typeof node.value === 'string' ? node.value : node.source;
}

/** True for a parameter whose value comes from Systems Manager. */
export function isFetched(node: DocumentNode): boolean {
  return scalarSource(child(node, 'Type'))?.startsWith('AWS::SSM::Parameter::Value<') === true;
}

/** What is wrong with `text` as a value of the declared parameter. */
function faultOf(text: string, items: readonly string[], node: DocumentNode): string | undefined {
  const setting = (name: string): string | undefined => scalarSource(child(node, name));
  const allowed = child(node, 'AllowedValues');
  if (allowed?.kind === 'list') {
    const values = allowed.items.map((item) => scalarSource(item) ?? '');
    if (!items.every((item) => values.includes(item))) return `must be one of ${values.join(', ')}`;
  }
  const pattern = setting('AllowedPattern');
  if (pattern !== undefined && !items.every((item) => matches(item, pattern))) return `must match ${pattern}`;
  const least = setting('MinLength');
  const most = setting('MaxLength');
  if (least !== undefined && text.length < Number(least)) return `must have at least ${least} characters`;
  if (most !== undefined && text.length > Number(most)) return `must have at most ${most} characters`;
  if (/^(List<)?Number>?$/.test(setting('Type') ?? '')) {
    if (!items.every((item) => item !== '' && Number.isFinite(Number(item)))) return 'must be a number';
    const low = setting('MinValue');
    const high = setting('MaxValue');
    if (low !== undefined && !items.every((item) => Number(item) >= Number(low))) return `must be at least ${low}`;
    if (high !== undefined && !items.every((item) => Number(item) <= Number(high))) return `must be at most ${high}`;
  }
  return undefined;
}

/** Patterns are Java's and match the whole value; one that JavaScript cannot read refuses nothing. */
function matches(text: string, pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(text);
  } catch {
    return true;
  }
}

/**
 * The value that `Ref` gives: text, or a list of texts. `given` is what the user or the parent stack says.
 */
export function parameterValue(
  { name, node, place }: Declaration,
  given: string | undefined,
  fetch: Fetch,
  findings: Findings,
): unknown {
  const type = scalarSource(child(node, 'Type'));
  if (node.kind !== 'map' || type === undefined) {
    findings.report(found.TEMPLATE_INVALID(`The parameter ${name} has no Type.`, place));
    return UNRESOLVED;
  }
  const defaultNode = child(node, 'Default');
  const chosen = given ?? (defaultNode && (scalarSource(defaultNode) ?? listText(defaultNode)));
  if (chosen === undefined) {
    findings.report(
      found.PARAMETER_MISSING(`The parameter ${name} has no value. Give it: --parameter ${name}=value.`, place),
    );
    return UNRESOLVED;
  }
  const ssm = /^AWS::SSM::Parameter::Value<(.+)>$/.exec(type);
  const text = ssm ? fetch(`ssm:${chosen}`) : chosen;
  if (text === undefined) {
    const message = `The parameter ${name} is fetched from Systems Manager. Give it: --parameter ssm:${chosen}=value.`;
    findings.report(found.PARAMETER_MISSING(message, place));
    return UNRESOLVED;
  }
  const isList = /^(CommaDelimitedList|List<.+>)$/.test(ssm ? ssm[1]! : type);
  const items = isList ? text.split(',').map((item) => item.trim()) : [text];
  const fault = ssm ? undefined : faultOf(text, items, node);
  if (fault !== undefined) {
    const hidden = scalarSource(child(node, 'NoEcho'))?.toLowerCase() === 'true';
    const why = scalarSource(child(node, 'ConstraintDescription'));
    const value = hidden ? '' : ` (${JSON.stringify(text)})`;
    const message = `The parameter ${name}${value} ${fault}.${why === undefined ? '' : ` ${why}`}`;
    findings.report(found.PARAMETER_INVALID(message, place));
    return UNRESOLVED;
  }
  return isList ? (text === '' ? [] : items) : text;
}

/** A default written as a YAML list, which a list parameter may have. */
function listText(node: DocumentNode): string | undefined {
  const value = toPlain(node);
  return Array.isArray(value) ? value.join(',') : undefined;
}
