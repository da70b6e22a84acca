// The appsync wing's compile: definition in, program out. Pure; APIs that did not change keep their program.
import type { ApiCacheDefinition, ApiDefinition, Definition } from '../definition/model.js';
import type { Diagnostic } from '../lib/diagnostics.js';
import { checkModes } from './auth/check-modes.js';
import { found } from './diagnostics.js';
import { isCacheTtl } from './execution/cache.js';
import { type ApiProgram, type CompiledApi, compileApi, type Runtimes } from './execution/compile-api.js';

export type { Runtimes } from './execution/compile-api.js';
export { createJsRuntime } from './runtime/js/index.js';
export { createVtlRuntime } from './runtime/vtl/index.js';

export interface AppSyncProgram {
  /** In the order of the definition; an API without a usable schema is not here. */
  readonly apis: readonly ApiProgram[];
  readonly caches: readonly ApiCacheDefinition[];
  /** What each definition was compiled to, for the next revision. */
  readonly compiled: ReadonlyMap<ApiDefinition, CompiledApi>;
}

export interface CompiledAppSync {
  readonly program: AppSyncProgram;
  readonly diagnostics: readonly Diagnostic[];
}

/** Keys come and go while an API runs, and nothing is compiled of them. */
function withOtherKeys(api: ApiDefinition, previous: AppSyncProgram | undefined): CompiledApi | undefined {
  const names = Object.keys(api) as (keyof ApiDefinition)[];
  for (const [known, { program, diagnostics }] of previous?.compiled ?? []) {
    if (known.id !== api.id || names.length !== Object.keys(known).length) continue;
    if (!names.every((name) => name === 'apiKeys' || known[name] === api[name])) continue;
    return { program: program && { ...program, definition: api }, diagnostics };
  }
  return undefined;
}

/** `runtimesOf` gives each API its own runtimes: no state is shared between APIs. */
export function compile(
  definition: Definition,
  runtimesOf: (api: ApiDefinition) => Runtimes,
  previous?: AppSyncProgram,
): CompiledAppSync {
  const compiled = new Map<ApiDefinition, CompiledApi>();
  const diagnostics: Diagnostic[] = [];
  for (const api of definition.apis) {
    const result = previous?.compiled.get(api) ?? withOtherKeys(api, previous) ?? compileApi(api, runtimesOf(api));
    compiled.set(api, result);
    diagnostics.push(...result.diagnostics);
    diagnostics.push(...checkModes(api));
  }
  const caches = definition.apiCaches.filter(({ ttlSeconds, place }) => {
    if (isCacheTtl(ttlSeconds)) return true;
    diagnostics.push(found.CACHING_INVALID(`The cache of an API is to keep for ${ttlSeconds} seconds.`, place));
    return false;
  });
  const apis = [...compiled.values()].flatMap(({ program }) => (program ? [program] : []));
  return { program: { apis, caches, compiled }, diagnostics };
}
