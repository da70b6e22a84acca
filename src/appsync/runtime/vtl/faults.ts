// What can go wrong while a template renders. Methods throw JavaException, the compiler adds method and place to it;
// template-unit.ts turns all of them into faults of type MappingTemplate.
import { velocityPlace } from './cursor.js';
import type { Position } from './tree.js';

/** A Java method's exception: `java.lang.NumberFormatException: For input string: "x"`. */
export class JavaException extends Error {
  constructor(javaClass: string, message?: string) {
    super(message === undefined ? javaClass : `${javaClass}: ${message}`);
  }
}

/** Ends the rendering; the message is what AWS shows to the client. */
export class RenderFault extends Error {}

/** Velocity's MethodInvocationException. */
export function invocationFault(method: string, javaClass: string, cause: JavaException, at: Position): RenderFault {
  return new RenderFault(
    `Invocation of method '${method}' in  class ${javaClass} threw exception ${cause.message} at ${velocityPlace(at)}`,
  );
}

/**
 * A failed `$list[9]`. Recorded: "Error invoking method 'get(java.lang.Integer)' in java.util.ArrayList at velocity[line 4,
 * column 54]" (https://github.com/aws-amplify/amplify-cli/issues/3025).
 */
export function indexFault(argumentClass: string, javaClass: string, at: Position): RenderFault {
  return new RenderFault(`Error invoking method 'get(${argumentClass})' in ${javaClass} at ${velocityPlace(at)}`);
}
