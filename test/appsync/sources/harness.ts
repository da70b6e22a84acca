// What the source tests stand on: ports with recording fakes behind them, and a scope for a field nobody looks at.

import type { FieldScope } from '../../../src/appsync/runtime/unit.js';
import { SOURCES } from '../../../src/appsync/sources/index.js';
import type { SourceAnswer, SourceCall, SourcePorts } from '../../../src/appsync/sources/source.js';
import type { DynamoDbOperation } from '../../../src/backends/dynamodb-port.js';
import type { HttpRequest, HttpResponse } from '../../../src/backends/http-port.js';
import type { InvokeRequest, InvokeResponse } from '../../../src/backends/lambda-port.js';
import type { DataSourceDefinition, DataSourceType } from '../../../src/definition/model.js';
import { createManualClock } from '../../../src/lib/clock.js';
import { silentLog } from '../../../src/lib/log.js';
import { createSeededRandom } from '../../../src/lib/random.js';

export interface Fakes {
  dynamodb?: (operation: DynamoDbOperation, input: Readonly<Record<string, unknown>>) => unknown;
  lambda?: (request: InvokeRequest) => Partial<InvokeResponse>;
  http?: (request: HttpRequest) => HttpResponse | Promise<HttpResponse>;
  tokenKey?: Uint8Array;
}

const unexpected = (): never => {
  throw new Error('This backend was not to be called.');
};

export function ports(fakes: Fakes): SourcePorts {
  return {
    account: { accountId: '000000000000', region: 'us-east-1' },
    clock: createManualClock(Date.UTC(2026, 0, 1)),
    random: createSeededRandom(),
    dynamodb: { call: fakes.dynamodb ?? unexpected },
    lambda: {
      has: () => true,
      invoke: async (request) => ({
        statusCode: 200,
        payload: 'null',
        logTail: '',
        ...(fakes.lambda ?? unexpected)(request),
      }),
    },
    http: { send: async (request) => (fakes.http ?? unexpected)(request) },
    ...(fakes.tokenKey === undefined ? {} : { tokenKey: fakes.tokenKey }),
  };
}

export const scope: FieldScope = {
  operation: {
    identity: { sub: 'me' },
    request: { headers: {}, domainName: null },
    env: {},
    authType: 'API Key Authorization',
    trace: undefined,
    log: silentLog,
  },
  arguments: { id: '1' },
  source: null,
  info: () => ({
    fieldName: 'updateBook',
    parentTypeName: 'Mutation',
    variables: {},
    selectionSetList: [],
    selectionSetGraphQL: '',
  }),
  stash: {},
  errors: [],
  effects: [],
};

export function definition(type: DataSourceType, config: Record<string, unknown> = {}): DataSourceDefinition {
  return { name: 'source', type, config, place: { logicalId: 'Source' } };
}

/** One data source, asked with a request. */
export function source(type: DataSourceType, config: Record<string, unknown>, fakes: Fakes = {}) {
  const made = SOURCES[type].create(definition(type, config), ports(fakes));
  return (request: unknown, version: SourceCall['version'] = '2018-05-29'): SourceAnswer | Promise<SourceAnswer> =>
    made({ request, scope, version });
}
