// The one routing table: which door answers which request, as data in order of precedence. The dispatcher and the docs read
// it; it knows no door and never looks at a body.
import type { DoorRequest } from '../lib/door.js';
import { hostName } from '../lib/host-name.js';

/** One row. All conditions given must hold; a row earlier in the table wins. */
export interface Route {
  readonly name: string;
  /** The door that answers. */
  readonly to: string;
  /** Only WebSocket upgrades (true) or only plain requests (the default). */
  readonly socket?: true;
  readonly method?: string;
  /** `/graphql/{apiId}`: a name in braces is one segment; a `*` at the end is the rest, slashes included. */
  readonly path?: string;
  /** `{apiId}.appsync-api.{region}.*`, compared label by label without the port; a `*` at the end is one or more labels. */
  readonly host?: string;
  /** What X-Amz-Target begins with. */
  readonly target?: string;
  /** The service that the signature is scoped to: what tells the Query services apart, whose SDKs send to `/`. */
  readonly scope?: string;
  /** What the query begins with. */
  readonly query?: string;
  /** Only bodies of a form. */
  readonly form?: true;
  /** A media type that the Accept header names. */
  readonly accept?: string;
  readonly note: string;
}

/** The rows of this program (docs/decisions/0010-one-port.md). */
export const ROUTES: readonly Route[] = [
  {
    name: 'realtime-host',
    to: 'appsync-realtime',
    socket: true,
    host: '{apiId}.appsync-realtime-api.{region}.*',
    note: 'Real-time, as AWS names the host; any path (`/graphql`, `/graphql/realtime`).',
  },
  {
    name: 'realtime-api-host',
    to: 'appsync-realtime',
    socket: true,
    host: '{apiId}.appsync-api.{region}.*',
    note: 'Real-time on the GraphQL host: clients that take it for a custom domain append `/realtime`.',
  },
  {
    name: 'realtime',
    to: 'appsync-realtime',
    socket: true,
    path: '/graphql/realtime',
    note: 'Real-time of the default API, or of the API whose custom domain is the host.',
  },
  {
    name: 'realtime-plain',
    to: 'appsync-realtime',
    socket: true,
    path: '/graphql',
    note: 'The same for clients that open the GraphQL URL itself (graphql-transport-ws).',
  },
  {
    name: 'realtime-id',
    to: 'appsync-realtime',
    socket: true,
    path: '/graphql/{apiId}/realtime',
    note: 'Real-time of one API.',
  },
  {
    name: 'realtime-id-plain',
    to: 'appsync-realtime',
    socket: true,
    path: '/graphql/{apiId}',
    note: 'The same, for clients that open the GraphQL URL itself.',
  },
  {
    name: 'graphql-host',
    to: 'appsync-graphql',
    host: '{apiId}.appsync-api.{region}.*',
    path: '/graphql',
    note: 'GraphQL, as AWS names the host.',
  },
  {
    name: 'graphql',
    to: 'appsync-graphql',
    path: '/graphql',
    note: 'GraphQL of the default API, or of the API whose custom domain is the host.',
  },
  { name: 'graphql-id', to: 'appsync-graphql', path: '/graphql/{apiId}', note: 'GraphQL of one API.' },
  {
    name: 'stepfunctions',
    to: 'stepfunctions',
    target: 'AWSStepFunctions.',
    note: 'Step Functions (JSON 1.0), whatever the host: the SDK puts `sync-` before it for StartSyncExecution.',
  },
  { name: 'dynamodb', to: 'dynamodb', target: 'DynamoDB_20120810.', note: 'DynamoDB (JSON 1.0).' },
  { name: 'logs', to: 'logs', target: 'Logs_20140328.', note: 'CloudWatch Logs (JSON 1.1).' },
  {
    name: 'sqs',
    to: 'sqs',
    target: 'AmazonSQS.',
    note: 'SQS (JSON 1.0), at `/` or at the URL of a queue.',
  },
  {
    name: 'dynamodb-streams',
    to: 'dynamodb-streams',
    target: 'DynamoDBStreams_20120810.',
    note: 'DynamoDB Streams (JSON 1.0).',
  },
  {
    name: 's3-signed',
    to: 's3',
    scope: 's3',
    note: 'S3 by the service it is signed for, whatever the path: `/bucket/key`, or the bucket as the first label of the host.',
  },
  {
    name: 'stepfunctions-host',
    to: 'stepfunctions',
    host: 'states.{region}.*',
    note: 'Step Functions by host, for AppSync HTTP data sources and signed URLs.',
  },
  { name: 'stepfunctions-sync-host', to: 'stepfunctions', host: 'sync-states.{region}.*', note: 'StartSyncExecution.' },
  { name: 'logs-host', to: 'logs', host: 'logs.{region}.*', note: 'CloudWatch Logs by host.' },
  { name: 'sqs-host', to: 'sqs', host: 'sqs.{region}.*', note: 'SQS by host.' },
  { name: 'dynamodb-host', to: 'dynamodb', host: 'dynamodb.{region}.*', note: 'DynamoDB by host.' },
  { name: 'sts', to: 'sts', path: '/', scope: 'sts', note: 'STS (Query protocol), by the service it is signed for.' },
  { name: 'iam', to: 'iam', path: '/', scope: 'iam', note: 'IAM (Query protocol), by the service it is signed for.' },
  { name: 'sns', to: 'sns', path: '/', scope: 'sns', note: 'SNS (Query protocol), by the service it is signed for.' },
  { name: 'sns-host', to: 'sns', host: 'sns.{region}.*', note: 'SNS by host.' },
  {
    name: 'sns-link',
    to: 'sns-link',
    method: 'GET',
    path: '/',
    query: 'Action=',
    note: 'The links in notifications, which nobody signs: ConfirmSubscription and Unsubscribe.',
  },
  {
    name: 'sns-certificate',
    to: 'sns-certificate',
    method: 'GET',
    path: '/SimpleNotificationService-0ff570c0ff570c0ff570c0ff570c0ff5.pem',
    note: 'The certificate that notifications are signed with (SigningCertURL).',
  },
  { name: 'sts-host', to: 'sts', host: 'sts.*', note: 'STS by host.' },
  { name: 'lambda', to: 'lambda', path: '/2015-03-31/functions/*', note: 'Lambda Invoke.' },
  { name: 'appsync-api', to: 'appsync-api', path: '/v1/*', note: 'AppSync control plane (REST JSON).' },
  { name: 'health', to: 'health', method: 'GET', path: '/_offsync/health', note: 'Says that the program serves.' },
  {
    name: 'metrics',
    to: 'metrics',
    method: 'GET',
    path: '/_offsync/metrics',
    note: 'Counters and latencies, as Prometheus reads them.',
  },
  {
    name: 'messages',
    to: 'messages',
    method: 'GET',
    path: '/_offsync/messages',
    note: 'What SNS would have mailed or texted.',
  },
  { name: 'reset', to: 'reset', method: 'POST', path: '/_offsync/reset', note: 'Data back to the seeds.' },
  {
    name: 'snapshot',
    to: 'snapshot',
    method: 'POST',
    path: '/_offsync/snapshot',
    note: 'Keeps all the data under a name (`?name=before`; `default` without one).',
  },
  {
    name: 'restore',
    to: 'restore',
    method: 'POST',
    path: '/_offsync/restore',
    note: 'Puts back what a snapshot kept (`?name=before`).',
  },
  {
    name: 'front-page',
    to: 'front-page',
    method: 'GET',
    path: '/',
    accept: 'text/html',
    note: 'Where everything is, for people with a browser.',
  },
  {
    name: 'sts-unsigned',
    to: 'sts',
    method: 'POST',
    path: '/',
    form: true,
    note: 'AssumeRoleWithWebIdentity, which nobody signs.',
  },
  { name: 's3-create', to: 's3', method: 'PUT', path: '/{bucket}', note: 'CreateBucket that nobody signed.' },
  { name: 's3-bucket', to: 's3-known', path: '/{bucket}', note: 'S3, unsigned, of a bucket that is there.' },
  { name: 's3-object', to: 's3-known', path: '/{bucket}/*', note: 'Objects of a bucket that is there, unsigned.' },
];

/** Where a request goes. `params` has a value for each name in braces; `rest` for a `*` at the end of a path. */
export interface Match {
  readonly row: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** What routing looks at. */
export type Routable = Pick<DoorRequest, 'method' | 'url' | 'headers'>;

const NO_PARAMS: Readonly<Record<string, string>> = Object.freeze({});

/** Compares pieces with a pattern's; undefined when they differ, the names' values when they fit. */
function capture(
  pattern: readonly string[],
  given: readonly string[],
  rest: boolean,
): Record<string, string> | undefined {
  const open = pattern.at(-1) === '*';
  if (open ? given.length < pattern.length : given.length !== pattern.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, piece] of pattern.entries()) {
    const value = given[index]!;
    if (piece === '*') {
      if (rest) params['rest'] = given.slice(index).join('/');
    } else if (piece.startsWith('{')) {
      if (value === '') return undefined;
      params[piece.slice(1, -1)] = value;
    } else if (piece !== value) return undefined;
  }
  return params;
}

function isPattern(text: string): boolean {
  return text.includes('{') || text.includes('*');
}

/** `sts` of a credential such as `AKIA.../20260101/us-east-1/sts/aws4_request`, in the header or the query. */
function scopeOf({ headers, url }: Routable): string {
  const signed = headers['authorization'] ?? url;
  return /Credential=[^,&\s]+(?:\/|%2F)([\w-]+)(?:\/|%2F)aws4_request/i.exec(signed)?.[1] ?? '';
}

/** What a host pattern's fixed labels look like in a host: most requests are told from it by one search. */
function fixedPart(pattern: string): string {
  const label = pattern.split('.').find((part) => !isPattern(part));
  return label ?? '';
}

/**
 * Makes the function that decides: `route(request, socket)` gives the first row that fits, or undefined.
 * @example createRouter(ROUTES)({ method: 'POST', url: '/graphql', headers: {} }, false)?.row.to // 'appsync-graphql'
 */
export function createRouter(table: readonly Route[]): (request: Routable, socket: boolean) => Match | undefined {
  const rows = table.map((row) => ({
    row,
    match: { row, params: NO_PARAMS },
    socket: row.socket === true,
    exactPath: row.path !== undefined && !isPattern(row.path) ? row.path : undefined,
    pathPattern: row.path !== undefined && isPattern(row.path) ? row.path.split('/') : undefined,
    pathStart: row.path?.slice(0, row.path.search(/[{*]/)) ?? '',
    hostPattern: row.host?.split('.'),
    hostPart: row.host === undefined ? '' : fixedPart(row.host),
  }));
  return (request, socket) => {
    const query = request.url.indexOf('?');
    const path = query < 0 ? request.url : request.url.slice(0, query);
    const host = request.headers['host'] ?? '';
    let labels: string[] | undefined;
    let scope: string | undefined;
    for (const entry of rows) {
      const { row } = entry;
      if (entry.socket !== socket) continue;
      if (row.method !== undefined && row.method !== request.method) continue;
      if (row.target !== undefined && !request.headers['x-amz-target']?.startsWith(row.target)) continue;
      if (entry.exactPath !== undefined && entry.exactPath !== path) continue;
      if (row.scope !== undefined) {
        scope ??= scopeOf(request);
        if (row.scope !== scope) continue;
      }
      if (row.query !== undefined && !(query >= 0 && request.url.startsWith(row.query, query + 1))) continue;
      if (row.form && !request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) continue;
      if (row.accept !== undefined && !request.headers['accept']?.includes(row.accept)) continue;
      let params: Record<string, string> | undefined;
      if (entry.hostPattern !== undefined) {
        if (!host.includes(entry.hostPart)) continue;
        labels ??= hostName(host).split('.');
        params = capture(entry.hostPattern, labels, false);
        if (params === undefined) continue;
      }
      if (entry.pathPattern !== undefined) {
        if (!path.startsWith(entry.pathStart)) continue;
        const found = capture(entry.pathPattern, path.split('/'), true);
        if (found === undefined) continue;
        params = { ...params, ...found };
      }
      return params === undefined ? entry.match : { row, params };
    }
    return undefined;
  };
}

/** docs/routing.md: the table in words, in order of precedence. */
export function renderRoutingTable(table: readonly Route[]): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const lines = table.map((row, index) => {
    const kind = row.socket ? 'WebSocket' : (row.method ?? 'any');
    const where = [
      row.host === undefined ? '' : `host \`${row.host}\``,
      row.path === undefined ? '' : `\`${row.path}\``,
      row.target === undefined ? '' : `X-Amz-Target \`${row.target}*\``,
      row.scope === undefined ? '' : `signed for \`${row.scope}\``,
      row.query === undefined ? '' : `query \`${row.query}...\``,
      row.form ? 'a form' : '',
      row.accept === undefined ? '' : `Accept \`${row.accept}\``,
    ].filter((part) => part !== '');
    return `| ${index + 1} | ${row.name} | ${kind} | ${cell(where.join(', '))} | ${row.to} | ${cell(row.note)} |`;
  });
  return [
    '# Routing',
    '',
    'Generated from `src/doors/routing.ts`. One port answers everything; the first row that fits decides.',
    '',
    '| # | row | method | where | door | what |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
    '',
    'What fits no row is answered with 404 and a JSON body that says so.',
    '',
  ].join('\n');
}
