// runtime.*: runtime-utils-js.md. It ends a handler by throwing; the APPSYNC_JS runtime catches.
import { isPlainObject } from './plain.js';
import { EarlyReturn } from './session.js';

export const runtime = {
  /** Without options the next handler goes on ('NEXT'); what that is depends on the handler that returns. */
  earlyReturn(value?: unknown, options?: unknown): never {
    const skipTo = isPlainObject(options) && options['skipTo'] === 'END' ? 'END' : 'NEXT';
    throw new EarlyReturn(value, skipTo);
  },
};
