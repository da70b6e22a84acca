import { describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../../src/lib/diagnostics.js';
import { parseTree, placeOf, toPlain } from '../../src/loaders/document.js';
import { createFindings } from '../../src/loaders/findings.js';

function parse(text: string) {
  const findings = createFindings();
  const tree = parseTree(text, 'x.yaml', findings);
  return { tree: tree!, plain: tree && toPlain(tree), lines: findings.diagnostics.map(formatDiagnostic) };
}

describe('parseTree', () => {
  it('turns short tags into long forms', () => {
    expect(parse('[!Ref a, !Sub b, !GetAtt c.d.e, !Condition f, !If [g, h, i]]').plain).toEqual([
      { Ref: 'a' },
      { 'Fn::Sub': 'b' },
      { 'Fn::GetAtt': ['c', 'd.e'] },
      { Condition: 'f' },
      { 'Fn::If': ['g', 'h', 'i'] },
    ]);
  });

  it('keeps as text what a number or date would spoil', () => {
    expect(parse('[2012-10-17, 012345678901, 12345678901234567890, 1.5, 2.0, yes, true, null]').plain).toEqual([
      '2012-10-17',
      '012345678901',
      '12345678901234567890',
      1.5,
      2,
      'yes',
      true,
      null,
    ]);
  });

  it('reads JSON that is indented with tabs', () => {
    expect(parse('{\n\t"a": [\n\t\t1,\n\t\t2\n\t]\n}').plain).toEqual({ a: [1, 2] });
  });

  it('knows where values stand, and where the text of a block begins', () => {
    const { tree } = parse('a:\n  b: 1\n  c: |\n    text\n');
    expect(placeOf(tree, ['a', 'b'])).toMatchObject({ line: 2, column: 3 });
    expect(placeOf(tree, ['a', 'nothing'])).toMatchObject({ line: 1 });
    const block = tree.kind === 'map' ? tree.entries.get('a')?.value : undefined;
    expect(block?.kind === 'map' && block.entries.get('c')?.value.place.line).toBe(4);
  });

  it('takes the last of two equal keys, with a warning', () => {
    const { plain, lines } = parse('a: 1\nb: 2\na: 3\n');
    expect(plain).toEqual({ b: 2, a: 3 });
    expect(lines).toEqual(['warning DUPLICATE_KEY x.yaml:3:1 The key "a" stands twice; the last one counts.']);
  });

  it('makes own properties of any key', () => {
    expect(Object.keys(parse('__proto__: { x: 1 }').plain as object)).toEqual(['__proto__']);
  });
});
