// Checks the shape of a request: JSON types first (SerializationException), then every constraint of the API model, all
// broken ones in one message. Operations describe their input with these; shapes.ts holds what they share.
import { isObject } from '../../lib/json.js';
import { constraintFault, serializationFault } from '../faults.js';
import { wrongJson } from '../values/check.js';

/** Notes that `value` at `path` breaks a constraint; `newer` is how the renewed operations say it, when otherwise. */
type Report = (violation: string, newer?: string) => void;

export interface Field {
  readonly required: boolean;
  /** `value` is there; `path` is its place in camelCase. */
  check(value: unknown, path: string, report: Report): void;
}

export type Shape = Readonly<Record<string, Field>>;

function broken(value: string, path: string, rule: string): string {
  return `Value ${value} at '${path}' failed to satisfy constraint: ${rule}`;
}

export function camel(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** A value as Java prints it: `[a, b]`, `{k=v}`; that is how AWS quotes lists and structures. */
export function javaText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(javaText).join(', ')}]`;
  if (isObject(value)) {
    return `{${Object.entries(value)
      .map(([name, member]) => `${name}=${javaText(member)}`)
      .join(', ')}}`;
  }
  return String(value);
}

interface TextRules {
  readonly required?: boolean;
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
  /** The list that the renewed operations show in place of `enum`, without the value (recorded: ReturnValues). */
  readonly newerEnum?: readonly string[];
}

function enumRule(values: readonly string[]): string {
  return `Member must satisfy enum value set: [${values.join(', ')}]`;
}

/** `Value at 'TableName' failed ...`: the value is left out, the name is as on the wire. */
export function brokenMember(path: string, rule: string): string {
  return `Value at '${path}' failed to satisfy constraint: ${rule}`;
}

export function text(rules: TextRules = {}): Field {
  return {
    required: rules.required ?? false,
    check(value, path, report) {
      if (typeof value !== 'string') wrongJson(value, 'String');
      if (rules.enum && !rules.enum.includes(value)) {
        const newer = rules.newerEnum && `Failed to satisfy constraint: ${enumRule(rules.newerEnum)}`;
        report(broken(`'${value}'`, path, enumRule(rules.enum)), newer);
      }
      if (rules.min !== undefined && value.length < rules.min) {
        report(broken(`'${value}'`, path, `Member must have length greater than or equal to ${rules.min}`));
      } else if (rules.max !== undefined && value.length > rules.max) {
        report(broken(`'${value}'`, path, `Member must have length less than or equal to ${rules.max}`));
      } else if (rules.pattern && !rules.pattern.test(value)) {
        const pattern = rules.pattern.source.replace(/^\^|\$$/g, '');
        report(broken(`'${value}'`, path, `Member must satisfy regular expression pattern: ${pattern}`));
      }
    },
  };
}

interface IntegerRules {
  readonly required?: boolean;
  readonly min?: number;
  readonly max?: number;
  /** Some members are reported without their value, under the name they have on the wire (recorded: Query's Limit). */
  readonly reportAs?: string;
}

export function integer(rules: IntegerRules = {}): Field {
  return {
    required: rules.required ?? false,
    check(value, path, report) {
      if (typeof value !== 'number') return wrongJson(value, 'Integer');
      const say = (rule: string): void => {
        if (rules.reportAs === undefined) report(broken(`'${Math.trunc(value)}'`, path, rule));
        else report(brokenMember(rules.reportAs, rule));
      };
      if (rules.min !== undefined && value < rules.min)
        say(`Member must have value greater than or equal to ${rules.min}`);
      if (rules.max !== undefined && value > rules.max)
        say(`Member must have value less than or equal to ${rules.max}`);
    },
  };
}

export function flag(): Field {
  return {
    required: false,
    check(value) {
      if (typeof value !== 'boolean') wrongJson(value, 'Boolean');
    },
  };
}

/** A map whose values are checked elsewhere: an item, a key, placeholders. */
export function attributes(rules: { readonly required?: boolean } = {}): Field {
  return {
    required: rules.required ?? false,
    check(value) {
      if (!isObject(value)) throw serializationFault('Unexpected field type');
    },
  };
}

interface SizeRules {
  readonly required?: boolean;
  readonly min?: number;
  readonly max?: number;
}

export function list(item: Field, rules: SizeRules = {}, quote: (value: unknown) => string = javaText): Field {
  return {
    required: rules.required ?? false,
    check(value, path, report) {
      if (!Array.isArray(value)) {
        if (isObject(value)) throw serializationFault('Start of structure or map found where not expected');
        throw serializationFault('Unexpected field type');
      }
      const say = (rule: string): void => report(broken(`'${quote(value)}'`, path, rule));
      if (rules.min !== undefined && value.length < rules.min)
        say(`Member must have length greater than or equal to ${rules.min}`);
      if (rules.max !== undefined && value.length > rules.max)
        say(`Member must have length less than or equal to ${rules.max}`);
      for (const [index, member] of value.entries()) item.check(member, `${path}.${index + 1}.member`, report);
    },
  };
}

interface MapRules {
  readonly required?: boolean;
  /** The keys are names of tables; how AWS quotes the whole map when one is not. */
  readonly quoteKeys?: (value: unknown) => string;
}

const NAME_RULES =
  'Member must have length less than or equal to 255, Member must have length greater than or equal to 3, Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+';

/** A map whose keys should be names of tables. */
export function brokenKeys(path: string, quoted: string): string {
  return broken(`'${quoted}'`, path, `Map keys must satisfy constraint: [${NAME_RULES}]`);
}

export function isTableName(name: string): boolean {
  return /^[a-zA-Z0-9_.-]{3,255}$/.test(name) || name.startsWith('arn:');
}

export function map(item: Field, rules: MapRules = {}): Field {
  return {
    required: rules.required ?? false,
    check(value, path, report) {
      if (!isObject(value)) {
        if (Array.isArray(value)) throw serializationFault('Start of list found where not expected');
        throw serializationFault('Unexpected field type');
      }
      for (const [name, member] of Object.entries(value)) item.check(member, `${path}.${name}.member`, report);
      if (rules.quoteKeys && !Object.keys(value).every(isTableName)) {
        report(brokenKeys(path, rules.quoteKeys(value)));
      }
    },
  };
}

export function structure(shape: Shape, rules: { readonly required?: boolean } = {}): Field {
  return {
    required: rules.required ?? false,
    check(value, path, report) {
      if (!isObject(value)) throw serializationFault('Unexpected value type in payload');
      checkMembers(shape, value, `${path}.`, report);
    },
  };
}

function checkMembers(shape: Shape, input: Readonly<Record<string, unknown>>, prefix: string, report: Report): void {
  for (const name in shape) {
    const field = shape[name]!;
    const value = input[name];
    if (value !== undefined && value !== null) field.check(value, prefix + camel(name), report);
    else if (field.required) report(broken('null', prefix + camel(name), 'Member must not be null'));
  }
}

/** AWS reports at most ten. */
const MOST_VIOLATIONS = 10;

const names = (violation: string, member: string): boolean => violation.includes(` at '${member}' `);

/**
 * Throws what is wrong with the shape of `input`. A table's name that is wrong is reported alone: it is looked at before
 * the rest. The renewed operations (`renewed`; the item writes) say some things anew, but only when no member is
 * missing; a missing one is found by the older layer, which joins everything (recorded). `first` is a member that
 * is reported alone, too.
 */
export function checkShape(
  shape: Shape,
  input: Readonly<Record<string, unknown>>,
  rules: { readonly renewed?: boolean; readonly first?: string } = {},
): void {
  let violations: { readonly older: string; readonly newer: string }[] | undefined;
  checkMembers(shape, input, '', (older, newer = older) => {
    violations ??= [];
    violations.push({ older, newer });
  });
  if (violations === undefined) return;
  const missing = violations.some(({ older }) => older.startsWith('Value null at ') && !names(older, 'tableName'));
  const renewed = rules.renewed === true && !missing;
  const told = violations.map(({ older, newer }) => (renewed ? newer : older));
  const alone = violations.findIndex(({ older }) => names(older, 'tableName'));
  if (alone >= 0 && !(rules.renewed && missing)) throw constraintFault([told[alone]!]);
  const first = violations.findIndex(({ older }) => rules.first !== undefined && names(older, rules.first));
  throw constraintFault(renewed && first >= 0 ? [told[first]!] : told.slice(0, MOST_VIOLATIONS));
}
