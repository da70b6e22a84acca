import * as sdk from '@aws-sdk/client-sfn';
import { expect, it } from 'vitest';
import { OPERATIONS } from '../../../src/stepfunctions/api/index.js';

it('every operation of the SDK is answered', () => {
  const commands = Object.keys(sdk).filter((name) => /^[A-Z]\w+Command$/.test(name));
  expect(OPERATIONS.map(({ name }) => `${name}Command`).sort()).toEqual(commands.sort());
});
