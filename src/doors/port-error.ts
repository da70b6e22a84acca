// Why a port could not be opened. The listener and the search for a free port say it alike.
import { OffsyncError } from '../lib/errors.js';

/** The fault of a port that could not be opened, in words that say what to do. */
export function portError(
  error: NodeJS.ErrnoException,
  { port, host }: { readonly port: number; readonly host: string },
): OffsyncError {
  const cause = { cause: error };
  if (error.code === 'EADDRINUSE')
    return new OffsyncError(
      'PORT_IN_USE',
      `Port ${port} on ${host} is taken by another program. Choose another with --port (0 takes any free one).`,
      cause,
    );
  if (error.code === 'EACCES')
    return new OffsyncError(
      'PORT_NOT_ALLOWED',
      `This user may not listen on port ${port}. Choose one above 1023.`,
      cause,
    );
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new OffsyncError('ADDRESS_NOT_AVAILABLE', `${host} is not an address of this machine.`, cause);
  return new OffsyncError('LISTEN_FAILED', `Could not listen on ${host}:${port}: ${error.message}`, cause);
}
