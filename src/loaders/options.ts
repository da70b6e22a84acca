// What every loader is given besides the path. Read once by cli/ or a test, passed on unchanged.
import type { Account } from '../aws/arn.js';
import type { Clock } from '../lib/clock.js';

export interface LoadOptions {
  /**
   * Values of template parameters and of `${param:...}`. `ssm:/name`, `secretsmanager:id` and `import:name` stand for
   * what a template would fetch from AWS.
   */
  readonly parameters: Readonly<Record<string, string>>;
  /** Values of `${env:...}`. */
  readonly env: Readonly<Record<string, string>>;
  readonly account: Account;
  /** Where the server will answer (`http://localhost:4566`), for attributes such as GraphQLUrl. */
  readonly baseUrl: string;
  /** A folder with more functions: `<name>/index.js`. */
  readonly functionsDir?: string;
  /** For keys that are valid for so many days from now; the system's clock when absent. */
  readonly clock?: Clock;
}
