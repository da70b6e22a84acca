// What operations of the IAM API work with and have in common. They only read: users and policies come with the app.
import { ServiceError } from '../../aws/errors.js';
import type { QueryInput, XmlMembers } from '../../aws/query-wire.js';
import type { IamEntity } from '../../definition/model.js';
import type { Directory } from '../identities/directory.js';
import type { QueryOperation, SignedCall } from '../query/operation.js';

export interface IamApiPorts {
  readonly directory: Directory;
}

export type IamOperation = QueryOperation<IamApiPorts>;

/** Nobody wrote down when a user of a template was made. */
const CREATED = '2026-01-01T00:00:00Z';

const accountOf = ({ arn }: Pick<IamEntity, 'arn'>): string => arn.split(':')[4] ?? '';

export function noSuchEntity(what: 'user' | 'role', name: string): ServiceError {
  return new ServiceError('NoSuchEntity', `The ${what} with name ${name} cannot be found.`, 404);
}

/** Only those of the caller's own account. */
export function own<Entity extends IamEntity>(entities: readonly Entity[], { subject }: SignedCall): readonly Entity[] {
  return entities.filter((entity) => accountOf(entity) === subject.principal.accountId);
}

/** Lists whole: `IsTruncated` is always false. */
export function listed(member: string, items: readonly XmlMembers[]): XmlMembers {
  return { [member]: items, IsTruncated: false };
}

/** `PathPrefix` of a list. */
export function below<Entity extends IamEntity>(entities: readonly Entity[], input: QueryInput): readonly Entity[] {
  const prefix = input.text('PathPrefix') ?? '/';
  return entities.filter(({ path }) => path.startsWith(prefix));
}

/** The members of a User, Group or Role. https://docs.aws.amazon.com/IAM/latest/APIReference/API_User.html */
export function described(kind: 'User' | 'Role', { path, name, id, arn }: IamEntity): XmlMembers {
  return { Path: path, [`${kind}Name`]: name, [`${kind}Id`]: id, Arn: arn, CreateDate: CREATED };
}

export function tagList(tags: Readonly<Record<string, string>>): XmlMembers {
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return list.length === 0 ? {} : { Tags: list };
}
