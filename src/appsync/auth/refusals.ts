// What refused callers are told: AppSync's few sentences, recorded in public threads. The reason goes into `detail`. Used by
// every mode of this folder.
import type { Refusal } from './identity.js';

export interface Refused {
  readonly refusal: Refusal;
}

const unauthorized = (message: string, detail: string): Refused => ({
  refusal: { status: 401, errorType: 'UnauthorizedException', message, detail },
});

/** Recorded (amplify-js#9513): wrong keys, tokens that don't hold, an authorizer's no. */
export const notAuthorized = (detail: string): Refused =>
  unauthorized('You are not authorized to make this call.', detail);

/** Recorded (amplify-js#4373). */
export const noCredentials = (detail: string): Refused =>
  unauthorized('Valid authorization header not provided.', detail);

/** Recorded (aws-appsync-community#198, #30): no JWT at all, or none of an issuer this API names. */
export const noToken = (detail: string): Refused => unauthorized('Unable to parse JWT token.', detail);

/** Recorded (aws-mobile-appsync-sdk-js#666). */
export const tokenExpired = (detail: string): Refused => unauthorized('Token has expired.', detail);
