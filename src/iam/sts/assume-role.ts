// AssumeRole: temporary credentials of a role, when its trust policy and, for whom it only names by account, the caller's own
// policies allow. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
import { notEmulated } from '../../aws/errors.js';
import { constrain } from './constraints.js';
import { accessDenied, credentialsOf, packedSize, type StsOperation } from './operation.js';
import { assumedRoleUser, checkDuration, readRoleRequest } from './role-session.js';
import { readSessionTags } from './session-tags.js';

export const assumeRole: StsOperation = {
  name: 'AssumeRole',
  signed: true,
  async handle(call, ports) {
    const { input, subject, context } = call;
    const request = readRoleRequest(call, ports);
    const read = constrain(input);
    const externalId = read.text('ExternalId', { min: 2, max: 1_224, pattern: /^[\w+=,.@:/-]*$/ });
    read.check();
    if (input.text('TokenCode') !== undefined) throw notEmulated('Multi-factor authentication (TokenCode)');
    const { roleArn, sessionName, durationSeconds, policies } = request;
    const tags = readSessionTags(input, subject.session);
    // Who stands behind a session stays so in every session begun with it.
    const sourceIdentity = request.sourceIdentity ?? subject.session?.sourceIdentity;
    const role = ports.directory.program.roles.get(roleArn);
    const actions = [
      'sts:AssumeRole',
      ...(tags.given ? ['sts:TagSession'] : []),
      ...(request.sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
    ];
    for (const action of actions) {
      const allowed =
        role !== undefined &&
        ports.access.decide(
          subject,
          {
            action,
            resource: roleArn,
            resourceAccountId: role.accountId,
            context: {
              ...context,
              ...tags.keys,
              'sts:rolesessionname': sessionName,
              ...(externalId !== undefined && { 'sts:externalid': externalId }),
              ...(sourceIdentity !== undefined && { 'sts:sourceidentity': sourceIdentity }),
            },
          },
          { trust: role.trust },
        );
      if (!allowed) {
        throw accessDenied(
          `User: ${subject.principal.arn} is not authorized to perform: ${action} on resource: ${roleArn}`,
        );
      }
    }
    if (role === undefined) throw accessDenied(roleArn);
    checkDuration(role, request, subject.session);
    const session = await ports.sessions.issue({
      owner: { kind: 'assumed-role', roleArn, sessionName },
      durationSeconds,
      ...(policies && { policies }),
      tags: tags.tags,
      transitiveTags: tags.transitiveTags,
      ...(sourceIdentity !== undefined && { sourceIdentity }),
    });
    return {
      AssumedRoleUser: assumedRoleUser(role, sessionName),
      Credentials: credentialsOf(session),
      ...packedSize(session),
      SourceIdentity: sourceIdentity,
    };
  },
};
