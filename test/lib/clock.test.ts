// The clock that tests move by hand, and how a diagnostic is written down.
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../src/lib/clock.js';
import { defineDiagnostics, formatDiagnostic, formatPlace } from '../../src/lib/diagnostics.js';
import { createSeededRandom } from '../../src/lib/random.js';

describe('the manual clock', () => {
  it('stands still until it is moved, and runs what falls due in order', () => {
    const clock = createManualClock(1000);
    const seen: string[] = [];
    clock.after(20, () => seen.push(`b ${clock.now()}`));
    clock.after(10, () => seen.push(`a ${clock.now()}`));
    clock.after(20, () => seen.push(`c ${clock.now()}`));
    clock.advance(9);
    expect([seen, clock.now(), clock.pending]).toEqual([[], 1009, 3]);
    clock.advance(11);
    expect([seen, clock.now(), clock.pending]).toEqual([['a 1010', 'b 1020', 'c 1020'], 1020, 0]);
  });

  it('runs timers that timers set, as long as they fall due, and none that was cancelled', () => {
    const clock = createManualClock(0);
    const seen: number[] = [];
    const tick = (): void => {
      seen.push(clock.now());
      clock.after(10, tick);
    };
    clock.after(10, tick);
    clock.after(15, () => seen.push(-1)).cancel();
    clock.advance(35);
    expect(seen).toEqual([10, 20, 30]);
  });
});

describe('a diagnostic', () => {
  const found = defineDiagnostics({ ODD: { severity: 'warning', summary: 'Odd.', fix: 'Mend it.' } });

  it('has its row’s severity and is printed in one line', () => {
    const diagnostic = found.ODD('is odd', { file: 'a.yaml', line: 3, column: 7 });
    expect(diagnostic).toMatchObject({ code: 'ODD', severity: 'warning' });
    expect(formatDiagnostic(diagnostic)).toBe('warning ODD a.yaml:3:7 is odd');
    expect(formatDiagnostic(found.ODD('is odd'))).toBe('warning ODD is odd');
  });

  it('names a logical id beside or instead of a file', () => {
    expect(formatPlace({ logicalId: 'Table' })).toBe('Table');
    expect(formatPlace({ file: 't.yaml', line: 2, logicalId: 'Table' })).toBe('t.yaml:2 (Table)');
  });
});

describe('the seeded random', () => {
  it('gives the same again for the same seed', () => {
    const [a, b, c] = [createSeededRandom(5), createSeededRandom(5), createSeededRandom(6)];
    expect(a.uuid()).toBe(b.uuid());
    expect(a.uuid()).not.toBe(c.uuid());
    expect(a.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(a.next()).toBeGreaterThanOrEqual(0);
    expect(a.bytes(3)).toHaveLength(3);
  });
});
