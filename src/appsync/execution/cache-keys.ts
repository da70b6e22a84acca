// Under which key an answer is kept: everything that the answer may depend on, and so never another identity's, unless the
// resolver's own keys say so. enabling-caching.md, "Caching behavior" and "Cache eviction".
import { createHash } from 'node:crypto';
import { isObject, tryParse } from '../../lib/json.js';
import type { Caller } from '../auth/identity.js';
import type { FieldScope } from '../runtime/unit.js';
import type { Denied } from './decisions.js';
import type { GraphQLRequest } from './request.js';

/** One entry of cachingKeys: `context.arguments`, `context.identity.claims.sub`. */
export interface CachingKey {
  readonly map: 'arguments' | 'source' | 'identity';
  readonly path: readonly string[];
  /** As it stands in keys, however it was written: `arguments.id`. */
  readonly text: string;
}

/** "The defaults are the contents of the context.arguments, context.source, and context.identity maps." */
export const DEFAULT_KEYS: readonly CachingKey[] = (['arguments', 'source', 'identity'] as const).map((map) => ({
  map,
  path: [],
  text: map,
}));

/** Undefined: "valid values are entries from the $context.arguments, $context.source, and $context.identity maps". */
export function readCachingKey(text: string): CachingKey | undefined {
  const [, written, rest] = /^\$?(?:context|ctx)\.(arguments|args|source|identity)((?:\.[^.]+)*)$/.exec(text) ?? [];
  if (written === undefined) return undefined;
  const map = written === 'args' ? 'arguments' : (written as CachingKey['map']);
  const path = rest === undefined || rest === '' ? [] : rest.slice(1).split('.');
  return { map, path, text: [map, ...path].join('.') };
}

/** JSON with the members of every object in one order, whatever order they came in. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, member: unknown) =>
      isObject(member)
        ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
        : member,
    ) ?? 'null'
  );
}

function partOf(scope: FieldScope, { map, path }: CachingKey): unknown {
  let value: unknown =
    map === 'arguments' ? scope.arguments : map === 'source' ? scope.source : scope.operation.identity;
  for (const name of path) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : null;
  return value;
}

const keyOf = (field: string, parts: readonly (readonly [string, unknown])[]): string =>
  `${field} ${parts.map(([text, value]) => `${text}=${canonical(value)}`).join(' ')}`;

/** `field` is `Type.field`. */
export function resolverKey(field: string, keys: readonly CachingKey[], scope: FieldScope): string {
  return keyOf(
    field,
    keys.map((key) => [key.text, partOf(scope, key)]),
  );
}

/**
 * The key that `extensions.evictFromApiCache(typeName, fieldName, keys)` means. The order of its members is that of the
 * resolver's cachingKeys; a whole map may be given as JSON text (aws/aws-appsync-community#404).
 */
export function evictionKey(field: string, keys: Readonly<Record<string, unknown>>): string {
  return keyOf(
    field,
    Object.entries(keys).map(([text, value]) => {
      const key = readCachingKey(text);
      const whole = key?.path.length === 0 && typeof value === 'string' ? tryParse(value) : undefined;
      return [key?.text ?? text, whole ?? value];
    }),
  );
}

/** "The following reserved headers, which are typically unique to specific requests". */
const RESERVED: ReadonlySet<string> = new Set([
  'authorization',
  'cloudfront-forwarded-proto',
  'cloudfront-is-desktop-viewer',
  'cloudfront-is-mobile-viewer',
  'cloudfront-is-smarttv-viewer',
  'cloudfront-is-tablet-viewer',
  'cloudfront-viewer-asn',
  'cloudfront-viewer-country',
  'content-length',
  'host',
  'priority',
  'sec-ch-ua',
  'sec-ch-ua-mobile',
  'sec-ch-ua-platform',
  'via',
  'x-amz-cf-id',
  'x-amz-date',
  'x-amz-security-token',
  'x-amzn-appsync-is-vpce-request',
  'x-amzn-remote-ip',
  'x-amzn-requestid',
  'x-amzn-trace-id',
  'x-forwarded-for',
]);

/** "For IAM-authorized requests, the cache key will additionally include the list of allowed and denied resources." */
export function operationKey(request: GraphQLRequest, caller: Caller, denied: Denied | undefined): string {
  const { sourceIp, ...identity } = caller.identity ?? {};
  const bySource = caller.type !== 'AWS_IAM' && caller.type !== 'AMAZON_COGNITO_USER_POOLS';
  const parts = [
    request.query,
    request.operationName ?? null,
    request.variables ?? null,
    caller.type,
    caller.identity && (bySource ? caller.identity : identity),
    Object.entries(request.headers).filter(([name]) => !RESERVED.has(name)),
    request.domainName,
    denied?.key ?? null,
  ];
  return createHash('sha256').update(canonical(parts)).digest('base64');
}
