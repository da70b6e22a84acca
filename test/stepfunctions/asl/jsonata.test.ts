import { describe, expect, it } from 'vitest';
import { Check } from '../../../src/stepfunctions/asl/check.js';
import { createJsonata } from '../../../src/stepfunctions/asl/jsonata.js';
import { compileCompute, compileTyped } from '../../../src/stepfunctions/asl/jsonata-fields.js';
import { variableReferences } from '../../../src/stepfunctions/asl/variable-references.js';
import { fixture, surroundings } from '../harness.js';

const jsonata = createJsonata();
const context = () => ({ check: new Check(), jsonata, location: '/States/S' });
const evaluate = (source: unknown, input: unknown = {}, variables: Record<string, unknown> = {}): unknown =>
  compileCompute(source, 'Output', context())({ input, around: surroundings({ Execution: { Name: 'n' } }, variables) });

describe('JSONata fields', () => {
  it.each([
    ['{% $states.input.a + $b %}', 3],
    ['{% $states.context.Execution.Name %}', 'n'],
    [{ x: ['{% $b %}', 'plain', { y: '{% $states.input.a * 10 %}' }] }, { x: [2, 'plain', { y: 10 }] }],
    [' {% $b %}', ' {% $b %}'],
    ['{% $map([1,2,3], function($v) { $v * $b }) %}', [2, 4, 6]],
    ['{% [3,1,2]^($) %}', [1, 2, 3]],
    ['{% $partition([1,2,3], 2) %}', [[1, 2], [3]]],
    ['{% $range(1, 9, 9) %}', 1],
    ['{% $range(0, 9, 3) %}', [0, 3, 6, 9]],
    ["{% $hash('input data', 'SHA-1') %}", 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ['{% $parse(\'[1,{"a":2}]\') %}', [1, { a: 2 }]],
    ['{% $now() %}', '2026-01-01T00:00:00.000Z'],
    ['{% $millis() %}', Date.UTC(2026, 0, 1)],
  ])('%j', (source, value) => expect(evaluate(source, { a: 1 }, { b: 2 })).toEqual(value));

  it('draws chance from outside', () => {
    for (const source of ['{% $uuid() %}', '{% $random() %}', '{% $shuffle([1,2,3,4,5]) %}']) {
      expect(evaluate(source)).toEqual(evaluate(source));
    }
  });

  it('a list of one item that went through stays a list', () => {
    const list = evaluate('{% $states.input.items %}', { items: [1] });
    expect(evaluate('{% $list %}', {}, { list })).toEqual([1]);
  });

  it.each([
    ['{% $nothing %}', "'$nothing' specified for the field 'Output' returned nothing (undefined)."],
    ['{% function($x) { $x } %}', 'returned an unsupported result type.'],
    ['{% $nope() %}', 'threw an error during evaluation. T1006: Attempted to invoke a non-function'],
    ["{% $eval('1') %}", 'threw an error during evaluation.'],
  ])('%s fails in AWS’s words', (source, message) => expect(() => evaluate(source)).toThrow(message));

  it('checks what a field needs', () => {
    const items = compileTyped('{% $states.input.v %}', 'Items', 'array', context());
    const run = (v: unknown) => () => items({ input: { v }, around: surroundings() });
    expect(run([1])()).toEqual([1]);
    expect(run({ a: 1 })).toThrow(`Expected 'array', but was 'object' for value: {"a":1}`);
  });

  it('refuses broken expressions when they are compiled', () => {
    const { check } = { check: new Check() };
    compileCompute({ a: '{% $x + %}' }, 'Output', { check, jsonata, location: '/States/S' });
    expect(check.findings[0]).toMatchObject({ code: 'SCHEMA_VALIDATION_FAILED', location: '/States/S/Output/a' });
  });

  it('lists the variables that states read', () => {
    expect(variableReferences(fixture('jsonata'))).toEqual({ Dear: ['total'], Pay: ['total'] });
    expect(variableReferences(fixture('items'))).toEqual({ Give: ['sum'] });
    expect(variableReferences(fixture('greet'))).toBeUndefined();
  });
});
