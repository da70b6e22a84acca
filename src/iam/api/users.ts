// GetUser, ListUsers and ListAccessKeys. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUser.html
import { ServiceError } from '../../aws/errors.js';
import type { UserDefinition } from '../../definition/model.js';
import type { SignedCall } from '../query/operation.js';
import {
  below,
  described,
  type IamApiPorts,
  type IamOperation,
  listed,
  noSuchEntity,
  own,
  tagList,
} from './operation.js';

/** The user that is named, or who asks. */
function userOf(call: SignedCall, { directory }: IamApiPorts): UserDefinition {
  const name = call.input.text('UserName');
  const { kind, arn } = call.subject.principal;
  if (name === undefined && kind !== 'user') {
    throw new ServiceError('ValidationError', 'Must specify userName when calling with non-User credentials');
  }
  const users = own(directory.program.source.users, call);
  const user = users.find((one) => (name === undefined ? one.arn === arn : one.name === name));
  if (!user) throw noSuchEntity('user', name ?? arn);
  return user;
}

export const getUser: IamOperation = {
  name: 'GetUser',
  signed: true,
  handle(call, ports) {
    const { accountId, arn, kind } = call.subject.principal;
    // The account itself is its own user, without a name.
    if (kind === 'root' && call.input.text('UserName') === undefined) return { User: { UserId: accountId, Arn: arn } };
    const user = userOf(call, ports);
    return { User: { ...described('User', user), ...tagList(user.tags) } };
  },
};

export const listUsers: IamOperation = {
  name: 'ListUsers',
  signed: true,
  handle: (call, { directory }) =>
    listed(
      'Users',
      below(own(directory.program.source.users, call), call.input).map((user) => described('User', user)),
    ),
};

export const listAccessKeys: IamOperation = {
  name: 'ListAccessKeys',
  signed: true,
  handle(call, ports) {
    if (call.subject.principal.kind === 'root' && call.input.text('UserName') === undefined) {
      return listed('AccessKeyMetadata', []);
    }
    const { name, accessKeys } = userOf(call, ports);
    return listed(
      'AccessKeyMetadata',
      accessKeys.map(({ id, status }) => ({ UserName: name, AccessKeyId: id, Status: status })),
    );
  },
};
