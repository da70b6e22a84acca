// The routing table: every row is reached by a request, and the earlier row wins.
import { describe, expect, it } from 'vitest';
import { createDispatcher } from '../../src/doors/dispatch.js';
import { createRouter, ROUTES, renderRoutingTable } from '../../src/doors/routing.js';
import type { DoorRequest, SocketDoor } from '../../src/lib/door.js';

const route = createRouter(ROUTES);

interface Case {
  readonly method?: string;
  readonly url: string;
  readonly host?: string;
  readonly target?: string;
  readonly socket?: boolean;
  /** The service it is signed for. */
  readonly scope?: string;
  readonly form?: boolean;
  readonly accept?: string;
}

function decide({
  method = 'POST',
  url,
  host = 'localhost:4566',
  target,
  socket = false,
  scope,
  form,
  accept,
}: Case): string {
  const headers: Record<string, string> = {
    host,
    ...(target !== undefined && { 'x-amz-target': target }),
    ...(accept !== undefined && { accept }),
    ...(form && { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }),
    ...(scope !== undefined && {
      authorization: `AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/${scope}/aws4_request, SignedHeaders=host`,
    }),
  };
  const match = route({ method, url, headers }, socket);
  return match === undefined ? 'nothing' : [match.row.name, ...Object.values(match.params)].join(' ');
}

const CASES: readonly (readonly [Case, string])[] = [
  [{ url: '/graphql' }, 'graphql'],
  [{ url: '/graphql?x=1', method: 'GET' }, 'graphql'],
  [{ url: '/graphql', host: 'api.example.com' }, 'graphql'],
  [{ url: '/graphql/abc' }, 'graphql-id abc'],
  [{ url: '/graphql/abc/' }, 's3-object graphql abc/'],
  [{ url: '/graphql/' }, 's3-object graphql '],
  [{ url: '/graphql', host: 'abc.appsync-api.us-east-1.localhost:4566' }, 'graphql-host abc us-east-1'],
  [{ url: '/graphql', host: 'ABC.appsync-api.eu-west-1.amazonaws.com' }, 'graphql-host abc eu-west-1'],
  [{ url: '/graphql', host: 'appsync-api.us-east-1.localhost' }, 'graphql'],
  [{ url: '/graphql', socket: true }, 'realtime-plain'],
  [{ url: '/graphql/realtime?header=e30=', socket: true }, 'realtime'],
  [{ url: '/graphql/abc', socket: true }, 'realtime-id-plain abc'],
  [{ url: '/graphql/abc/realtime', socket: true }, 'realtime-id abc'],
  [
    { url: '/graphql', socket: true, host: 'abc.appsync-realtime-api.us-east-1.localhost:4566' },
    'realtime-host abc us-east-1',
  ],
  [
    { url: '/graphql/realtime', socket: true, host: 'abc.appsync-realtime-api.us-east-1.localhost' },
    'realtime-host abc us-east-1',
  ],
  [
    { url: '/graphql/realtime', socket: true, host: 'abc.appsync-api.us-east-1.localhost' },
    'realtime-api-host abc us-east-1',
  ],
  [{ url: '/', method: 'GET', accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }, 'front-page'],
  [{ url: '/', method: 'GET', accept: '*/*' }, 'nothing'],
  [{ url: '/', target: 'AWSStepFunctions.StartExecution' }, 'stepfunctions'],
  [{ url: '/', target: 'AWSStepFunctions.StartSyncExecution', host: 'sync-localhost:4566' }, 'stepfunctions'],
  [{ url: '/', target: 'DynamoDB_20120810.GetItem' }, 'dynamodb'],
  [{ url: '/', target: 'DynamoDBStreams_20120810.GetRecords' }, 'dynamodb-streams'],
  [{ url: '/', target: 'AmazonSQS.SendMessage' }, 'sqs'],
  [{ url: '/000000000000/orders', target: 'AmazonSQS.SendMessage' }, 'sqs'],
  [{ url: '/', host: 'sqs.us-east-1.localhost' }, 'sqs-host us-east-1'],
  [{ url: '/', scope: 'sns', form: true }, 'sns'],
  [{ url: '/', host: 'sns.us-east-1.amazonaws.com' }, 'sns-host us-east-1'],
  [{ url: '/?Action=ConfirmSubscription&Token=a', method: 'GET' }, 'sns-link'],
  [{ url: '/?x=Action=', method: 'GET' }, 'nothing'],
  [{ url: '/SimpleNotificationService-0ff570c0ff570c0ff570c0ff570c0ff5.pem', method: 'GET' }, 'sns-certificate'],
  [{ url: '/_offsync/messages', method: 'GET' }, 'messages'],
  [{ url: '/', host: 'states.us-east-1.localhost:4566' }, 'stepfunctions-host us-east-1'],
  [{ url: '/', host: 'sync-states.us-east-1.localhost' }, 'stepfunctions-sync-host us-east-1'],
  [{ url: '/', target: 'DynamoDBStreams_20120810.ListStreams' }, 'dynamodb-streams'],
  [{ url: '/', host: 'dynamodb.us-east-1.localhost' }, 'dynamodb-host us-east-1'],
  [{ url: '/2015-03-31/functions/hello/invocations' }, 'lambda hello/invocations'],
  [{ url: '/v1/apis/abc/types?format=SDL', method: 'GET' }, 'appsync-api apis/abc/types'],
  [{ url: '/_offsync/health', method: 'GET' }, 'health'],
  [{ url: '/_offsync/metrics', method: 'GET' }, 'metrics'],
  [{ url: '/_offsync/reset' }, 'reset'],
  [{ url: '/_offsync/snapshot?name=a' }, 'snapshot'],
  [{ url: '/_offsync/restore' }, 'restore'],
  [{ url: '/', target: 'Logs_20140328.GetLogEvents' }, 'logs'],
  [{ url: '/', host: 'logs.us-east-1.localhost' }, 'logs-host us-east-1'],
  [{ url: '/', scope: 'sts', form: true }, 'sts'],
  [{ url: '/?Action=A&X-Amz-Credential=A%2F20260101%2Fus-east-1%2Fsts%2Faws4_request&B', method: 'GET' }, 'sts'],
  [{ url: '/', scope: 'iam', form: true }, 'iam'],
  [{ url: '/', scope: 'sqs' }, 'nothing'],
  [{ url: '/', host: 'sts.amazonaws.com' }, 'sts-host'],
  [{ url: '/', host: 'sts.eu-west-1.localhost' }, 'sts-host'],
  [{ url: '/', form: true }, 'sts-unsigned'],
  [{ url: '/' }, 'nothing'],
  [{ url: '/elsewhere', method: 'GET' }, 's3-bucket elsewhere'],
  [{ url: '/elsewhere', method: 'PUT' }, 's3-create elsewhere'],
  [{ url: '/photos/2026/a.png', method: 'GET' }, 's3-object photos 2026/a.png'],
  [{ url: '/photos/a.png', method: 'GET', scope: 's3' }, 's3-signed'],
  [{ url: '/a.png', host: 'states.s3.us-east-1.localhost', method: 'GET', scope: 's3' }, 's3-signed'],
  [{ url: '/', socket: true }, 'nothing'],
  [{ url: '', method: 'GET' }, 'nothing'],
];

describe('routing', () => {
  it.each(CASES)('%j goes to %s', (given, expected) => {
    expect(decide(given)).toBe(expected);
  });

  it('every row is reached by one of these', () => {
    const reached = new Set(CASES.map(([, expected]) => expected.split(' ')[0]));
    expect(ROUTES.map(({ name }) => name).filter((name) => !reached.has(name))).toEqual([]);
  });

  it('names are unique', () => {
    expect(new Set(ROUTES.map(({ name }) => name)).size).toBe(ROUTES.length);
  });

  it('prints one line for each row', () => {
    const text = renderRoutingTable(ROUTES);
    for (const { name, to } of ROUTES) expect(text).toMatch(new RegExp(`\\| ${name} \\|.*\\| ${to} \\|`));
  });
});

describe('dispatcher', () => {
  const asked = (url: string, method = 'POST'): DoorRequest => ({
    method,
    url,
    headers: { host: 'localhost' },
    body: new Uint8Array(0),
    remoteAddress: '127.0.0.1',
    secure: false,
  });
  const socketDoor: SocketDoor = { protocol: () => undefined, open: () => ({ message: () => {}, closed: () => {} }) };
  const { door, socketDoor: pick } = createDispatcher({
    routes: ROUTES,
    doors: {
      'appsync-graphql': (request, params) => ({ status: 200, headers: {}, body: `${request.url} ${params['apiId']}` }),
      // A door that finds the request to be none of its own.
      's3-known': () => undefined,
    },
    socketDoors: { 'appsync-realtime': (_request, { apiId }) => (apiId === 'abc' ? socketDoor : undefined) },
  });

  it('hands the request and what the route found to the door', async () => {
    expect(await door(asked('/graphql/abc'))).toMatchObject({ body: '/graphql/abc abc' });
  });

  it.each([
    ['POST', '/nowhere', 404, 'Nothing is served at POST /nowhere. docs/routing.md lists every path.'],
    ['POST', '/v1/apis', 404, 'AppSync control plane (REST JSON). It is not served by this process.'],
    [
      'GET',
      '/graphql/abc/realtime',
      426,
      '/graphql/abc/realtime is a WebSocket endpoint: open it with wss:// or ws://.',
    ],
  ])('%s %s is answered with %i', async (method, url, status, message) => {
    const response = await door(asked(url, method));
    expect(response.status).toBe(status);
    expect(JSON.parse(String(response.body))).toEqual({ message });
  });

  it('picks the socket door', () => {
    expect(pick(asked('/graphql/abc/realtime'))).toBe(socketDoor);
    expect(pick(asked('/graphql/other/realtime'))).toBeUndefined();
    expect(pick(asked('/nowhere'))).toBeUndefined();
  });
});
