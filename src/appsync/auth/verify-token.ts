// Whether an issuer signed a token, for those outside of AppSync who ask (STS, by way of the emulator). Looks at signature and
// issuer; times, audiences and everything else are the asker's business.
import type { KeysPort } from '../../backends/keys-port.js';
import { messageOf } from '../../lib/errors.js';
import { createSignatureCheck, readToken } from './token.js';

export type TokenVerifier = (
  issuer: string,
  text: string,
) => Promise<
  | { readonly claims: Readonly<Record<string, unknown>> }
  | { readonly fault: 'invalid' | 'unreachable'; readonly message: string }
>;

export function createTokenVerifier(keys: KeysPort): TokenVerifier {
  const check = createSignatureCheck();
  return async (issuer, text) => {
    const token = readToken(text);
    if (!token || token.claims['iss'] !== issuer)
      return { fault: 'invalid', message: `The token is none of ${issuer}.` };
    const find = async (missing: boolean) =>
      (await keys.keysOf(issuer, { missing })).find(({ kid, kty }) => kid === token.keyId && kty !== 'oct');
    try {
      const key = (await find(false)) ?? (await find(true));
      if (!key) return { fault: 'invalid', message: `${issuer} has no key ${token.keyId}.` };
      const message = await check(token, key);
      return message === undefined ? { claims: token.claims } : { fault: 'invalid', message };
    } catch (error) {
      return { fault: 'unreachable', message: messageOf(error) };
    }
  };
}
