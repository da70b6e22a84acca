// Runs inside the realm. The global objects as APPSYNC_JS has them (supported-features.md): frozen, with only the
// documented members, each with AppSync's own behaviour. Code never sees the realm's own Object, Math or JSON.
import type { HostCall } from '../../util/host.js';
import type { Guards } from './meter.js';

export type ConsoleLine = (level: 'info' | 'error', place: string, args: readonly unknown[]) => void;

export function createGlobals(host: HostCall, guards: Guards, line: ConsoleLine): Readonly<Record<string, unknown>> {
  return {
    Object: {
      assign(target: object, ...sources: readonly unknown[]) {
        for (const source of sources) {
          guards.keys(source);
          if (!Array.isArray(target) || typeof source !== 'object' || source === null) continue;
          for (const key of Object.keys(source)) {
            if (key === 'length') guards.growth(target, (source as { readonly length: unknown }).length);
            guards.target(target);
            guards.index(key);
          }
        }
        return Object.assign(target, ...sources);
      },
      entries: (value: object) => Object.entries(guards.keys(value) as object),
      hasOwn: (value: object, key: PropertyKey) => Object.hasOwn(value, key),
      keys: (value: object) => Object.keys(guards.keys(value) as object),
      values: (value: object) => Object.values(guards.keys(value) as object),
    },
    Math: {
      random: () => Number(host('random', '')),
      min: Math.min,
      max: Math.max,
      round: Math.round,
      floor: Math.floor,
      ceil: Math.ceil,
    },
    JSON: {
      /** "Returns a blank string if the parsed string is not valid JSON." */
      parse(value: unknown) {
        const text = String(value);
        guards.sized(text);
        try {
          return JSON.parse(text);
        } catch {
          return '';
        }
      },
      stringify: (value: unknown, replacer?: (string | number)[] | null, space?: string | number) =>
        guards.sized(guards.text(JSON.stringify(value, replacer, space))),
    },
    Number: { isFinite: Number.isFinite, isNaN: Number.isNaN },
    String: { raw: String.raw },
    Array: { isArray: Array.isArray },
    console: {
      log: (place: string, ...args: readonly unknown[]) => line('info', place, args),
      error: (place: string, ...args: readonly unknown[]) => line('error', place, args),
    },
  };
}
