// What AssumeRole and AssumeRoleWithWebIdentity have in common: parameters, session policies, limits of duration.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
import { ServiceError } from '../../aws/errors.js';
import type { XmlMembers } from '../../aws/query-wire.js';
import { tryParse } from '../../lib/json.js';
import type { CompiledRole } from '../identities/program.js';
import type { Session } from '../identities/sessions.js';
import { compilePolicy } from '../policy/document.js';
import { managedPolicyDocument } from '../policy/managed.js';
import type { QueryCall } from '../query/operation.js';
import { constrain } from './constraints.js';
import type { StsPorts } from './operation.js';

const DEFAULT_SECONDS = 3_600;
const LONGEST_POLICY = 2_048;
const SESSION_NAME = /^[\w+=,.@-]*$/;

export interface RoleRequest {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly durationSeconds: number;
  readonly durationAsked: boolean;
  readonly policies?: readonly unknown[];
  readonly sourceIdentity?: string;
}

export function readRoleRequest({ input }: QueryCall, ports: StsPorts): RoleRequest {
  const read = constrain(input);
  const roleArn = read.text('RoleArn', { required: true, min: 20, max: 2_048 });
  const sessionName = read.text('RoleSessionName', { required: true, min: 2, max: 64, pattern: SESSION_NAME });
  const duration = read.number('DurationSeconds', { min: 900, max: 43_200 });
  const sourceIdentity = read.text('SourceIdentity', { min: 2, max: 64, pattern: SESSION_NAME });
  read.check();
  if (!/^arn:[^:]+:iam::\d{12}:role\/.+$/.test(roleArn))
    throw new ServiceError('ValidationError', `${roleArn} is invalid`);
  const policies = readSessionPolicies({ input }, ports);
  return {
    roleArn,
    sessionName,
    durationSeconds: duration ?? DEFAULT_SECONDS,
    durationAsked: duration !== undefined,
    ...(policies && { policies }),
    ...(sourceIdentity !== undefined && { sourceIdentity }),
  };
}

/** `Policy` and `PolicyArns`, as documents: what they say now is what the session keeps. */
export function readSessionPolicies(
  { input }: Pick<QueryCall, 'input'>,
  { directory }: StsPorts,
): readonly unknown[] | undefined {
  const malformed = (message: string): ServiceError => new ServiceError('MalformedPolicyDocument', message);
  const inline = input.text('Policy');
  const arns = input.list('PolicyArns').map((member) => member.text('arn') ?? '');
  if (inline === undefined && arns.length === 0) return undefined;
  const documents: unknown[] = [];
  if (inline !== undefined) {
    const parsed = tryParse(inline);
    if (parsed === undefined) throw malformed('This policy contains invalid Json');
    if (inline.length > LONGEST_POLICY)
      throw new ServiceError('PackedPolicyTooLarge', 'Serialized token too large for session');
    const compiled = compilePolicy(parsed, 'identity');
    if ('faults' in compiled || compiled.policy.doubts.length > 0) throw malformed('Syntax errors in policy.');
    documents.push(parsed);
  }
  for (const arn of arns) {
    const own = directory.program.source.managedPolicies.find((policy) => policy.arn === arn);
    const document = own?.document ?? managedPolicyDocument(arn);
    if (document === undefined) throw malformed(`Policy ${arn} does not exist or is not attachable.`);
    documents.push(document);
  }
  return documents;
}

/** Throws when a session can't be that long. `from`: the session whose credentials ask for it. */
export function checkDuration(role: CompiledRole, request: RoleRequest, from: Session | undefined): void {
  if (from && request.durationSeconds > DEFAULT_SECONDS) {
    throw new ServiceError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  if (request.durationAsked && request.durationSeconds > role.definition.maxSessionSeconds) {
    throw new ServiceError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
}

export function assumedRoleUser(role: CompiledRole, sessionName: string): XmlMembers {
  const { id, name } = role.definition;
  return {
    AssumedRoleId: `${id}:${sessionName}`,
    Arn: `arn:aws:sts::${role.accountId}:assumed-role/${name}/${sessionName}`,
  };
}
