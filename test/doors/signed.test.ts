// A door behind requireSignature: handed the request as it came, or never asked.
import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../src/aws/errors.js';
import { requireSignature } from '../../src/doors/signed.js';
import { createLog } from '../../src/lib/log.js';
import { createSeededRandom } from '../../src/lib/random.js';

const request = {
  method: 'POST',
  url: '/',
  headers: { host: 'localhost' },
  body: new Uint8Array(0),
  remoteAddress: '127.0.0.1',
  secure: false,
};

describe('requireSignature', () => {
  const lines: unknown[] = [];
  const options = {
    service: 'states',
    region: 'us-east-1',
    status: 400 as const,
    random: createSeededRandom(),
    log: createLog('warn', (...line) => lines.push(line)),
  };

  it('hands the request on once its signer is known', async () => {
    const asked: unknown[] = [];
    const door = requireSignature(({ url }) => ({ status: 200, headers: {}, body: url }), {
      ...options,
      admit: (_request, expected) => {
        asked.push(expected);
        return { principal: 'ann' };
      },
    });
    expect(await door(request)).toMatchObject({ status: 200, body: '/' });
    expect(asked).toEqual([{ service: 'states', region: 'us-east-1', status: 400 }]);
  });

  it('refuses in the words of the service, and logs the detail', async () => {
    const error = new ServiceError('InvalidSignatureException', 'no', 400);
    const door = requireSignature(() => expect.unreachable(), {
      ...options,
      admit: () => ({ error, detail: 'POST /' }),
    });
    expect(await door(request)).toMatchObject({
      status: 400,
      headers: { 'x-amzn-errortype': 'InvalidSignatureException' },
      body: '{"__type":"InvalidSignatureException","message":"no"}',
    });
    expect(lines).toEqual([['warn', 'A request to states was refused: no', { detail: 'POST /' }]]);
  });
});
