// What the stacks of one app share while it is loaded: options, findings, which values are being worked out, and which
// types of resources were passed over. Made by load.ts.
import { found } from '../diagnostics.js';
import type { Findings } from '../findings.js';
import type { LoadOptions } from '../options.js';
import type { Resource } from './resource.js';

/** More includes than this in one app means that a file includes itself. */
const MOST_INCLUDES = 200;

export interface App {
  readonly options: LoadOptions;
  readonly findings: Findings;
  readonly rootFile: string;
  /** Keys of values that are being worked out: meeting one again is a circle. */
  readonly active: Set<string>;
  /** The value of an export of any stack of the app; undefined when there is none. */
  exported(name: string): unknown;
  onExport(lookup: (name: string) => unknown): void;
  /** False when there have been too many. */
  mayInclude(): boolean;
  passOver(resource: Resource, fate: 'harmless' | 'not emulated'): void;
  /** True the first time: for a diagnostic that is given once for many resources. */
  first(key: string): boolean;
  /** Reports each type that was passed over, once. */
  reportPassedOver(): void;
}

export function createApp(options: LoadOptions, findings: Findings, rootFile: string): App {
  const lookups: ((name: string) => unknown)[] = [];
  const passed = new Map<string, { fate: 'harmless' | 'not emulated'; resources: Resource[] }>();
  const seen = new Set<string>();
  let includes = 0;
  return {
    options,
    findings,
    rootFile,
    active: new Set(),
    exported(name) {
      for (const lookup of lookups) {
        const value = lookup(name);
        if (value !== undefined) return value;
      }
      return undefined;
    },
    onExport: (lookup) => void lookups.push(lookup),
    mayInclude() {
      includes += 1;
      return includes <= MOST_INCLUDES;
    },
    passOver(resource, fate) {
      const known = passed.get(resource.type);
      if (known) known.resources.push(resource);
      else passed.set(resource.type, { fate, resources: [resource] });
    },
    first(key) {
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    },
    reportPassedOver() {
      for (const [type, { fate, resources }] of passed) {
        const names = resources.map(({ path }) => path).join(', ');
        const place = resources[0]!.place;
        findings.report(
          fate === 'harmless'
            ? found.RESOURCE_HARMLESS(`${type} changes nothing here: ${names}.`, place)
            : found.RESOURCE_NOT_EMULATED(`${type} is not emulated: ${names}.`, place),
        );
      }
    },
  };
}
