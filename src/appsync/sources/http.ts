// The HTTP data source: method, path and params become a request, the answer becomes {statusCode, headers, body} with
// the body as text (resolver-reference-http-js.md). A status of 500 is a result, no error.
import { type AwsCredentials, createKeyCache, type KeyCache, sign } from '../../aws/sigv4.js';
import { HttpFailure } from '../../backends/http/failure.js';
import type { HttpRequest } from '../../backends/http-port.js';
import type { DataSourceDefinition } from '../../definition/model.js';
import type { Clock } from '../../lib/clock.js';
import { isObject } from '../../lib/json.js';
import { found } from './diagnostics.js';
import {
  allowOnly,
  answering,
  needText,
  type RequestDocument,
  RequestFault,
  readDocument,
  readObject,
} from './request-document.js';
import { type SourceKind, sourceFault } from './source.js';

/** A resolver may take 30 s, a response 5 MB (AppSync quotas). */
const LIMITS = { timeoutMs: 30_000, maxBytes: 5 * 1024 * 1024 };

const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
const ELEMENTS: ReadonlySet<string> = new Set(['version', 'method', 'resourcePath', 'params', 'operation']);
const PARAMS: ReadonlySet<string> = new Set(['query', 'headers', 'body']);

/**
 * Headers a request can't set (resolver-reference-http-js.md, "headers"). They are left out rather than refused:
 * util.http.copyHeaders lets `user-agent` through, and requests made with it work on AWS.
 */
const NOT_SETTABLE: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'user-agent',
  'expect',
  'expectation',
  'transfer-encoding',
  'content-length',
]);

const LOCAL_ADMINISTRATOR: AwsCredentials = { accessKeyId: 'test', secretAccessKey: 'test' };

interface Signing {
  readonly region: string;
  readonly service: string;
}

export const http: SourceKind = {
  type: 'HTTP',
  covers: 'all methods, query, headers and body; AWS_IAM signing; hosts of emulated AWS services answered inside',
  check(definition) {
    const { name, config, place } = definition;
    const endpoint = config['endpoint'];
    if (typeof endpoint !== 'string' || !/^https?:\/\/[^/]/.test(endpoint)) {
      return [
        found.SOURCE_CONFIG(`The data source ${name} has no endpoint beginning with http:// or https://.`, place),
      ];
    }
    if (isObject(config['authorizationConfig']) && !signingOf(definition)) {
      return [
        found.SOURCE_CONFIG(
          `The data source ${name} lacks signingRegion or signingServiceName in awsIamConfig.`,
          place,
        ),
      ];
    }
    return [];
  },
  create(definition, ports) {
    const endpoint = String(definition.config['endpoint'] ?? '').replace(/\/$/, '');
    const signing = signingOf(definition);
    const credentials = ports.credentials ?? LOCAL_ADMINISTRATOR;
    const keys = createKeyCache();
    return ({ request }) =>
      answering(async () => {
        const plain = buildRequest(endpoint, readDocument(request));
        const outgoing = signing ? signed(plain, signing, credentials, ports.clock, keys) : plain;
        try {
          const { status, headers, headersAsSent, body } = await ports.http.send(outgoing, LIMITS);
          return { result: { headers: headersAsSent ?? headers, statusCode: status, body } };
        } catch (error) {
          if (!(error instanceof HttpFailure)) throw error;
          // AWS's exception behind this is HttpRequestException (aws-appsync-community#79); its type text is not known.
          return { result: null, error: sourceFault('Http:HttpRequestException', error.message) };
        }
      });
  },
};

function signingOf({ config }: DataSourceDefinition): Signing | undefined {
  const authorization = config['authorizationConfig'];
  if (!isObject(authorization) || authorization['authorizationType'] !== 'AWS_IAM') return undefined;
  const iam = authorization['awsIamConfig'];
  if (!isObject(iam)) return undefined;
  const { signingRegion, signingServiceName } = iam;
  if (typeof signingRegion !== 'string' || typeof signingServiceName !== 'string') return undefined;
  return { region: signingRegion, service: signingServiceName };
}

function buildRequest(endpoint: string, document: RequestDocument): HttpRequest {
  allowOnly(document, '$', ELEMENTS);
  const method = needText(document, '$', 'method').toUpperCase();
  if (!METHODS.has(method)) throw new RequestFault(`Unsupported method '${method}'.`);
  const path = needText(document, '$', 'resourcePath');
  const params = readObject(document, '$', 'params') ?? {};
  allowOnly(params, '$[params]', PARAMS);

  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(readObject(params, '$[params]', 'headers') ?? {})) {
    if (value !== null && value !== undefined && !NOT_SETTABLE.has(name.toLowerCase())) headers[name] = String(value);
  }
  const query = buildQuery(readObject(params, '$[params]', 'query') ?? {});
  const separator = query === '' ? '' : path.includes('?') ? '&' : '?';
  const url = `${endpoint}${path.startsWith('/') ? '' : '/'}${path}${separator}${query}`;
  const body = params['body'];
  return { method, url, headers, body: body === undefined || body === null ? undefined : bodyText(body) };
}

/** A list gives the parameter once for each of its items. */
function buildQuery(query: RequestDocument): string {
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    for (const item of [value].flat()) {
      if (item === null || item === undefined) continue;
      pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(bodyText(item))}`);
    }
  }
  return pairs.join('&');
}

/** tutorial-http-resolvers-js.md hands an object to `body`: it goes out as JSON. */
function bodyText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function signed(
  request: HttpRequest,
  signing: Signing,
  credentials: AwsCredentials,
  clock: Clock,
  keys: KeyCache,
): HttpRequest {
  if (!URL.canParse(request.url)) return request;
  const url = new URL(request.url);
  const headers: Record<string, string> = { host: url.host };
  for (const [name, value] of Object.entries(request.headers)) headers[name.toLowerCase()] = value;
  const proof = sign(
    { method: request.method, url: `${url.pathname}${url.search}`, headers, body: request.body ?? '' },
    credentials,
    { ...signing, now: clock.now(), keys },
  );
  return { ...request, headers: { ...headers, ...proof } };
}
