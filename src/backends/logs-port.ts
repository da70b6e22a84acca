// The port to log groups: who writes a log hands its lines in here. Implemented by the wing `logs/`; silent where nobody
// keeps logs.

export interface LogLine {
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly message: string;
}

export interface LogSink {
  /** Call inside a commit: the lines are kept if and only if it is. Group and stream are made when they are missing. */
  append(group: string, stream: string, lines: readonly LogLine[]): void;
  /** Outside of a commit: kept a little later, with others. A loss is reported and not thrown. */
  write(group: string, stream: string, lines: readonly LogLine[]): void;
}

export const silentLogs: LogSink = { append: () => {}, write: () => {} };
