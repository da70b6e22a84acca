import { describe, expect, it } from 'vitest';
import { EvaluationFault } from '../../../src/stepfunctions/asl/faults.js';
import { parseIntrinsic } from '../../../src/stepfunctions/asl/intrinsics.js';
import { surroundings } from '../harness.js';

const input = { list: [1, 2, 2, 3], name: 'Ann', object: { Id: 1, Name: ['a', null] }, text: 'a,b;;c', empty: ' ' };

function evaluate(text: string): unknown {
  return parseIntrinsic(text)!({ input, around: surroundings() });
}

describe('intrinsic functions', () => {
  it.each([
    ["States.Format('{} of {}', $.name, 3)", 'Ann of 3'],
    [String.raw`States.Format('\{{}\} it\'s', $.name)`, "{Ann} it's"],
    ["States.Format('{}', $.object)", '{Id=1, Name=[a, null]}'],
    ['States.StringToJson(\'{"a":[1]}\')', { a: [1] }],
    ['States.StringToJson($.empty)', null],
    ['States.JsonToString($.object)', '{"Id":1,"Name":["a",null]}'],
    ['States.Array(1, $.name, null, true)', [1, 'Ann', null, true]],
    ['States.Array()', []],
    ['States.ArrayPartition($.list, 3)', [[1, 2, 2], [3]]],
    ['States.ArrayContains($.list, 3)', true],
    ['States.ArrayRange(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['States.ArrayRange(3, 1, -1)', [3, 2, 1]],
    ['States.ArrayGetItem($.list, 3)', 3],
    ['States.ArrayLength($.list)', 4],
    ['States.ArrayUnique($.list)', [1, 2, 3]],
    ["States.Base64Encode('Hällo')", 'SMOkbGxv'],
    ["States.Base64Decode('SMOkbGxv')", 'Hällo'],
    ["States.Hash('input data', 'SHA-1')", 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ['States.JsonMerge($.object, States.StringToJson(\'{"Id":2}\'), false)', { Id: 2, Name: ['a', null] }],
    ["States.StringSplit($.text, ',;')", ['a', 'b', 'c']],
    ['States.MathAdd(1.49, 1.5)', 3],
    ['States.MathAdd(-1.5, -1.51)', -3],
    ['States.MathAdd(States.ArrayLength($.list), -1)', 3],
  ])('%s', (text, value) => expect(evaluate(text)).toEqual(value));

  it('draws chance from outside', () => {
    expect(evaluate('States.UUID()')).toBe(evaluate('States.UUID()'));
    expect(evaluate('States.UUID()')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab]/);
    const drawn = evaluate('States.MathRandom(5, 7)') as number;
    expect([5, 6]).toContain(drawn);
    expect(evaluate('States.MathRandom(1, 1000, 3)')).toBe(evaluate('States.MathRandom(1, 1000, 3)'));
  });

  it.each([
    'States.NoSuch(1)',
    'States.ArrayLength()',
    "States.Format('unclosed)",
    String.raw`States.StringToJson('{\"a\":1}')`,
    'States.Array(1,)',
    'States.Array(1) ',
    '$.name',
  ])('%s is refused', (text) => expect(parseIntrinsic(text)).toBeUndefined());

  it('says which call failed', () => {
    const failing = (text: string): EvaluationFault => {
      try {
        evaluate(text);
      } catch (error) {
        return error as EvaluationFault;
      }
      throw new Error('expected a fault');
    };
    const range = failing('States.ArrayRange(1, 5000, 1)');
    expect(range).toBeInstanceOf(EvaluationFault);
    expect(range.code).toBe('States.IntrinsicFailure');
    expect(range.message).toContain("The function 'States.ArrayRange(1, 5000, 1)' had the following error:");
    expect(failing('States.ArrayLength($.nothing)').message).toContain("the field '$.nothing' could not be found");
  });
});
