import { describe, expect, it } from 'vitest';
import { addNumbers, compareNumbers, normaliseNumber, numberSize } from '../../../src/dynamodb/values/number.js';

describe('numbers', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['00042', '42'],
    ['1.50', '1.5'],
    ['1.0', '1'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['+7', '7'],
    ['1.5E2', '150'],
    ['-1e-3', '-0.001'],
    ['0.0000', '0'],
    ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
    ['1E125', `1${'0'.repeat(125)}`],
    ['1E-130', `0.${'0'.repeat(129)}1`],
  ])('writes %s as %s', (text, normal) => expect(normaliseNumber(text)).toBe(normal));

  it.each([
    ['', 'The parameter cannot be converted to a numeric value'],
    ['abc', 'The parameter cannot be converted to a numeric value: abc'],
    ['1e', 'The parameter cannot be converted to a numeric value: 1e'],
    ['NaN', 'The parameter cannot be converted to a numeric value: NaN'],
    ['1E126', 'Number overflow. Attempting to store a number with magnitude larger than supported range'],
    ['1E-131', 'Number underflow. Attempting to store a number with magnitude smaller than supported range'],
    ['123456789012345678901234567890123456789', 'Attempting to store more than 38 significant digits in a Number'],
  ])('refuses %j', (text, message) => expect(() => normaliseNumber(text)).toThrow(message));

  it.each([
    ['0.1', '0.2', '0.3'],
    ['99999999999999999999999999999999999999', '-1', '99999999999999999999999999999999999998'],
    ['-5', '5', '0'],
    ['0', '1E-130', `0.${'0'.repeat(129)}1`],
    ['1E125', '0', `1${'0'.repeat(125)}`],
    ['9007199254740993', '1', '9007199254740994'],
  ])('%s + %s is exactly %s', (a, b, sum) => expect(addNumbers(a, b)).toBe(sum));

  it('subtracts', () => expect(addNumbers('0.3', '0.1', true)).toBe('0.2'));

  it('refuses a sum without a place in 38 digits', () => {
    expect(() => addNumbers('1E20', '1E-20')).toThrow('more than 38 significant digits');
    expect(() => addNumbers(`9${'0'.repeat(125)}`, `9${'0'.repeat(125)}`)).toThrow('Number overflow');
  });

  it('compares by value', () => {
    const order = ['-1E125', '-12', '-1.5', '-1E-130', '0', '1E-130', '0.5', '2', '10', '1E125'];
    const shuffled = [...order].reverse().sort(compareNumbers);
    expect(shuffled).toEqual(order);
  });

  it('weighs a number by its digits', () => {
    expect([numberSize('0'), numberSize('5'), numberSize('-5'), numberSize('1234'), numberSize('100')]).toEqual([
      1, 2, 3, 3, 2,
    ]);
  });
});
