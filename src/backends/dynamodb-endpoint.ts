// Tables that live elsewhere: at AWS, or at any server that speaks DynamoDB. Called in place of the embedded engine, table by
// table, through AWS's client, which is loaded with the first call; by resolvers, workflows and the DynamoDB door. Credentials
// come from the client's usual chain.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ServiceError } from '../aws/errors.js';
import { messageOf } from '../lib/errors.js';
import { isObject } from '../lib/json.js';
import type { DynamoDbBackend, RemoteTables } from './dynamodb-port.js';

export interface TableEndpoint {
  /** Absent: AWS itself. */
  readonly url?: string;
  readonly region?: string;
}

type Input = Readonly<Record<string, unknown>>;
type Client = Pick<DynamoDBClient, 'send' | 'destroy'>;
export type LoadSdk = () => Promise<typeof import('@aws-sdk/client-dynamodb')>;

/** Binary values are base64 text on our side and bytes on the client's. */
function toClient(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toClient);
  if (!isObject(value)) return value;
  const entries = Object.entries(value);
  if (entries.length === 1) {
    const { B, BS } = value;
    if (typeof B === 'string') return { B: Buffer.from(B, 'base64') };
    if (Array.isArray(BS) && BS.every((one) => typeof one === 'string')) {
      return { BS: BS.map((one: string) => Buffer.from(one, 'base64')) };
    }
  }
  return Object.fromEntries(entries.map(([name, member]) => [name, toClient(member)]));
}

function fromClient(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(fromClient);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => name !== '$metadata' && member !== undefined)
      .map(([name, member]) => [name, fromClient(member)]),
  );
}

/** The client's error as the service answered it. */
function faultOf(error: unknown, where: string): ServiceError {
  const metadata = isObject(error) && isObject(error['$metadata']) ? error['$metadata'] : {};
  const status = metadata['httpStatusCode'];
  if (!(error instanceof Error) || typeof status !== 'number') {
    return new ServiceError('ServiceUnavailable', `${where} gave no answer: ${messageOf(error)}`, 503);
  }
  const { Item, CancellationReasons } = error as Error & {
    readonly Item?: unknown;
    readonly CancellationReasons?: unknown;
  };
  return new ServiceError(error.name, error.message, status, {
    ...(Item === undefined ? {} : { Item: fromClient(Item) }),
    ...(CancellationReasons === undefined ? {} : { CancellationReasons: fromClient(CancellationReasons) }),
  });
}

/** The table of a PartiQL statement: the name behind FROM, INTO or UPDATE. */
function tableOfStatement(statement: unknown): string[] {
  const text = typeof statement === 'string' ? statement.replace(/'(?:[^']|'')*'/g, "''") : '';
  const found = /\b(?:FROM|INTO|UPDATE)\s+(?:"((?:[^"]|"")+)"|([\w$-]+))/i.exec(text);
  const name = found?.[1]?.replaceAll('""', '"') ?? found?.[2];
  return name === undefined ? [] : [name];
}

function listOf(value: unknown): readonly Input[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** `arn:aws:dynamodb:...:table/NAME`, or the name itself. */
function plainName(nameOrArn: string): string {
  return /^arn:[^:]*:dynamodb:.*:table\/([^/]+)/.exec(nameOrArn)?.[1] ?? nameOrArn;
}

/** The tables an operation names. */
function tablesOf(input: Input): string[] {
  if (typeof input['TableName'] === 'string') return [plainName(input['TableName'])];
  if (isObject(input['RequestItems'])) return Object.keys(input['RequestItems']).map(plainName);
  if (input['Statement'] !== undefined) return tableOfStatement(input['Statement']);
  const statements = listOf(input['Statements'] ?? input['TransactStatements']);
  if (statements.length > 0) return statements.flatMap((one) => tableOfStatement(one['Statement']));
  return listOf(input['TransactItems'])
    .flatMap((item) => Object.values(item))
    .flatMap((action) => {
      const name = isObject(action) ? action['TableName'] : undefined;
      return typeof name === 'string' ? [plainName(name)] : [];
    });
}

const describe = ({ url, region }: TableEndpoint): string => url ?? `DynamoDB in ${region ?? 'the usual region'}`;

/** What is passed on: reads and writes of items, and what a client asks about a table before it does. */
const PASSED_ON: ReadonlySet<string> = new Set([
  'BatchExecuteStatement',
  'BatchGetItem',
  'BatchWriteItem',
  'DeleteItem',
  'DescribeTable',
  'DescribeTimeToLive',
  'ExecuteStatement',
  'ExecuteTransaction',
  'GetItem',
  'PutItem',
  'Query',
  'Scan',
  'TransactGetItems',
  'TransactWriteItems',
  'UpdateItem',
]);

/** `endpointOf` says where a table lives; undefined: here. */
export function createRemoteTables(
  endpointOf: (tableName: string) => TableEndpoint | undefined,
  loadSdk: LoadSdk = () => import('@aws-sdk/client-dynamodb'),
): RemoteTables {
  const clients = new Map<string, Promise<{ client: Client; sdk: Awaited<ReturnType<LoadSdk>> }>>();

  const open = async (endpoint: TableEndpoint) => {
    let sdk: Awaited<ReturnType<LoadSdk>>;
    try {
      sdk = await loadSdk();
    } catch (error) {
      throw new ServiceError(
        'DependencyMissing',
        `A table at ${describe(endpoint)} needs the package @aws-sdk/client-dynamodb: npm install @aws-sdk/client-dynamodb (${messageOf(error)})`,
        500,
      );
    }
    const client = new sdk.DynamoDBClient({
      ...(endpoint.url === undefined ? {} : { endpoint: endpoint.url }),
      ...(endpoint.region === undefined ? {} : { region: endpoint.region }),
    });
    return { client, sdk };
  };

  const send = async (endpoint: TableEndpoint, operation: string, input: Input): Promise<unknown> => {
    const key = JSON.stringify([endpoint.url, endpoint.region]);
    const opening = clients.get(key) ?? open(endpoint);
    clients.set(key, opening);
    // What could not be loaded may be installed meanwhile.
    opening.catch(() => clients.delete(key));
    const { client, sdk } = await opening;
    const Command = sdk[`${operation}Command` as 'GetItemCommand'] as unknown as new (
      input: unknown,
    ) => Parameters<Client['send']>[0];
    try {
      return fromClient(await client.send(new Command(toClient(input))));
    } catch (error) {
      throw faultOf(error, describe(endpoint));
    }
  };

  return {
    ask(operation, input) {
      const names = tablesOf(input);
      const endpoints = names.map(endpointOf);
      const remote = endpoints.find((endpoint) => endpoint !== undefined);
      if (remote === undefined) return undefined;
      const places = new Set(endpoints.map((endpoint) => JSON.stringify(endpoint ?? null)));
      if (places.size > 1) {
        throw new ServiceError(
          'ValidationException',
          `${operation} names tables that live in different places (${names.join(', ')}), which one call can not reach.`,
        );
      }
      if (!PASSED_ON.has(operation)) {
        throw new ServiceError(
          'ValidationException',
          `The table ${names[0]} lives elsewhere (${describe(remote)}), and offsync does not pass ${operation} on: ask for it there.`,
        );
      }
      return send(remote, operation, input);
    },
    close() {
      for (const opening of clients.values()) void opening.then(({ client }) => client.destroy()).catch(() => {});
      clients.clear();
    },
  };
}

/** Asks `remote` for its tables and `local` for all others. */
export function createDynamoDbRouter(local: DynamoDbBackend, remote: RemoteTables): DynamoDbBackend {
  return { call: (operation, input) => remote.ask(operation, input) ?? local.call(operation, input) };
}
