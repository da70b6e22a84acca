// Checks the shape of a request: JSON types first (SerializationException), then every constraint of the API model, all
// broken ones in one message. Operations describe their input with these; shapes.ts holds what they share.
import { isObject } from '../../lib/json.js';
import { constraintFault, serializationFault } from '../faults.js';
import { wrongJson } from '../values/check.js';

/** Notes that `value` at `path` breaks a constraint. */
type Report = (violation: string) => void;

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
}

export function text(rules: TextRules = {}): Field {
  return {
    required: rules.required ?? false,
    check(value, path, report) {
      if (typeof value !== 'string') wrongJson(value, 'String');
      if (rules.enum && !rules.enum.includes(value)) {
        report(broken(`'${value}'`, path, `Member must satisfy enum value set: [${rules.enum.join(', ')}]`));
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
        else report(`Value at '${rules.reportAs}' failed to satisfy constraint: ${rule}`);
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

export function map(item: Field, rules: SizeRules = {}): Field {
  return {
    required: rules.required ?? false,
    check(value, path, report) {
      if (!isObject(value)) {
        if (Array.isArray(value)) throw serializationFault('Start of list found where not expected');
        throw serializationFault('Unexpected field type');
      }
      for (const [name, member] of Object.entries(value)) item.check(member, `${path}.${name}.member`, report);
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

/**
 * Throws what is wrong with the shape of `input`. A member of `first` that is wrong is reported alone: the name of the
 * table is looked at before the rest (recorded).
 */
export function checkShape(shape: Shape, input: Readonly<Record<string, unknown>>): void {
  let violations: string[] | undefined;
  checkMembers(shape, input, '', (violation) => {
    violations ??= [];
    violations.push(violation);
  });
  if (violations === undefined) return;
  const name = violations.find((violation) => violation.includes(" at 'tableName' "));
  throw constraintFault(name === undefined ? violations.slice(0, MOST_VIOLATIONS) : [name]);
}
