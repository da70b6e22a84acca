import { describe, expect, it } from 'vitest';
import { createExpressionCache, readPlaceholders } from '../../../src/dynamodb/expressions/compile.js';
import type { Item } from '../../../src/dynamodb/values/value.js';

const before: Item = {
  pk: { S: 'a' },
  n: { N: '5' },
  elems: { L: [{ N: '0' }, { N: '1' }, { N: '2' }] },
  doc: { M: { x: { S: 'old' }, y: { N: '1' } } },
  bag: { SS: ['a', 'b'] },
};

function update(text: string, values: Record<string, unknown> = {}, item: Item = before): Item {
  const placeholders = readPlaceholders(
    createExpressionCache(),
    Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {},
    { UpdateExpression: text },
  );
  const compiled = placeholders.update(text);
  placeholders.finish();
  return compiled.run(item, placeholders.values);
}

const one = { ':v': { N: '1' } };

describe('update expressions', () => {
  it.each<[string, Record<string, unknown>, Item]>([
    ['SET n = n + :v', one, { n: { N: '6' } }],
    ['SET n = :v - n', one, { n: { N: '-4' } }],
    ['SET m = n, n = :v', one, { m: { N: '5' }, n: { N: '1' } }],
    ['SET fresh = if_not_exists(fresh, :v)', one, { fresh: { N: '1' } }],
    ['SET n = if_not_exists(n, :v) + :v', one, { n: { N: '6' } }],
    ['SET elems[1] = :v', one, { elems: { L: [{ N: '0' }, { N: '1' }, { N: '2' }] } }],
    ['SET elems[9] = :v', one, { elems: { L: [{ N: '0' }, { N: '1' }, { N: '2' }, { N: '1' }] } }],
    [
      'SET elems = list_append(elems, :l)',
      { ':l': { L: [{ S: 'e' }] } },
      { elems: { L: [...before['elems']!.L!, { S: 'e' }] } },
    ],
    ['REMOVE elems[0], elems[2]', {}, { elems: { L: [{ N: '1' }] } }],
    ['SET doc.z = doc.x REMOVE doc.x', {}, { doc: { M: { y: { N: '1' }, z: { S: 'old' } } } }],
    ['ADD n :v, fresh :v', one, { n: { N: '6' }, fresh: { N: '1' } }],
    ['ADD bag :s', { ':s': { SS: ['b', 'c'] } }, { bag: { SS: ['a', 'b', 'c'] } }],
    ['DELETE bag :s', { ':s': { SS: ['b', 'c'] } }, { bag: { SS: ['a'] } }],
  ])('%s', (text, values, changed) => {
    const copy = structuredClone(before);
    expect(update(text, values)).toEqual({ ...before, ...changed });
    expect(before).toEqual(copy);
  });

  it('removes a set that becomes empty', () => {
    expect(update('DELETE bag :s', { ':s': { SS: ['a', 'b'] } })).not.toHaveProperty('bag');
  });

  it.each<[string, string, Record<string, unknown>?]>([
    ['SET absent = nowhere', 'The provided expression refers to an attribute that does not exist in the item'],
    ['SET n.x = :v', 'The document path provided in the update expression is invalid for update', one],
    ['SET n = pk + :v', 'An operand in the update expression has an incorrect data type', one],
    ['ADD pk :v', 'An operand in the update expression has an incorrect data type', one],
    ['INVALID SYNTAX HERE', 'Invalid UpdateExpression: Syntax error; token: "INVALID", near: "INVALID SYNTAX"'],
    [
      'SET n = :v, n = :v',
      'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [n], path two: [n]',
      one,
    ],
    [
      'SET doc.x = :v, doc[0] = :v',
      'Invalid UpdateExpression: Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [doc, x], path two: [doc, [0]]',
      one,
    ],
    [
      'ADD n :v SET m = :v ADD o :v',
      'Invalid UpdateExpression: The "ADD" section can only be used once in an update expression;',
      one,
    ],
    [
      'ADD n :v',
      'Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND',
      { ':v': { S: 'x' } },
    ],
    [
      'SET n = size(pk)',
      'Invalid UpdateExpression: The function is not allowed in an update expression; function: size',
    ],
  ])('refuses %s', (text, message, values) => expect(() => update(text, values)).toThrow(message));
});
