// A broken app gives diagnostics and never an exception: every fixture file is cut, doubled, shuffled and filled with
// rubbish, repeatably.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSeededRandom } from '../../src/lib/random.js';
import { APPS, loadFixture } from './fixture-apps.js';

const RUBBISH = [
  '\u0000',
  '!Ref ',
  '!GetAtt [',
  '{',
  ']',
  ': ',
  '\n- ',
  '&a *a',
  '<<',
  '${',
  '"',
  '\t',
  '__proto__:',
  '? ',
  '%',
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'offsync-odd-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function appWith(name: string, files: Record<string, string | Uint8Array>): string {
  const app = join(folder, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(app, path, '..'), { recursive: true });
    writeFileSync(join(app, path), text);
  }
  return app;
}

describe('odd apps', () => {
  for (const [app, file] of [
    ['shop', 'offsync.yaml'],
    ['cfn-intrinsics', 'template.yaml'],
    ['cfn-faults', 'template.yaml'],
    ['cfn-notes', 'stacks/api.yaml'],
  ] as const) {
    it(`never throw: ${app}/${file} with rubbish in it`, async () => {
      const random = createSeededRandom(app.length);
      const pick = (below: number): number => Math.floor(random.next() * below);
      const copy = join(folder, `fuzz-${app}`);
      cpSync(join(APPS, app), copy, { recursive: true });
      const lines = readFileSync(join(copy, file), 'utf8').split('\n');
      for (let round = 0; round < 60; round += 1) {
        const changed = [...lines];
        for (let count = 1 + pick(4); count > 0; count -= 1) {
          const at = pick(changed.length);
          const line = changed[at] ?? '';
          const column = pick(line.length + 1);
          const ways = [
            () => changed.splice(at, 1 + pick(5)),
            () => changed.splice(at, 0, changed[pick(changed.length)] ?? ''),
            () => changed.splice(at, 1, line.slice(0, column) + RUBBISH[pick(RUBBISH.length)] + line.slice(column)),
            () => changed.splice(at, 1, ' '.repeat(pick(6)) + line.trimStart()),
            () => changed.splice(at, 1, line.replace(/:.*/, ':')),
          ];
          ways[pick(ways.length)]!();
        }
        writeFileSync(join(copy, file), changed.join('\n'));
        const loaded = await loadFixture(copy);
        expect(loaded.definition.apis).toBeInstanceOf(Array);
      }
    });
  }

  it('never throw: documents of strange form', async () => {
    const documents = ['', 'null', '[]', 'text', '{}', '"a": &x [*x]', `a: ${'['.repeat(5000)}`, '- 1\n---\n- 2'];
    for (const [index, text] of documents.entries()) {
      for (const name of ['offsync.yaml', 'template.yaml']) {
        const loaded = await loadFixture(appWith(`strange-${index}-${name}`, { [name]: text }));
        expect(loaded.definition.tables).toEqual([]);
      }
    }
  });

  it('refuse text that is not UTF-8', async () => {
    const app = appWith('latin', { 'template.yaml': Uint8Array.from([0x52, 0xe9, 0xff]) });
    expect((await loadFixture(app)).diagnostics.map(({ code }) => code)).toEqual(['FILE_UNREADABLE']);
  });

  it('refuse aliases that grow without bounds', async () => {
    const grow = Array.from({ length: 12 }, (_, index) => {
      const previous = index === 0 ? '1' : `*a${index - 1}`;
      return `a${index}: &a${index} [${Array(9).fill(previous).join(', ')}]`;
    });
    const { diagnostics } = await loadFixture(appWith('grow', { 'offsync.yaml': grow.join('\n') }));
    expect(diagnostics.map(({ code }) => code)).toEqual(['YAML_SYNTAX']);
  });

  it('refuse a file that includes itself', async () => {
    const include = 'Fn::Transform: { Name: AWS::Include, Parameters: { Location: again.yaml } }\n';
    const app = appWith('again', { 'again.yaml': include, 'template.yaml': `Resources:\n  ${include}` });
    expect((await loadFixture(app)).diagnostics.map(({ code }) => code)).toEqual(['INTRINSIC_INVALID']);
  });

  it('survive every file of the fixtures named as an app', async () => {
    for (const entry of readdirSync(APPS, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) await loadFixture(join(entry.parentPath, entry.name));
    }
  });
});
