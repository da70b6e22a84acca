// util.error, appendError, unauthorized and validate: the handler's ways to report a fault. create.ts joins them to util.
// Whether the fault reaches the client, and how `data` is filtered, is execution's business.
import { isNothing } from './plain.js';
import { type Fault, RaisedFault, UnauthorizedFault, type UtilSession } from './session.js';

/**
 * The fault of util.error(message, errorType?, data?, errorInfo?): built-in-util-js.md, "Error utils".
 * Undefined when message or type is neither text nor null: AWS then ignores the call without a word
 * (aws/aws-appsync-community issue 384), since no Java method takes those arguments.
 */
function faultOf(message: unknown, errorType: unknown, data: unknown, errorInfo: unknown): Fault | undefined {
  if (!isNothing(message) && typeof message !== 'string') return undefined;
  if (!isNothing(errorType) && typeof errorType !== 'string') return undefined;
  return {
    message: message ?? 'null',
    errorType: errorType ?? null,
    data: data ?? null,
    errorInfo: errorInfo ?? null,
  };
}

export function createErrors(session: UtilSession) {
  return {
    error(message?: unknown, errorType?: unknown, data?: unknown, errorInfo?: unknown): void {
      const fault = faultOf(message, errorType, data, errorInfo);
      if (fault) throw new RaisedFault(fault);
    },

    appendError(message?: unknown, errorType?: unknown, data?: unknown, errorInfo?: unknown): void {
      const fault = faultOf(message, errorType, data, errorInfo);
      if (fault) session.appendError(fault);
    },

    unauthorized(): never {
      throw new UnauthorizedFault();
    },
  };
}

/** `$util.validate`: raises unless the condition is true. utility-helpers-in-util.md, "Condition validation utils". */
export function validate(condition: unknown, message?: unknown, errorType?: unknown, data?: unknown): void {
  if (condition === true) return;
  const fault = faultOf(message, errorType, data, null);
  if (fault) throw new RaisedFault(fault);
}
