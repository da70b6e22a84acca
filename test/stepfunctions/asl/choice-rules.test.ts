import { describe, expect, it } from 'vitest';
import { Check } from '../../../src/stepfunctions/asl/check.js';
import { compileRule } from '../../../src/stepfunctions/asl/choice-rules.js';
import { surroundings } from '../harness.js';

function compiled(rule: Record<string, unknown>) {
  const check = new Check();
  const holds = compileRule(rule, check, '/States/C/Choices[0]');
  const around = surroundings();
  return { findings: check.findings, holds: (input: unknown) => holds({ input, around }) };
}
const test = (rule: Record<string, unknown>, input: unknown): boolean =>
  compiled({ Variable: '$.v', ...rule }).holds(input);

describe('choice rules', () => {
  it('compares only values of one kind', () => {
    expect(test({ NumericEquals: 1 }, { v: 1.0 })).toBe(true);
    expect(test({ NumericEquals: 1 }, { v: '1' })).toBe(false);
    expect(test({ StringLessThan: 'b' }, { v: 'a' })).toBe(true);
    expect(test({ BooleanEquals: false }, { v: null })).toBe(false);
    expect(test({ TimestampGreaterThan: '2026-01-01T00:00:00Z' }, { v: '2026-01-01T01:30:00+01:00' })).toBe(true);
    expect(test({ TimestampEquals: '2026-01-01T00:00:00.000000001Z' }, { v: '2026-01-01T00:00:00Z' })).toBe(false);
    expect(test({ NumericLessThanEqualsPath: '$.w' }, { v: 2, w: 2 })).toBe(true);
  });

  it('tests kinds', () => {
    expect(test({ IsNull: false }, { v: 0 })).toBe(true);
    expect(test({ IsPresent: false }, {})).toBe(true);
    expect(test({ IsPresent: true }, { v: null })).toBe(true);
    expect(test({ IsTimestamp: true }, { v: '2026-13-01T00:00:00Z' })).toBe(false);
    expect(test({ IsNumeric: true }, { v: 3 })).toBe(true);
  });

  it('matches wildcards', () => {
    expect(test({ StringMatches: 'log-*.txt' }, { v: 'log-1.2.txt' })).toBe(true);
    expect(test({ StringMatches: 'a\\*b' }, { v: 'a*b' })).toBe(true);
    expect(test({ StringMatches: 'a\\*b' }, { v: 'axb' })).toBe(false);
  });

  it('joins rules', () => {
    const both = { And: [{ Variable: '$.v', NumericGreaterThan: 0 }, { Not: { Variable: '$.v', NumericEquals: 5 } }] };
    expect(compiled(both).holds({ v: 3 })).toBe(true);
    expect(compiled(both).holds({ v: 5 })).toBe(false);
    expect(compiled({ Or: [both, { Variable: '$.v', NumericEquals: -1 }] }).holds({ v: -1 })).toBe(true);
  });

  it('a variable that is not there fails the state', () => {
    expect(() => test({ NumericEquals: 1 }, {})).toThrow(
      "Invalid path '$.v': The choice state's condition path references an invalid value.",
    );
  });

  it.each([
    [{ Variable: '$.v' }, '/States/C/Choices[0]'],
    [{ Variable: 'v', NumericEquals: 1 }, '/States/C/Choices[0]/Variable'],
    [{ Variable: '$.v', NumericEquals: '1' }, '/States/C/Choices[0]/NumericEquals'],
    [{ Variable: '$.v', BooleanLessThan: true }, '/States/C/Choices[0]/BooleanLessThan'],
    [{ And: [] }, '/States/C/Choices[0]/And'],
  ])('refuses %j', (rule, location) => expect(compiled(rule).findings[0]?.location).toBe(location));
});
