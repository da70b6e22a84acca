// How an AppSync WebSocket client says who it is: a header object in the query, in a subprotocol or as HTTP headers, and
// again in every `start`. Turns each into Credentials; decides nothing. real-time-websocket-client.md, "Handshake details".
import type { DoorRequest } from '../../../lib/door.js';
import { splitUrl } from '../../../lib/door.js';
import { hostName, portOf } from '../../../lib/host-name.js';
import { isObject } from '../../../lib/json.js';
import type { Credentials } from '../../auth/identity.js';
import { originOf } from '../../auth/origin.js';

/** An error of a connection that is refused, as its frame says it. */
export interface ConnectionError {
  readonly errorType?: string;
  readonly message: string;
  readonly errorCode: number;
}

/** The header object, names in lower case, and the text that an IAM signature of the connection covers. */
interface HeaderObject {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const CONNECT_BODY = '{}';
const SUBPROTOCOL_PREFIX = 'header-';

/** Recorded (graphql-client#662): nothing but this text and the code. */
const HEADERS_MISSING: ConnectionError = { message: 'Required headers are missing.', errorCode: 400 };

/** The subprotocols a request offers. */
export function offeredProtocols(request: DoorRequest): string[] {
  return (request.headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** Names in lower case (clients differ: `Authorization`, `authorization`); only texts count. */
export function lowerCaseHeaders(object: Readonly<Record<string, unknown>>): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(object))
    if (typeof value === 'string') headers[name.toLowerCase()] = value;
  return headers;
}

/** Both base64 alphabets, with or without padding. Undefined when it is no JSON object. */
function decodeHeaders(base64: string): Record<string, string> | undefined {
  try {
    const object: unknown = JSON.parse(Buffer.from(base64, 'base64').toString('utf8'));
    return isObject(object) ? lowerCaseHeaders(object) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * One parameter of a query. Not URLSearchParams: clients leave the `+` of base64 as it is, and there a `+` is a plus, not a
 * space (seen with aws-appsync-subscription-link 2).
 */
function queryValue(query: string, name: string): string | undefined {
  for (const part of query.split('&')) {
    if (!part.startsWith(`${name}=`)) continue;
    const value = part.slice(name.length + 1);
    try {
      return decodeURIComponent(value);
    } catch {
      return value;
    }
  }
  return undefined;
}

function headerObject(request: DoorRequest): HeaderObject | undefined {
  const { query } = splitUrl(request.url);
  const inQuery = queryValue(query, 'header');
  if (inQuery !== undefined) {
    const headers = decodeHeaders(inQuery);
    const payload = queryValue(query, 'payload');
    if (headers === undefined || payload === undefined) return undefined;
    return { headers, body: Buffer.from(payload, 'base64').toString('utf8') };
  }
  const inProtocol = offeredProtocols(request).find((name) => name.startsWith(SUBPROTOCOL_PREFIX));
  if (inProtocol !== undefined) {
    const headers = decodeHeaders(inProtocol.slice(SUBPROTOCOL_PREFIX.length));
    return headers && { headers, body: CONNECT_BODY };
  }
  const { 'x-api-key': apiKey, authorization } = request.headers;
  if (apiKey === undefined && authorization === undefined) return undefined;
  return { headers: { ...request.headers, host: graphqlHost(request) }, body: CONNECT_BODY };
}

/** The GraphQL endpoint's host, told from the real-time request's: AWS names them alike. */
export function graphqlHost(request: DoorRequest): string {
  return (request.headers['host'] ?? '').replace('.appsync-realtime-api.', '.appsync-api.');
}

/** The GraphQL endpoint's path: what comes before `/realtime`. */
export function graphqlPath(request: DoorRequest): string {
  return splitUrl(request.url).path.replace(/\/realtime$/, '');
}

/** Same host; a port counts only when both have one, since many clients name the host without it. */
export function sameHost(a: string, b: string): boolean {
  const [left, right] = [portOf(a), portOf(b)];
  return hostName(a) === hostName(b) && (left === '' || right === '' || left === right);
}

/** What a connection is authenticated with: for IAM the signature of `POST <endpoint>/connect`. */
export function connectionCredentials(
  request: DoorRequest,
  answersTo: ((host: string) => boolean) | undefined,
): Credentials | ConnectionError {
  const found = headerObject(request);
  const host = found?.headers['host'];
  if (found === undefined || host === undefined) return HEADERS_MISSING;
  if (!sameHost(host, graphqlHost(request)) && answersTo?.(host) !== true) return wrongHost(host);
  return {
    method: 'POST',
    host,
    path: `${graphqlPath(request)}/connect`,
    headers: found.headers,
    body: Buffer.from(found.body, 'utf8'),
    ...originOf(request),
    connecting: true,
  };
}

/** AWS tells the API by this host; what it says to a foreign one is not recorded. */
function wrongHost(host: string): ConnectionError {
  return {
    errorType: 'BadRequestException',
    message: `The host "${host}" in the header is not the host of this GraphQL endpoint.`,
    errorCode: 400,
  };
}

/**
 * What one `start` is authenticated with: for IAM the signature of `POST <endpoint>` over the exact text of `payload.data`.
 * Without an authorization object nobody is named, and the API answers as it does to a request without headers.
 */
export function startCredentials(
  request: DoorRequest,
  authorization: Readonly<Record<string, unknown>>,
  data: string,
  answersTo: ((host: string) => boolean) | undefined,
): Credentials | ConnectionError {
  const headers = lowerCaseHeaders(authorization);
  const host = headers['host'] ?? graphqlHost(request);
  if (!sameHost(host, graphqlHost(request)) && answersTo?.(host) !== true) return wrongHost(host);
  return {
    method: 'POST',
    host,
    path: graphqlPath(request),
    headers,
    body: Buffer.from(data, 'utf8'),
    ...originOf(request),
  };
}
