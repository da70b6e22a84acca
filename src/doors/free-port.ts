// A free port, found before anybody needs to know it: an app is loaded with the addresses it will be served at. The command
// line and startApp ask through the emulator for `--port 0`; the listener opens the port itself.
import { createServer } from 'node:net';
import { portError } from './port-error.js';

/** `port` itself, or for 0 one that the system just gave out and nobody has. */
export async function choosePort(port: number, host: string): Promise<number> {
  if (port !== 0) return port;
  const server = createServer();
  const chosen = await new Promise<number>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portError(error, { port, host })));
    server.listen(0, host, () => resolve((server.address() as { port: number }).port));
  });
  await new Promise((resolve) => server.close(resolve));
  return chosen;
}
