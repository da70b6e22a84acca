// What is wrong with an API's authorization modes as they are configured. Called by compile() of the wing; asks no issuer.
import type { ApiDefinition, AuthProvider } from '../../definition/model.js';
import type { Diagnostic } from '../../lib/diagnostics.js';
import { found } from '../diagnostics.js';
import { compilePattern } from './pattern.js';
import { userPoolIssuer } from './user-pool.js';

/** "you can't duplicate API_KEY, AWS_LAMBDA or AWS_IAM", nor pools and providers (security-authz.md, "Authorization types"). */
function nameOf({ type, openIdConnect, userPool }: AuthProvider): string {
  if (openIdConnect) return `${type} of ${openIdConnect.issuer}`;
  return userPool ? `${type} of ${userPoolIssuer(userPool.region, userPool.userPoolId)}` : type;
}

const patternsOf = ({ openIdConnect, userPool, lambda }: AuthProvider): readonly [string, string | undefined][] => [
  ['clientId', openIdConnect?.clientId],
  ['appIdClientRegex', userPool?.appIdClientRegex],
  ['identityValidationExpression', lambda?.identityValidationExpression],
];

export function checkModes(api: ApiDefinition): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const names = new Set<string>();
  for (const provider of [api.auth, ...api.additionalAuth]) {
    const name = nameOf(provider);
    if (names.has(name)) diagnostics.push(found.AUTH_MODE_TWICE(`${api.name} has ${name} twice.`, api.place));
    names.add(name);
    for (const [setting, pattern] of patternsOf(provider)) {
      if (!pattern || compilePattern(pattern, 'whole')) continue;
      diagnostics.push(found.AUTH_PATTERN(`${setting} of ${api.name} is no regular expression: ${pattern}`, api.place));
    }
  }
  return diagnostics;
}
