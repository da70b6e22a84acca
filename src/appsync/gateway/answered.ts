// What a request came to, as those hear it who read along: the log, CloudWatch Logs, a collector of traces. Made by the doors,
// given to report.ts; nobody keeps it.

/** What a request came to, for those who read along. */
export interface Answered {
  readonly status: number;
  readonly operation?: 'query' | 'mutation' | 'subscription' | undefined;
  readonly operationName?: string | null | undefined;
  readonly query?: string | undefined;
  readonly variables?: unknown;
  readonly errors?: readonly { readonly message: string }[] | undefined;
  /** As they came; secrets are masked where they are shown. */
  readonly headers: Readonly<Record<string, string>>;
  readonly answeredHeaders?: Readonly<Record<string, string>> | undefined;
}
