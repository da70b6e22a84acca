// What start-up tells: the lines for people and the document of --ready-file. Pure text; start.ts prints and writes it.
import type { Emulator } from '../emulator.js';
import { type Diagnostic, formatDiagnostic } from '../lib/diagnostics.js';

/** The document of --ready-file (docs/cli.md). */
export function readyDocument(emulator: Emulator, pid: number): Record<string, unknown> {
  const { definition } = emulator;
  return {
    url: emulator.url,
    pid,
    apis: emulator.apis.map(({ id, name, graphqlUrl, realtimeUrl, authTypes, apiKeys }) => ({
      id,
      name,
      graphqlUrl,
      realtimeUrl,
      authTypes,
      apiKeys: apiKeys.map(({ id, expires }) => ({ id, expires })),
    })),
    outputs: definition.outputs,
    userPools: [],
    tables: definition.tables.map((table) => table.name),
    functions: definition.functions.map((one) => one.name),
    stateMachines: definition.stateMachines.map((machine) => machine.arn),
  };
}

/** A query that any schema answers, ready to paste. */
function curlLine(api: Emulator['apis'][number]): string {
  const key = api.apiKeys[0] ? ` -H 'x-api-key: ${api.apiKeys[0].id}'` : '';
  return `curl ${api.graphqlUrl}${key} -H 'content-type: application/json' -d '{"query":"{ __typename }"}'`;
}

const list = (label: string, names: readonly string[]): string[] =>
  names.length > 0 ? [`  ${label.padEnd(12)} ${names.join(', ')}`] : [];

export function bannerLines(emulator: Emulator, diagnostics: readonly Diagnostic[], startedMs: number): string[] {
  const { definition } = emulator;
  const lines = [`offsync serves ${emulator.url} (ready in ${Math.round(startedMs)} ms)`];
  for (const api of emulator.apis) {
    lines.push(`  ${api.name}`);
    lines.push(...list('  GraphQL', [api.graphqlUrl]), ...list('  real-time', [api.realtimeUrl]));
    for (const key of api.apiKeys)
      lines.push(
        `    ${'API key'.padEnd(10)} ${key.id} (until ${new Date(key.expires * 1000).toISOString().slice(0, 16)}Z)`,
      );
  }
  lines.push(
    ...list(
      'tables',
      definition.tables.map((table) => table.name),
    ),
  );
  lines.push(
    ...list(
      'functions',
      definition.functions.map((one) => one.name),
    ),
  );
  lines.push(
    ...list(
      'workflows',
      definition.stateMachines.map((machine) => machine.name),
    ),
  );
  for (const [name, value] of Object.entries(definition.outputs)) lines.push(`  output       ${name} = ${value}`);
  if (emulator.apis[0])
    lines.push(
      '',
      `  GraphiQL: open ${emulator.apis[0].graphqlUrl} in a browser, or`,
      `  ${curlLine(emulator.apis[0])}`,
    );
  if (diagnostics.length > 0) lines.push('', ...diagnostics.map(formatDiagnostic));
  return lines;
}
