// Holds the floors: which folder may import which, no circles of any length. `import type` counts.
// The table is docs/architecture.md's; changing it takes an entry in docs/decisions/.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '../src');

const WINGS = ['loaders', 'appsync', 'stepfunctions', 'dynamodb', 'lambda', 'iam', 'logs', 'messaging', 's3'] as const;
const GROUND = ['definition', 'backends', 'aws', 'lib'];

/** Folder (or top file) of src/ -> what it may import besides itself. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  lib: [],
  aws: ['lib'],
  definition: ['aws', 'lib'],
  backends: ['aws', 'lib'],
  loaders: ['definition', 'aws', 'lib'],
  appsync: GROUND,
  stepfunctions: GROUND,
  dynamodb: GROUND,
  lambda: GROUND,
  iam: GROUND,
  logs: GROUND,
  messaging: GROUND,
  s3: GROUND,
  doors: ['aws', 'lib'],
  'wings.ts': [...GROUND, 'doors', 'appsync', 'stepfunctions', 'dynamodb', 'lambda', 'iam', 'logs', 'messaging', 's3'],
  'emulator.ts': ['wings.ts', ...GROUND, 'doors', 'appsync', 's3'],
  'index.ts': ['emulator.ts', 'loaders', 'definition', 'lib'],
  cli: ['emulator.ts', 'index.ts', 'loaders', 'definition', 'aws', 'lib'],
};

/** Inside a wing: each folder may import those after it. */
const INNER: Record<string, readonly (readonly string[])[]> = {
  appsync: [
    ['gateway', 'realtime/protocols', 'api'],
    ['execution', 'realtime'],
    ['runtime', 'auth', 'sources'],
    ['schema'],
  ],
  iam: [['sts', 'api'], ['query', 'access'], ['identities'], ['policy']],
  logs: [['api'], ['search', 'store']],
  messaging: [['sqs', 'sns'], ['triggers'], ['topics'], ['queues']],
  s3: [['wire'], ['api'], ['store'], ['content']],
  stepfunctions: [['api'], ['engine'], ['states', 'integrations'], ['asl', 'store']],
};

interface Import {
  from: string;
  to: string;
  line: number;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

function importsOf(file: string): Import[] {
  const found: Import[] = [];
  readFileSync(file, 'utf8')
    .split('\n')
    .forEach((text, index) => {
      const match = /(?:from\s+|import\s*\(\s*|^import\s+)['"](\.[^'"]+)['"]/.exec(text);
      if (!match) return;
      const to = normalize(join(dirname(file), match[1]!.replace(/\.js$/, '.ts')));
      found.push({ from: relative(SRC, file), to: relative(SRC, to), line: index + 1 });
    });
  return found;
}

const imports = filesBelow(SRC).flatMap(importsOf);
const room = (path: string): string => path.split('/')[0]!;

describe('the floors', () => {
  it('every top folder is in the table', () => {
    const rooms = readdirSync(SRC);
    expect(rooms.filter((name) => !(name in MAY_IMPORT))).toEqual([]);
  });

  it('a folder imports only what the table allows', () => {
    const wrong = imports.filter(
      ({ from, to }) => room(from) !== room(to) && !MAY_IMPORT[room(from)]?.includes(room(to)),
    );
    expect(wrong.map(({ from, to, line }) => `${from}:${line} -> ${to}`)).toEqual([]);
  });

  it('no wing imports another', () => {
    for (const wing of WINGS) {
      for (const other of WINGS) if (wing !== other) expect(MAY_IMPORT[wing]).not.toContain(other);
    }
  });

  it('inside a wing calls go down', () => {
    const wrong: string[] = [];
    for (const { from, to, line } of imports) {
      const floors = INNER[room(from)];
      if (!floors || room(from) !== room(to)) continue;
      const level = (path: string): number =>
        floors.findIndex((rooms) => rooms.some((name) => path.startsWith(`${room(from)}/${name}/`)));
      // A wing's face (compile and start, right below the wing's folder) knows every floor.
      const [source, target] = [level(from), level(to)];
      if (source >= 0 && (target < 0 || target < source)) {
        if (target < 0 && from.startsWith(to.replace(/\.ts$/, '/'))) continue;
        if (target < 0 && /^[^/]+\/(diagnostics|ports|model)\.ts$/.test(to)) continue;
        wrong.push(`${from}:${line} -> ${to}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('no circles', () => {
    const graph = new Map<string, string[]>();
    for (const { from, to } of imports) graph.set(from, [...(graph.get(from) ?? []), to]);
    const state = new Map<string, 'open' | 'done'>();
    const circles: string[] = [];
    const walk = (file: string, trail: string[]): void => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') {
        circles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
        return;
      }
      state.set(file, 'open');
      for (const next of graph.get(file) ?? []) walk(next, [...trail, file]);
      state.set(file, 'done');
    };
    for (const file of graph.keys()) walk(file, []);
    expect(circles).toEqual([]);
  });

  it('no bags', () => {
    const bags = filesBelow(SRC)
      .map((file) => relative(SRC, file))
      .filter((file) =>
        // `util` is the name of AWS's own module there; below it nothing may be a bag either.
        /(^|\/)(utils?|helpers?|common|misc|shared|types)(\.ts$|\/)/.test(
          file.replace('appsync/runtime/util/', 'appsync/runtime/'),
        ),
      );
    expect(bags).toEqual([]);
  });
});
