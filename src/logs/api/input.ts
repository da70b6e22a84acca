// Reads members of a request and refuses what CloudWatch Logs refuses, in its words; finds the group and stream a request
// names. Used by the operations.
import { type Account, formatArn } from '../../aws/arn.js';
import { ServiceError } from '../../aws/errors.js';
import type { ApiPorts } from '../ports.js';
import type { Group, Stream } from '../store/groups.js';

export type Input = Readonly<Record<string, unknown>>;

export const invalid = (message: string): ServiceError => new ServiceError('InvalidParameterException', message);

export function constraint(value: unknown, member: string, rule: string): ServiceError {
  const shown = value === undefined || value === null ? 'null' : `'${String(value)}'`;
  return invalid(
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

export function optionalNumber(input: Input, member: string): number | undefined {
  const value = input[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number') return value;
  throw new ServiceError('SerializationException', `${member} must be a number`);
}

/** `limit`, from 1 to `most`. */
export function limitOf(input: Input, fallback: number, most: number): number {
  const value = optionalNumber(input, 'limit') ?? fallback;
  if (value < 1) throw constraint(value, 'limit', 'have value greater than or equal to 1');
  if (value > most) throw constraint(value, 'limit', `have value less than or equal to ${most}`);
  return value;
}

const GROUP_NAME = /^[.\-_/#A-Za-z0-9]+$/;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
export function groupName(input: Input): string {
  const name = requiredText(input, 'logGroupName');
  if (name.length > 512) throw constraint(name, 'logGroupName', 'have length less than or equal to 512');
  if (name.length < 1) throw constraint(name, 'logGroupName', 'have length greater than or equal to 1');
  if (GROUP_NAME.test(name)) return name;
  throw constraint(name, 'logGroupName', 'satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+');
}

export function streamName(input: Input): string {
  const name = requiredText(input, 'logStreamName');
  if (/^[^:*]{1,512}$/.test(name)) return name;
  throw constraint(name, 'logStreamName', 'satisfy regular expression pattern: [^:*]*');
}

/** `logGroupName`, or `logGroupIdentifier`, which may be an ARN. */
export function findGroup(input: Input, ports: ApiPorts): Group {
  const given = optionalText(input, 'logGroupIdentifier') ?? requiredText(input, 'logGroupName');
  const found = ports.groups.get(/:log-group:([^:]+)/.exec(given)?.[1] ?? given);
  if (found) return found;
  throw new ServiceError('ResourceNotFoundException', 'The specified log group does not exist.');
}

export function findStream(group: Group, name: string, ports: ApiPorts): Stream {
  const found = ports.groups.stream(group.id, name);
  if (found) return found;
  throw new ServiceError('ResourceNotFoundException', 'The specified log stream does not exist.');
}

export const groupArn = (account: Account, name: string): string => formatArn(account, 'logs', `log-group:${name}`);

/** Cuts a page out of a list in order of name; the token is the last name seen. */
export function pageByName<T extends { readonly name: string }>(
  all: readonly T[],
  token: string | undefined,
  limit: number,
): { readonly items: readonly T[]; readonly nextToken: string | undefined } {
  const from = token === undefined ? 0 : all.findIndex(({ name }) => name === token) + 1;
  const items = all.slice(from, from + limit);
  return { items, nextToken: from + limit < all.length ? items.at(-1)?.name : undefined };
}
