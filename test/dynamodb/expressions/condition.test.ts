import { describe, expect, it } from 'vitest';
import { createExpressionCache, readPlaceholders } from '../../../src/dynamodb/expressions/compile.js';
import type { Item } from '../../../src/dynamodb/values/value.js';

const item: Item = {
  pk: { S: 'a' },
  age: { N: '30' },
  labels: { SS: ['x', 'y'] },
  elems: { L: [{ N: '1' }, { M: { deep: { S: 'yes' } } }] },
  'dotted.name': { BOOL: true },
  photo: { B: 'AQID' },
};

function test(text: string, values: Record<string, unknown> = {}, names: Record<string, string> = {}): boolean {
  const placeholders = readPlaceholders(
    createExpressionCache(),
    {
      ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
      ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
    },
    { FilterExpression: text },
  );
  const compiled = placeholders.condition('FilterExpression', text);
  placeholders.finish();
  return compiled.test(item, placeholders.values);
}

const n = (text: string): unknown => ({ N: text });
const s = (text: string): unknown => ({ S: text });

describe('conditions hold', () => {
  it.each<[string, Record<string, unknown>?, Record<string, string>?]>([
    ['age = :a', { ':a': n('30.0') }],
    ['age BETWEEN :a AND :b', { ':a': n('3'), ':b': n('30') }],
    ['age in (:a, :b)', { ':a': n('1'), ':b': n('30') }],
    ['absent <> :a', { ':a': n('1') }],
    ['NOT age < :a', { ':a': n('30') }],
    ['age > :a and (pk = :p or pk = :q)', { ':a': n('29'), ':p': s('z'), ':q': s('a') }],
    ['pk = :p OR pk = :q AND age = :a', { ':p': s('a'), ':q': s('z'), ':a': n('0') }],
    ['attribute_exists(elems[1].deep) AND attribute_not_exists(elems[2])'],
    ['attribute_type(labels, :t)', { ':t': s('SS') }],
    ['begins_with(photo, :b)', { ':b': { B: 'AQI=' } }],
    ['contains(labels, :t) AND contains(elems, :o)', { ':t': s('y'), ':o': n('1') }],
    ['size(labels) = :two AND size(photo) > :two', { ':two': n('2') }],
    ['labels = :t', { ':t': { SS: ['y', 'x'] } }],
    ['#d = :true', { ':true': { BOOL: true } }, { '#d': 'dotted.name' }],
    ['(age) >= :a', { ':a': n('30') }],
    ['attribute_not_exists(toString)'],
  ])('%s', (text, values, names) => expect(test(text, values, names)).toBe(true));
});

describe('conditions do not hold', () => {
  it.each<[string, Record<string, unknown>?]>([
    ['absent = :a', { ':a': n('1') }],
    ['pk > :a', { ':a': n('1') }],
    ['age = :a', { ':a': s('30') }],
    ['size(age) > :a', { ':a': n('0') }],
    ['contains(pk, :a)', { ':a': n('1') }],
  ])('%s', (text, values) => expect(test(text, values)).toBe(false));
});

describe('conditions are refused', () => {
  it.each<[string, string, Record<string, unknown>?, Record<string, string>?]>([
    ['', 'The expression can not be empty;'],
    ['a = ', 'Syntax error; token: "<EOF>", near: "="'],
    ['attribute_exists(a) AND NOT b', 'Syntax error; token: "<EOF>", near: "b"'],
    ['a == :b', 'Syntax error; token: "=", near: "== :b"'],
    ['status = :a', 'Attribute name is a reserved keyword; reserved keyword: status', { ':a': n('1') }],
    [
      '#x = :a',
      'An expression attribute name used in the document path is not defined; attribute name: #x',
      { ':a': n('1') },
    ],
    ['a = :b', 'An expression attribute value used in expression is not defined; attribute value: :b'],
    ['((a = :a))', 'The expression has redundant parentheses;', { ':a': n('1') }],
    ['foo(a)', 'Invalid function name; function: foo'],
    ['list_append(a, :a)', 'The function is not allowed in a condition expression; function: list_append'],
    [
      'attribute_exists(a, b)',
      'Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2',
    ],
    [
      'attribute_exists(:a)',
      'Operator or function requires a document path; operator or function: attribute_exists',
      { ':a': n('1') },
    ],
    [
      'begins_with(a, :a)',
      'Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
      { ':a': n('1') },
    ],
    [
      'a < :a',
      'Incorrect operand type for operator or function; operator or function: <, operand type: BOOL',
      { ':a': { BOOL: true } },
    ],
    [
      'a = a',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a]',
    ],
    [
      'a BETWEEN :b AND :a',
      'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}',
      { ':a': n('1'), ':b': n('2') },
    ],
    [
      'attribute_type(a, :t)',
      'Invalid attribute type name found; type: X, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}',
      { ':t': s('X') },
    ],
  ])('%s', (text, message, values, names) => {
    expect(() => test(text, values, names)).toThrow(`Invalid FilterExpression: ${message}`);
  });

  it('of any depth, without falling over', () => {
    expect(() => test(`${'('.repeat(2000)}a`)).toThrow('nested too deeply');
    expect(() => test(`${'NOT '.repeat(900)}attribute_exists(a)`)).toThrow('nested too deeply');
  });

  it('with placeholders that nothing uses', () => {
    expect(() => test('a = :a', { ':a': n('1'), ':b': n('2') })).toThrow(
      'Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}',
    );
    expect(() => test('attribute_exists(a)', {}, { '#b': 'b' })).toThrow(
      'Value provided in ExpressionAttributeNames unused in expressions: keys: {#b}',
    );
  });
});
