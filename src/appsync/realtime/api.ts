// What a protocol needs to know of an API: who calls, and what a subscription is. The wing's face hands it to the protocols'
// doors; behind `register` it picks the newest program, so that a reload takes effect on open connections.
import type { Authenticate } from '../auth/identity.js';
import type { Register } from './registration.js';

export interface RealtimeApi {
  readonly apiId: string;
  readonly authenticate: Authenticate;
  readonly register: Register;
  /** Further hosts a handshake may name as the GraphQL endpoint's; the one it came through is always right. */
  readonly answersTo?: (host: string) => boolean;
}
