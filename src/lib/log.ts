// The log port. Wings write to a Log that is handed in; cli/ decides where it goes (text or JSON lines).

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export const LOG_LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

export interface Log {
  /** True when lines of this level are kept: lets a hot path skip building a line. */
  enabled(level: LogLevel): boolean;
  write(level: LogLevel, message: string, fields?: Record<string, unknown>): void;
}

export const silentLog: Log = { enabled: () => false, write: () => {} };

/** A Log that gives each kept line to `sink`. */
export function createLog(
  level: LogLevel,
  sink: (level: LogLevel, message: string, fields: Record<string, unknown> | undefined) => void,
): Log {
  const least = LOG_LEVELS.indexOf(level);
  const enabled = (asked: LogLevel): boolean => LOG_LEVELS.indexOf(asked) >= least;
  return {
    enabled,
    write(asked, message, fields) {
      if (enabled(asked)) sink(asked, message, fields);
    },
  };
}
