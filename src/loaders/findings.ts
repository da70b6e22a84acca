// What a loader collects on its way: diagnostics, and the files and folders whose change means loading again. Made once
// for each load and handed down; it knows nothing of formats.
import type { Diagnostic } from '../lib/diagnostics.js';

export interface Findings {
  readonly diagnostics: readonly Diagnostic[];
  readonly watched: readonly string[];
  /** Takes a diagnostic; the same one twice is kept once (a template may be read for two stacks). */
  report(diagnostic: Diagnostic): void;
  watch(path: string): void;
}

export function createFindings(): Findings {
  const diagnostics: Diagnostic[] = [];
  const known = new Set<string>();
  const watched = new Set<string>();
  return {
    diagnostics,
    get watched() {
      return [...watched];
    },
    report(diagnostic) {
      const key = JSON.stringify([diagnostic.code, diagnostic.message, diagnostic.place]);
      if (known.has(key)) return;
      known.add(key);
      diagnostics.push(diagnostic);
    },
    watch: (path) => void watched.add(path),
  };
}
