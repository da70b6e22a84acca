// Values of `{{resolve:service:reference}}` (dynamic-references.html), which a user gives as parameters: `ssm:/name` or
// `secretsmanager:id` with the secret's text. Used by a stack's scope.
import { child, parseTree } from '../document.js';
import type { Findings } from '../findings.js';
import type { LoadOptions } from '../options.js';

/** The text of a reference such as `ssm:/name:1` or `secretsmanager:id:SecretString:key`; undefined when none is given. */
export function dynamicReference(reference: string, options: LoadOptions, findings: Findings): string | undefined {
  const { parameters } = options;
  const exact = parameters[reference] ?? parameters[reference.replace(/:\d+$/, '')];
  if (exact !== undefined) return exact;
  const secret = /^(secretsmanager:.+?):SecretString(?::([^:]*))?/.exec(reference);
  const text = secret ? parameters[secret[1]!] : undefined;
  if (text === undefined || !secret?.[2]) return text;
  // A key picks one value out of a secret that is a JSON object.
  const value = child(parseTree(text, secret[1]!, findings), secret[2]);
  return value?.kind === 'scalar' ? String(value.value) : undefined;
}
