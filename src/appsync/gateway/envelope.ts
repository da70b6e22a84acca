// GraphQL requests and responses as HTTP bytes: how a body is read and an answer written. Both doors (fast and Yoga) use
// it, so that both answer alike.
import type { DoorResponse } from '../../lib/door.js';
import { isObject, tryParse } from '../../lib/json.js';
import type { Refusal } from '../auth/identity.js';
import { type GraphQLResponse, requestError, unparsable } from '../execution/execute.js';

export interface GraphQLParams {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>> | null;
}

/** `{query, operationName?, variables?}` out of parsed JSON; undefined when it is none. */
export function readParams(body: unknown): GraphQLParams | undefined {
  if (!isObject(body) || typeof body['query'] !== 'string') return undefined;
  const { operationName, variables } = body;
  if (variables !== undefined && variables !== null && !isObject(variables)) return undefined;
  return {
    query: body['query'],
    operationName: typeof operationName === 'string' ? operationName : null,
    variables: isObject(variables) ? variables : null,
  };
}

/** A JSON body, or the answer AppSync gives to one it can't read (graphql-over-http#81). */
export function readBody(bytes: Uint8Array): GraphQLParams | GraphQLResponse {
  if (bytes.byteLength === 0) return requestError(400, 'MalformedHttpRequestException', 'Request body is empty.');
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch {
    return unparsable();
  }
  return readParams(parsed) ?? unparsable();
}

/** The parameters of a GET: `?query=...&variables={...}&operationName=...`. */
export function readQuery(query: string): GraphQLParams | GraphQLResponse {
  const given = new URLSearchParams(query);
  const variables = given.get('variables');
  const parsed = variables === null || variables === '' ? null : tryParse(variables);
  const body = { query: given.get('query') ?? undefined, operationName: given.get('operationName'), variables: parsed };
  // Variables that are no JSON parse to undefined, which would count as none.
  return (parsed === undefined ? undefined : readParams(body)) ?? unparsable();
}

export function refusalResponse(refusal: Refusal): GraphQLResponse {
  return requestError(refusal.status, refusal.errorType, refusal.message);
}

export const CONTENT_TYPE = 'application/json;charset=UTF-8';

const EXPOSED = 'x-amzn-requestid,x-amzn-errortype,x-amz-user-agent,x-amzn-errormessage,date,x-amz-schema-version';

/** A browser's question before a request from another origin: every origin may, with every header it names. */
export function preflight(asked: string | undefined): DoorResponse {
  return {
    status: 200,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, OPTIONS, POST',
      'access-control-allow-headers': asked ?? '*',
      'access-control-expose-headers': EXPOSED,
      'access-control-max-age': '172800',
    },
    body: '',
  };
}

export function responseHeaders(response: GraphQLResponse, requestId: string): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': CONTENT_TYPE,
    'x-amzn-requestid': requestId,
    'access-control-allow-origin': '*',
    'access-control-expose-headers': EXPOSED,
    ...response.headers,
  };
  if (response.errorType !== undefined) headers['x-amzn-errortype'] = response.errorType;
  return headers;
}

/**
 * "Response size: 5 MB" (AWS General Reference, AppSync quotas). The words are those recorded of a resolver's result that is
 * too large (aws-mobile-appsync-sdk-js#124); what AWS says of a whole answer is not recorded.
 */
const TOO_LARGE = JSON.stringify({
  data: null,
  errors: [
    {
      ...{ path: null, data: null, errorType: 'MappingTemplate', errorInfo: null, locations: null },
      message: 'Transformation too large',
    },
  ],
});

/** The answer's text; of one that is longer than `mostBytes` (0: no limit) the error that says so. */
function bodyText(response: GraphQLResponse, mostBytes: number): string {
  const text = JSON.stringify(response.body);
  // A UTF-16 unit is at most three bytes: short answers need no counting.
  if (mostBytes === 0 || text.length * 3 <= mostBytes || Buffer.byteLength(text) <= mostBytes) return text;
  return TOO_LARGE;
}

export function writeAnswer(response: GraphQLResponse, requestId: string, mostBytes = 0): DoorResponse {
  return {
    status: response.status,
    headers: responseHeaders(response, requestId),
    body: bodyText(response, mostBytes),
  };
}
