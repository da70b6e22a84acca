// GetSessionToken: temporary credentials of the user who asks.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
import { notEmulated } from '../../aws/errors.js';
import { constrain } from './constraints.js';
import { accessDenied, credentialsOf, type StsOperation } from './operation.js';

const DEFAULT_SECONDS = 43_200;
const LONGEST_OF_ROOT = 3_600;

export const getSessionToken: StsOperation = {
  name: 'GetSessionToken',
  signed: true,
  async handle({ input, subject }, { sessions }) {
    const read = constrain(input);
    const duration = read.number('DurationSeconds', { min: 900, max: 129_600 }) ?? DEFAULT_SECONDS;
    read.check();
    if (input.text('TokenCode') !== undefined) throw notEmulated('Multi-factor authentication (TokenCode)');
    if (subject.session) throw accessDenied('Cannot call GetSessionToken with session credentials');
    const { kind, arn } = subject.principal;
    const session = await sessions.issue(
      kind === 'user'
        ? { owner: { kind, userArn: arn }, durationSeconds: duration }
        : { owner: { kind: 'root' }, durationSeconds: Math.min(duration, LONGEST_OF_ROOT) },
    );
    return { Credentials: credentialsOf(session) };
  },
};
