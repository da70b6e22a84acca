// The log port. Wings write to a Log that is handed in; cli/ decides where it goes (text or JSON lines).

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export const LOG_LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

export interface Log {
  /** True when lines of this level are kept: lets a hot path skip building a line. */
  enabled(level: LogLevel): boolean;
  write(level: LogLevel, message: string, fields?: Record<string, unknown>): void;
  /** True when machines read the lines: what has a form of its own is then written in it, not told to people. */
  readonly structured?: boolean;
}

export const silentLog: Log = { enabled: () => false, write: () => {} };

/** A Log that gives each kept line to `sink`. */
export function createLog(
  level: LogLevel,
  sink: (level: LogLevel, message: string, fields: Record<string, unknown> | undefined) => void,
  options: { readonly structured?: boolean } = {},
): Log {
  const least = LOG_LEVELS.indexOf(level);
  const enabled = (asked: LogLevel): boolean => LOG_LEVELS.indexOf(asked) >= least;
  return {
    ...options,
    enabled,
    write(asked, message, fields) {
      if (enabled(asked)) sink(asked, message, fields);
    },
  };
}
