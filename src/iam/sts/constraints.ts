// Parameters held to the constraints of the API's model, with AWS's text for those that break them (`ValidationError`).
import { ServiceError } from '../../aws/errors.js';
import type { QueryInput } from '../../aws/query-wire.js';

interface TextConstraint {
  readonly required?: true;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
}

/** Reads parameters one by one; `check` throws what was found wrong with any of them. */
export interface Constrained {
  text(name: string, constraint: TextConstraint & { readonly required: true }): string;
  text(name: string, constraint: TextConstraint): string | undefined;
  number(name: string, constraint: { readonly min: number; readonly max: number }): number | undefined;
  check(): void;
}

/** `RoleArn` is `roleArn` in messages. */
const memberName = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

export function constrain(input: QueryInput): Constrained {
  const faults: string[] = [];
  const fault = (name: string, value: string | number | undefined, constraint: string): void => {
    const shown = value === undefined ? 'null' : `'${value}'`;
    faults.push(`Value ${shown} at '${memberName(name)}' failed to satisfy constraint: Member must ${constraint}`);
  };
  function text(name: string, constraint: TextConstraint & { readonly required: true }): string;
  function text(name: string, constraint: TextConstraint): string | undefined;
  function text(name: string, { required, min, max, pattern }: TextConstraint): string | undefined {
    const value = input.text(name);
    if (value === undefined) {
      if (required) fault(name, undefined, 'not be null');
      return required ? '' : undefined;
    }
    if (pattern && !pattern.test(value))
      fault(name, value, `satisfy regular expression pattern: ${shownPattern(pattern)}`);
    if (min !== undefined && value.length < min) fault(name, value, `have length greater than or equal to ${min}`);
    if (max !== undefined && value.length > max) fault(name, value, `have length less than or equal to ${max}`);
    return value;
  }
  return {
    text,
    number(name, { min, max }) {
      const value = input.text(name);
      if (value === undefined) return undefined;
      const number = Number(value);
      if (!/^-?\d+$/.test(value)) throw new ServiceError('MalformedInput', `${value} is not a number.`);
      if (number < min) fault(name, number, `have value greater than or equal to ${min}`);
      if (number > max) fault(name, number, `have value less than or equal to ${max}`);
      return number;
    },
    check() {
      if (faults.length === 0) return;
      const count = `${faults.length} validation error${faults.length === 1 ? '' : 's'} detected`;
      throw new ServiceError('ValidationError', `${count}: ${faults.join('; ')}`);
    },
  };
}

/** As the model writes it, without the anchors. */
function shownPattern(pattern: RegExp): string {
  return pattern.source.replace(/^\^/, '').replace(/\$$/, '');
}
