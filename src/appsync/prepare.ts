// What has to be done before compile(), which is synchronous and pure: many sources are bundled at once, and engines that an
// API asks for are loaded. Called by wings.ts for each revision; what did not change is taken from the one before.
import type { ApiDefinition, Definition, SourceText, UnitCode } from '../definition/model.js';
import { type Bundles, bundleSources, type Sandbox } from './runtime/js/index.js';

export interface Prepared {
  readonly bundles: Bundles;
  /** Undefined: no API runs its code in QuickJS. */
  readonly quickjs: Sandbox | undefined;
}

export interface PrepareOptions {
  /** APIs that are compiled already need nothing. */
  readonly compiled: { has(api: ApiDefinition): boolean } | undefined;
  readonly previous: Prepared | undefined;
  /** For APIs that name no sandbox. */
  readonly sandbox: ApiDefinition['sandbox'];
}

export async function prepare(
  { apis }: Definition,
  { compiled, previous, sandbox: usual }: PrepareOptions,
): Promise<Prepared> {
  const open = apis.filter((api) => !compiled?.has(api));
  const wanted = !previous?.quickjs && open.some(({ sandbox = usual }) => sandbox === 'quickjs');
  const [bundles, quickjs] = await Promise.all([
    bundleSources(open.flatMap(sourcesOf), previous?.bundles),
    wanted ? import('./runtime/js/quickjs-realm.js').then(({ loadQuickJs }) => loadQuickJs()) : previous?.quickjs,
  ]);
  return { bundles, quickjs };
}

function sourcesOf({ resolvers, functions }: ApiDefinition): SourceText[] {
  return [...resolvers, ...functions].flatMap(({ code }: { readonly code: UnitCode }) =>
    code.language === 'js' ? [code.code] : [],
  );
}
