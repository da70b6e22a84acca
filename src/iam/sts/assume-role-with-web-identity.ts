// AssumeRoleWithWebIdentity: temporary credentials of a role for the holder of a provider's token. Nobody signs the call; the
// role's trust policy decides, by the provider and the token's claims.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
import { notEmulated, ServiceError } from '../../aws/errors.js';
import { isObject, tryParse } from '../../lib/json.js';
import { type Federation, federatedSubject, federationOf } from '../identities/federation.js';
import { constrain } from './constraints.js';
import { accessDenied, credentialsOf, packedSize, type StsOperation, type StsPorts } from './operation.js';
import { assumedRoleUser, checkDuration, readRoleRequest } from './role-session.js';

const invalid = (message: string): ServiceError => new ServiceError('InvalidIdentityToken', message);

function claimsOf(token: string): Record<string, unknown> | undefined {
  const parts = token.split('.');
  const claims = parts.length === 3 ? tryParse(Buffer.from(parts[1]!, 'base64url').toString('utf8')) : undefined;
  return isObject(claims) ? claims : undefined;
}

/** The texts are STS's, recorded from public reports; where none was found, the message says what is wrong. */
async function verify(token: string, { verifyToken, clock }: StsPorts): Promise<Federation> {
  const told = claimsOf(token);
  if (!told || typeof told['iss'] !== 'string') {
    throw invalid('The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)');
  }
  const checked = await verifyToken(told['iss'], token);
  if ('fault' in checked) {
    throw invalid(
      checked.fault === 'unreachable'
        ? "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements"
        : checked.message,
    );
  }
  const now = Math.floor(clock.now() / 1000);
  const { exp, nbf } = checked.claims;
  if (typeof exp !== 'number') throw invalid('Missing a required claim: exp');
  if (exp <= now) {
    throw new ServiceError(
      'ExpiredTokenException',
      `Token expired: current date/time ${now} must be before the expiration date/time ${exp}`,
    );
  }
  if (typeof nbf === 'number' && nbf > now) throw invalid('The token is not valid yet.');
  const federation = federationOf(checked.claims);
  if (!federation) throw invalid('Missing a required claim: sub or aud');
  return federation;
}

export const assumeRoleWithWebIdentity: StsOperation = {
  name: 'AssumeRoleWithWebIdentity',
  signed: false,
  async handle(call, ports) {
    const request = readRoleRequest(call, ports);
    const read = constrain(call.input);
    const token = read.text('WebIdentityToken', { required: true, min: 4, max: 20_000 });
    const provider = read.text('ProviderId', { min: 4, max: 2_048 });
    read.check();
    if (provider !== undefined) throw notEmulated(`The OAuth 2.0 provider ${provider}`);
    const { roleArn, sessionName, durationSeconds, policies } = request;
    const federation = await verify(token, ports);
    const role = ports.directory.program.roles.get(roleArn);
    const allowed =
      role !== undefined &&
      ports.access.decide(
        federatedSubject(federation, role.accountId),
        {
          action: 'sts:AssumeRoleWithWebIdentity',
          resource: roleArn,
          resourceAccountId: role.accountId,
          context: { ...call.context, 'sts:rolesessionname': sessionName },
        },
        { trust: role.trust },
      );
    if (!role || !allowed) throw accessDenied('Not authorized to perform sts:AssumeRoleWithWebIdentity');
    checkDuration(role, request, undefined);
    const session = await ports.sessions.issue({
      owner: { kind: 'assumed-role', roleArn, sessionName },
      durationSeconds,
      ...(policies && { policies }),
      federation: federation.keys,
      ...(federation.cognito && { cognito: federation.cognito }),
    });
    return {
      SubjectFromWebIdentityToken: federation.subject,
      AssumedRoleUser: assumedRoleUser(role, sessionName),
      Credentials: credentialsOf(session),
      ...packedSize(session),
      Provider: federation.provider,
      Audience: federation.audience,
    };
  },
};
