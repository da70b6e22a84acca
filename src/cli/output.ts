// Where lines go: readable text for people, JSON lines for machines (--json-logs). The only writer to stdout and stderr.
import { createLog, type Log, type LogLevel } from '../lib/log.js';

export interface Output {
  readonly log: Log;
  /** One line for people on stdout; nothing under --json-logs. */
  print(line: string): void;
}

const MARKS: Readonly<Record<LogLevel, string>> = { debug: '  ', info: '', warn: 'warning: ', error: 'error: ' };

function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

/** `stack` and other long texts get lines of their own, short fields stand behind the message. */
function textLine(level: LogLevel, message: string, fields: Record<string, unknown> | undefined): string {
  const short: string[] = [];
  const long: string[] = [];
  for (const [name, value] of Object.entries(fields ?? {})) {
    if (value === undefined) continue;
    const text = shown(value);
    if (text.includes('\n'))
      long.push(
        ...text
          .trimEnd()
          .split('\n')
          .map((line) => `    ${line}`),
      );
    else short.push(`${name}=${text}`);
  }
  return [`${MARKS[level]}${message}${short.length > 0 ? `  ${short.join(' ')}` : ''}`, ...long].join('\n');
}

export function createOutput(options: { readonly json: boolean; readonly level: LogLevel }): Output {
  const sink: Parameters<typeof createLog>[1] = (level, message, fields) => {
    const line = options.json
      ? JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })
      : textLine(level, message, fields);
    (level === 'error' || level === 'warn' ? process.stderr : process.stdout).write(`${line}\n`);
  };
  const log = createLog(options.level, sink, { structured: options.json });
  return {
    log,
    print: (line) => {
      if (!options.json) process.stdout.write(`${line}\n`);
    },
  };
}
