// The regular expressions of an API's settings: clientId, appIdClientRegex, identityValidationExpression. Written in
// Java's language. Compiled once by the modes; compile() of the wing reports those that are none.
import { translatePattern } from '../runtime/host/java-pattern.js';

/**
 * A test for texts; undefined when `pattern` is no regular expression. Client ids must match as a whole: `a|b` must not let `xbx`
 * in. A token may match anywhere: the patterns people write begin with `^` where they mean it (`^Bearer `).
 */
export function compilePattern(pattern: string, part: 'whole' | 'anywhere'): ((text: string) => boolean) | undefined {
  try {
    const { source, flags } = translatePattern(pattern);
    const compiled = new RegExp(part === 'whole' ? `^(?:${source})$` : source, flags);
    return (text) => compiled.test(text);
  } catch {
    return undefined;
  }
}
