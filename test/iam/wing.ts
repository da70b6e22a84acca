// The wing iam/ by itself, over a database in memory: definitions made in a test, principals by their access keys.

import { sign } from '../../src/aws/sigv4.js';
import type { AccessRequest, Principal } from '../../src/backends/iam-port.js';
import {
  EMPTY_DEFINITION,
  type IamDefinition,
  type IamEntity,
  type RoleDefinition,
  type UserDefinition,
} from '../../src/definition/model.js';
import { compile, type IamWing, start } from '../../src/iam/index.js';
import { createManualClock, type ManualClock } from '../../src/lib/clock.js';
import { silentLog } from '../../src/lib/log.js';
import { createSeededRandom } from '../../src/lib/random.js';
import { openDatabase } from '../../src/lib/sqlite.js';

export const ACCOUNT = '000000000000';
export const place = { file: 'test' };

export type Statement = Readonly<Record<string, unknown>>;

export const policy = (...statements: Statement[]) => ({ Version: '2012-10-17', Statement: statements });

export function entity(
  kind: string,
  name: string,
  statements: readonly Statement[] = [],
  account = ACCOUNT,
): IamEntity {
  return {
    name,
    path: '/',
    arn: `arn:aws:iam::${account}:${kind}/${name}`,
    id: `ID${name}`,
    inlinePolicies: statements.length === 0 ? [] : [{ name: 'inline', document: policy(...statements), place }],
    managedPolicyArns: [],
    place,
  };
}

export function user(
  name: string,
  statements: readonly Statement[] = [],
  more: Partial<UserDefinition> = {},
): UserDefinition {
  return {
    ...entity('user', name, statements, more.arn?.split(':')[4]),
    accessKeys: [{ id: `key-${name}`, secret: name, status: 'Active', place }],
    groups: [],
    tags: {},
    ...more,
  };
}

export function role(
  name: string,
  statements: readonly Statement[],
  trust: Statement,
  more: Partial<RoleDefinition> = {},
): RoleDefinition {
  return {
    ...entity('role', name, statements),
    trustPolicy: { document: policy(trust), place },
    maxSessionSeconds: 3600,
    tags: {},
    ...more,
  };
}

export interface TestWing {
  readonly wing: IamWing;
  readonly clock: ManualClock;
  readonly diagnostics: readonly string[];
  /** Whose key it is, by a request signed with it. */
  principal(name: string): Principal;
  /** Whether `name` may, at the resource `apis/x/types/Query/fields/a` unless another is named. */
  may(name: string, request?: Partial<AccessRequest>): boolean;
  swap(definition: Partial<IamDefinition>): void;
}

export const FIELD = `arn:aws:appsync:us-east-1:${ACCOUNT}:apis/x/types/Query/fields/a`;

export function startWing(definition: Partial<IamDefinition>): TestWing {
  const clock = createManualClock();
  const database = openDatabase({ file: undefined, durability: 'process' });
  const compiled = (given: Partial<IamDefinition>) =>
    compile({ ...EMPTY_DEFINITION, iam: { ...EMPTY_DEFINITION.iam, ...given } });
  const { program, diagnostics } = compiled(definition);
  const wing = start(program, {
    account: { accountId: ACCOUNT, region: 'us-east-1' },
    clock,
    database,
    random: createSeededRandom(),
    log: silentLog,
    strictCredentials: false,
    verifyToken: () => Promise.resolve({ fault: 'invalid', message: 'no tokens here' }),
  });
  const principal = (name: string): Principal => {
    const unsigned = { method: 'POST', url: '/graphql', headers: { host: 'localhost' }, body: '' };
    const credentials = name === 'test' ? ['test', 'test'] : [`key-${name}`, name];
    const by = { accessKeyId: credentials[0]!, secretAccessKey: credentials[1]! };
    const signature = sign(unsigned, by, { service: 'appsync', region: 'us-east-1', now: clock.now() });
    const found = wing.port.authenticate(
      { ...unsigned, headers: { ...unsigned.headers, ...signature } },
      { service: 'appsync', region: 'us-east-1', status: 403 },
    );
    if ('error' in found) throw found.error;
    return found.principal;
  };
  return {
    wing,
    clock,
    diagnostics: diagnostics.map(({ code, message }) => `${code} ${message}`),
    principal,
    may: (name, request = {}) =>
      wing.port.allows(principal(name), {
        action: 'appsync:GraphQL',
        resource: FIELD,
        context: {},
        resourceAccountId: ACCOUNT,
        ...request,
      }),
    swap: (next) => wing.swap(compiled(next).program),
  };
}
