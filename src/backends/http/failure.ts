// Why no answer came from an HTTP endpoint. Thrown by the HTTP backend, turned into faults by sources and integrations;
// an answer with status 500 is an answer, not a failure.
import { OffsyncError } from '../../lib/errors.js';

export type HttpFailureCode =
  /** The URL can't be read, or is neither http nor https. */
  | 'HTTP_BAD_URL'
  /** The host has no address, refuses, or broke off. */
  | 'HTTP_UNREACHABLE'
  | 'HTTP_TIMEOUT'
  | 'HTTP_TOO_LARGE'
  /** A host of AWS that the emulator does not serve, while `--allow-aws` is off. */
  | 'HTTP_AWS_REFUSED';

export class HttpFailure extends OffsyncError {
  declare readonly code: HttpFailureCode;

  constructor(code: HttpFailureCode, message: string, options?: ErrorOptions) {
    super(code, message, options);
  }
}
