// `${env:NAME}`, `${param:NAME}`, `${aws:region}` and `${aws:accountId}` in the strings of offsync.yaml. Works on the tree,
// before it is checked, so that a missing value is reported at its line. Every other `${...}` stays as it is.

import { found } from '../diagnostics.js';
import type { DocumentNode, Entry } from '../document.js';
import type { Findings } from '../findings.js';
import type { LoadOptions } from '../options.js';
import { didYouMean } from '../suggest.js';

const VARIABLE = /\$\{(env|param|aws):([^},]+)(?:,([^}]*))?\}/g;

const FLAGS: Record<string, string> = { env: '--env', param: '--parameter' };

/** The same tree with the variables replaced. A default is written `${env:NAME, default}`. */
export function substitute(node: DocumentNode, options: LoadOptions, findings: Findings): DocumentNode {
  const values: Record<string, Readonly<Record<string, string>>> = {
    env: options.env,
    param: options.parameters,
    aws: { region: options.account.region, accountId: options.account.accountId },
  };
  const walk = (at: DocumentNode): DocumentNode => {
    if (at.kind === 'list') return { ...at, items: at.items.map(walk) };
    if (at.kind === 'map') {
      const entries = new Map<string, Entry>();
      for (const [key, entry] of at.entries) entries.set(key, { ...entry, value: walk(entry.value) });
      return { ...at, entries };
    }
    if (typeof at.value !== 'string' || !at.value.includes('${')) return at;
    const value = at.value.replace(VARIABLE, (whole, from: string, rawName: string, fallback: string | undefined) => {
      const name = rawName.trim();
      const known = values[from]!;
      if (Object.hasOwn(known, name)) return known[name]!;
      if (fallback !== undefined) return fallback.trim();
      const hint = from in FLAGS ? ` Give it with ${FLAGS[from]} ${name}=value.` : didYouMean(name, Object.keys(known));
      findings.report(found.VARIABLE_MISSING(`${whole} has no value.${hint}`, at.place));
      return whole;
    });
    return { ...at, value };
  };
  return walk(node);
}
