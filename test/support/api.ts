// A small API served without a port, for tests of the gateway and of execution: convention files in, answers out.

import { type ApiDefinition, EMPTY_DEFINITION, type ResolverDefinition } from '../../src/definition/model.js';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator.js';

export const KEY = 'da2-testtesttesttesttesttestte';

/** `{ 'Query.book': 'export function request...' }`: every resolver is JS on a NONE source unless it names another. */
export interface ApiFiles {
  readonly schema: string;
  readonly resolvers?: Readonly<Record<string, string | { readonly request?: string; readonly response?: string }>>;
  readonly pipelines?: Readonly<Record<string, { readonly code: string; readonly functions: readonly string[] }>>;
  readonly environment?: Readonly<Record<string, string>>;
}

export function apiOf(files: ApiFiles): ApiDefinition {
  const place = { file: 'test' };
  const resolvers: ResolverDefinition[] = [];
  const functions: ApiDefinition['functions'][number][] = [];
  for (const [key, code] of Object.entries(files.resolvers ?? {})) {
    const [typeName = '', fieldName = ''] = key.split('.');
    resolvers.push({
      typeName,
      fieldName,
      kind: 'UNIT',
      dataSourceName: 'None',
      functionIds: [],
      place,
      code:
        typeof code === 'string'
          ? { language: 'js', code: { text: code, place } }
          : {
              language: 'vtl',
              ...(code.request === undefined ? {} : { request: { text: code.request, place } }),
              ...(code.response === undefined ? {} : { response: { text: code.response, place } }),
            },
    });
  }
  for (const [key, pipeline] of Object.entries(files.pipelines ?? {})) {
    const [typeName = '', fieldName = ''] = key.split('.');
    const ids = pipeline.functions.map((text, index) => {
      const id = `${key}-${index}`;
      functions.push({ id, name: id, dataSourceName: 'None', code: { language: 'js', code: { text, place } }, place });
      return id;
    });
    resolvers.push({
      typeName,
      fieldName,
      kind: 'PIPELINE',
      functionIds: ids,
      code: { language: 'js', code: { text: pipeline.code, place } },
      place,
    });
  }
  return {
    id: 'testapi',
    name: 'test',
    schema: [{ text: files.schema, place: { file: 'schema.graphql' } }],
    auth: { type: 'API_KEY' },
    additionalAuth: [],
    apiKeys: [{ id: KEY }],
    dataSources: [{ name: 'None', type: 'NONE', config: {}, place }],
    functions,
    resolvers,
    environment: files.environment ?? {},
    introspection: 'ENABLED',
    queryDepthLimit: 0,
    resolverCountLimit: 0,
    domainNames: [],
    place,
  };
}

export interface TestApi {
  readonly emulator: Emulator;
  /** Posts a query with the right key and gives the parsed body. */
  query(
    text: string,
    variables?: Record<string, unknown>,
    operationName?: string,
  ): Promise<{ data?: unknown; errors?: Record<string, unknown>[] }>;
}

export async function serve(files: ApiFiles, options: Partial<EmulatorOptions> = {}): Promise<TestApi> {
  const emulator = await createEmulator({ definition: { ...EMPTY_DEFINITION, apis: [apiOf(files)] }, ...options });
  return {
    emulator,
    async query(query, variables, operationName) {
      const response = await emulator.fetch('/graphql', {
        method: 'POST',
        headers: { 'x-api-key': KEY },
        body: JSON.stringify({ query, variables, operationName }),
      });
      return (await response.json()) as { data?: unknown; errors?: Record<string, unknown>[] };
    },
  };
}
