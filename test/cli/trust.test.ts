// `offsync trust` names a certificate that is there.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { trust } from '../../src/cli/trust.js';

it('prints where the authority is and how to trust it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'offsync-'));
  let out = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  expect(trust(folder)).toBe(0);
  write.mockRestore();
  const file = /authority: (.*)/.exec(out)![1]!;
  expect(readFileSync(file, 'utf8')).toContain('BEGIN CERTIFICATE');
  for (const system of ['Node.js', 'Linux', 'macOS', 'Windows']) expect(out).toContain(system);
  rmSync(folder, { recursive: true });
});
