// What AWS::IAM::User, Group and Role have in common: name, path, ARN, inline and managed policies.
import type { IamEntity } from '../../../definition/model.js';
import { type IamKind, iamArn, iamId } from '../../iam-names.js';
import type { Reader } from '../reader.js';
import { nameWithin, type Resource } from '../resource.js';

const LONGEST_NAME = 64;

export function nameOf(resource: Resource, property: string): string {
  return resource.properties.text(property) ?? nameWithin(resource, LONGEST_NAME);
}

export function arnOf(resource: Resource, kind: IamKind, nameProperty: string): string {
  const path = resource.properties.text('Path') ?? '/';
  return iamArn(resource.options.account.accountId, kind, path, nameOf(resource, nameProperty));
}

/** A policy document, or undefined when it is missing or could not be found out, which is reported. */
export function documentOf(
  read: Reader,
  property: string,
): { document: unknown; place: IamEntity['place'] } | undefined {
  const document = read.raw(property);
  if (document !== undefined) return { document, place: read.place(property) };
  return read.broken(property) ? undefined : read.missing(property);
}

export function entityOf(resource: Resource, kind: 'user' | 'group' | 'role', nameProperty: string): IamEntity {
  const read = resource.properties;
  return {
    name: nameOf(resource, nameProperty),
    path: read.text('Path') ?? '/',
    arn: arnOf(resource, kind, nameProperty),
    id: iamId(kind, resource.path),
    inlinePolicies: read.objects('Policies').flatMap((policy) => {
      const name = policy.needText('PolicyName');
      const found = documentOf(policy, 'PolicyDocument');
      return name === undefined || !found ? [] : [{ name, ...found }];
    }),
    managedPolicyArns: read.texts('ManagedPolicyArns'),
    place: resource.place,
  };
}

/** `PermissionsBoundary`, where there is one. */
export function boundaryOf(read: Reader): { permissionsBoundary?: string } {
  const permissionsBoundary = read.text('PermissionsBoundary');
  return permissionsBoundary === undefined ? {} : { permissionsBoundary };
}
