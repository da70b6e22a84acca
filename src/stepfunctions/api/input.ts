// Reads members of a request and refuses what AWS's own validation refuses, in its words. Used by the operations.
import { ServiceError } from '../../aws/errors.js';
import { isObject } from '../../lib/json.js';

export type Input = Readonly<Record<string, unknown>>;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/CommonErrors.html */
export function validation(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}

function constraint(value: unknown, member: string, rule: string): ServiceError {
  const shown = typeof value === 'string' ? `'${value}'` : 'null';
  return validation(
    `1 validation error detected: Value ${shown} at '${member}' failed to satisfy constraint: Member must ${rule}`,
  );
}

export function optionalText(input: Input, member: string): string | undefined {
  const value = input[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw new ServiceError('SerializationException', `${member} must be a string`);
}

export function requiredText(input: Input, member: string): string {
  const value = optionalText(input, member);
  if (value === undefined) throw constraint(value, member, 'not be null');
  return value;
}

export function oneOf<T extends string>(input: Input, member: string, values: readonly T[]): T | undefined {
  const value = optionalText(input, member);
  if (value === undefined || (values as readonly string[]).includes(value)) return value as T | undefined;
  throw constraint(value, member, `satisfy enum value set: [${values.join(', ')}]`);
}

export function optionalFlag(input: Input, member: string): boolean {
  return input[member] === true;
}

export function optionalObject(input: Input, member: string): Input | undefined {
  const value = input[member];
  if (value === undefined || value === null) return undefined;
  if (isObject(value)) return value;
  throw new ServiceError('SerializationException', `${member} must be a structure`);
}

/** `maxResults`: 0 and absent mean `fallback`. */
export function pageSize(input: Input, fallback: number, most = 1000): number {
  const value = input['maxResults'];
  if (value === undefined || value === null || value === 0) return fallback;
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw new ServiceError('SerializationException', 'maxResults must be an integer');
  }
  if (value < 0) throw constraint(String(value), 'maxResults', 'have value greater than or equal to 0');
  if (value > most) throw constraint(String(value), 'maxResults', `have value less than or equal to ${most}`);
  return value;
}

/** What a `nextToken` says, which only this API reads. */
export function readToken(input: Input): string | undefined {
  const token = optionalText(input, 'nextToken');
  if (token === undefined) return undefined;
  const text = Buffer.from(token, 'base64url').toString('utf8');
  if (!text.startsWith('offsync:')) throw new ServiceError('InvalidToken', "Invalid Token: 'Invalid token'");
  return text.slice('offsync:'.length);
}

export function writePageToken(position: string): string {
  return Buffer.from(`offsync:${position}`).toString('base64url');
}

/** Cuts one page out of a list that is at hand as a whole. */
export function page<T>(items: readonly T[], input: Input, fallback = 100) {
  const size = pageSize(input, fallback);
  const from = Number(readToken(input) ?? 0);
  const next = from + size < items.length ? { nextToken: writePageToken(String(from + size)) } : {};
  return { items: items.slice(from, from + size), next };
}

/** AWS's times in JSON: seconds since 1970. */
export const seconds = (ms: number): number => ms / 1000;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html: `name`. */
export function checkName(name: string): string {
  // Brackets, wildcards, separators, control characters (recorded for activities).
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  const refused = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;
  if (name.length >= 1 && name.length <= 80 && !refused.test(name)) return name;
  throw new ServiceError('InvalidName', `Invalid Name: '${name}'`);
}
