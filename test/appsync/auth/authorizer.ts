// The authorizer of the fixtures: a function that does what its token says. For tests of AWS_LAMBDA.
import { fileURLToPath } from 'node:url';
import type { AuthProvider, FunctionDefinition } from '../../../src/definition/model.js';
import type { Credential } from './stand.js';

export const AUTHORIZER: FunctionDefinition = {
  name: 'authorizer',
  arn: 'arn:aws:lambda:us-east-1:000000000000:function:authorizer',
  runtime: 'nodejs20.x',
  handler: 'index.handler',
  code: { folder: fileURLToPath(new URL('../../fixtures/functions/authorizer', import.meta.url)) },
  environment: {},
  timeoutSeconds: 30,
  memoryMb: 128,
  place: { file: 'test' },
};

export const lambdaMode = (more: Partial<NonNullable<AuthProvider['lambda']>> = {}): AuthProvider => ({
  type: 'AWS_LAMBDA',
  lambda: { functionArn: AUTHORIZER.arn, ...more },
});

export const bearer =
  (token: string): Credential =>
  () => ({ Authorization: token });

/** A token that the authorizer takes for its answer. */
export const saying = (answer: unknown): string => `say:${Buffer.from(JSON.stringify(answer)).toString('base64url')}`;
