// Where the app is that a command talks to: --url or --port, the same for every command that asks a running app.
import { type Command, Option } from 'commander';
import { UsageError } from './usage-error.js';

export interface TargetFlags {
  readonly url?: string;
  readonly endpoint?: string;
  readonly port?: string;
}

const USUAL_PORT = 4566;

/** Gives a command the flags that `targetOf` reads. */
export function withTarget(command: Command): Command {
  return command
    .option('--url <url>', `where the app is served (http://localhost:${USUAL_PORT})`)
    .option('--port <number>', 'the same on this machine')
    .addOption(new Option('--endpoint <url>', 'the same as --url, as the AWS CLI calls it').hideHelp());
}

/** The address that the flags name, else the usual one. */
export function targetOf({ url, endpoint = url, port }: TargetFlags): string {
  if (endpoint !== undefined) {
    if (port !== undefined) throw new UsageError('--url and --port are two ways to say one thing.');
    if (URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol)) return endpoint;
    throw new UsageError(`'${endpoint}' is no URL: it begins with http:// or https://.`);
  }
  const number = Number(port ?? USUAL_PORT);
  if (Number.isInteger(number) && number > 0 && number < 65_536) return `http://localhost:${number}`;
  throw new UsageError(`--port takes the number of the port that the app is served at, not '${port}'.`);
}
