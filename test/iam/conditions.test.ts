// Every condition operator, on keys that are there, that are not, and that have several values.
import { describe, expect, it } from 'vitest';
import { OPERATORS } from '../../src/iam/policy/conditions/index.js';
import { startWing, user } from './wing.js';

type Row = readonly [
  operator: string,
  key: string,
  wanted: unknown,
  given: string | readonly string[] | undefined,
  expected: boolean,
];

const ROWS: readonly Row[] = [
  ['StringEquals', 'aws:Referer', 'abc', 'abc', true],
  ['StringEquals', 'AWS:REFERER', ['x', 'abc'], 'abc', true],
  ['StringEquals', 'aws:Referer', 'abc', 'ABC', false],
  ['StringEquals', 'aws:Referer', 'a*', 'abc', false],
  ['StringEquals', 'aws:Referer', '${aws:username}', 'ann', true],
  ['StringEquals', 'aws:Referer', 'abc', undefined, false],
  ['StringEqualsIfExists', 'aws:Referer', 'abc', undefined, true],
  ['StringEqualsIfExists', 'aws:Referer', 'abc', 'x', false],
  ['StringNotEquals', 'aws:Referer', 'abc', 'abc', false],
  ['StringNotEquals', 'aws:Referer', ['abc', 'x'], 'y', true],
  ['StringNotEquals', 'aws:Referer', ['abc', 'x'], 'x', false],
  ['StringNotEquals', 'aws:Referer', 'abc', undefined, true],
  ['StringEqualsIgnoreCase', 'aws:Referer', 'aBc', 'AbC', true],
  ['StringNotEqualsIgnoreCase', 'aws:Referer', 'aBc', 'AbC', false],
  ['StringLike', 'aws:Referer', 'https://*.example.com/?', 'https://www.example.com/a', true],
  ['StringLike', 'aws:Referer', '*', '', true],
  ['StringLike', 'aws:Referer', '${aws:username}-*', 'ann-1', true],
  ['StringLike', 'aws:Referer', 'a${*}c', 'abc', false],
  ['StringLike', 'aws:Referer', 'a${*}c', 'a*c', true],
  ['StringNotLike', 'aws:Referer', 'a*', 'abc', false],
  ['StringNotLike', 'aws:Referer', 'a*', undefined, true],
  ['NumericEquals', 'aws:Referer', 10, '10.0', true],
  ['NumericNotEquals', 'aws:Referer', '10', '11', true],
  ['NumericLessThan', 'aws:Referer', '10', '9', true],
  ['NumericLessThan', 'aws:Referer', '10', 'nine', false],
  ['NumericLessThanEquals', 'aws:Referer', '10', '10', true],
  ['NumericGreaterThan', 'aws:Referer', '10', '10', false],
  ['NumericGreaterThanEquals', 'aws:Referer', '-1.5e1', '-15', true],
  ['DateEquals', 'aws:Referer', '2026-01-01T00:00:00Z', '1767225600', true],
  ['DateNotEquals', 'aws:Referer', '2026-01-01', '2026-01-01T00:00Z', false],
  ['DateLessThan', 'aws:CurrentTime', '2026-01-01T00:00:01Z', undefined, true],
  ['DateLessThan', 'aws:CurrentTime', '2025-12-31', undefined, false],
  ['DateLessThanEquals', 'aws:EpochTime', '1767225600', undefined, true],
  ['DateGreaterThan', 'aws:CurrentTime', '2025-12-31T23:59:59', undefined, true],
  ['DateGreaterThanEquals', 'aws:TokenIssueTime', '2020-01-01T00:00:00Z', undefined, false],
  ['DateGreaterThanEqualsIfExists', 'aws:TokenIssueTime', '2020-01-01T00:00:00Z', undefined, true],
  ['Bool', 'aws:SecureTransport', true, 'true', true],
  ['Bool', 'aws:SecureTransport', 'TRUE', 'false', false],
  ['Bool', 'aws:SecureTransport', 'false', undefined, false],
  ['BoolIfExists', 'aws:MultiFactorAuthPresent', 'false', undefined, true],
  ['BinaryEquals', 'aws:Referer', 'QmluYXJ5VmFsdWU=', 'QmluYXJ5VmFsdWU=', true],
  ['BinaryEquals', 'aws:Referer', 'QmluYXJ5VmFsdWU=', 'QmluYXJ5', false],
  ['IpAddress', 'aws:SourceIp', '203.0.113.0/24', '203.0.113.7', true],
  ['IpAddress', 'aws:SourceIp', '203.0.113.0/24', '203.0.114.7', false],
  ['IpAddress', 'aws:SourceIp', ['10.0.0.1', '2001:db8::/32'], '2001:DB8:1::1', true],
  ['IpAddress', 'aws:SourceIp', '127.0.0.1', '::ffff:127.0.0.1', true],
  ['IpAddress', 'aws:SourceIp', '0.0.0.0/0', '::1', false],
  ['NotIpAddress', 'aws:SourceIp', '203.0.113.0/24', '203.0.113.7', false],
  ['NotIpAddress', 'aws:SourceIp', '203.0.113.0/24', '1.1.1.1', true],
  ['ArnEquals', 'aws:PrincipalArn', 'arn:aws:iam::000000000000:user/ann', undefined, true],
  ['ArnLike', 'aws:PrincipalArn', 'arn:*:iam::*:user/a*', undefined, true],
  ['ArnEquals', 'aws:PrincipalArn', 'arn:aws:iam::*:role/*', undefined, false],
  ['ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::${aws:PrincipalAccount}:user/${aws:username}', undefined, true],
  ['ArnNotEquals', 'aws:PrincipalArn', 'arn:aws:iam::000000000000:user/ann', undefined, false],
  ['ArnNotLike', 'aws:PrincipalArn', 'arn:aws:iam::000000000000:role/*', undefined, true],
  ['Null', 'aws:TokenIssueTime', 'true', undefined, true],
  ['Null', 'aws:TokenIssueTime', false, undefined, false],
  ['Null', 'aws:username', 'false', undefined, true],
  ['ForAllValues:StringEquals', 'aws:TagKeys', ['a', 'b'], ['a'], true],
  ['ForAllValues:StringEquals', 'aws:TagKeys', ['a', 'b'], ['a', 'c'], false],
  ['ForAllValues:StringEquals', 'aws:TagKeys', ['a', 'b'], undefined, true],
  ['ForAllValues:StringNotEquals', 'aws:TagKeys', ['a', 'b'], ['c', 'd'], true],
  ['ForAllValues:StringNotEquals', 'aws:TagKeys', ['a', 'b'], ['c', 'a'], false],
  ['ForAnyValue:StringLike', 'aws:TagKeys', ['a*'], ['x', 'ab'], true],
  ['ForAnyValue:StringLike', 'aws:TagKeys', ['a*'], undefined, false],
  ['ForAnyValue:StringLikeIfExists', 'aws:TagKeys', ['a*'], undefined, true],
  ['ForAnyValue:StringNotEquals', 'aws:TagKeys', ['a'], ['a', 'b'], true],
  ['ForAnyValue:StringNotEquals', 'aws:TagKeys', ['a'], ['a'], false],
  ['StringEquals', 'aws:PrincipalTag/Team', 'blue', undefined, true],
  ['StringEquals', 'aws:userid', 'IDann', undefined, true],
  ['StringEquals', 'aws:PrincipalType', 'User', undefined, true],
  ['StringEquals', 'aws:PrincipalAccount', '000000000000', undefined, true],
  ['StringEquals', 'aws:ResourceAccount', '${aws:PrincipalAccount}', undefined, true],
  ['StringEquals', 'aws:RequestedRegion', 'us-east-1', undefined, true],
  ['StringEquals', 'aws:username', 'bob', 'bob', false],
];

describe('conditions', () => {
  it.each(ROWS)('%s of %s %j: %j is %j', (operator, key, wanted, given, expected) => {
    const statement = { Effect: 'Allow', Action: '*', Resource: '*', Condition: { [operator]: { [key]: wanted } } };
    const { may, diagnostics } = startWing({ users: [user('ann', [statement], { tags: { team: 'blue' } })] });
    expect(diagnostics).toEqual([]);
    expect(may('ann', { context: given === undefined ? {} : { [key.toLowerCase()]: given } })).toBe(expected);
  });

  it('every operator has a row', () => {
    const seen = new Set(ROWS.map(([name]) => name.replace(/^For\w+:/, '').replace(/IfExists$/, '')));
    expect([...OPERATORS.keys()].filter((name) => !seen.has(name))).toEqual([]);
  });

  it('must all hold, and any value of a key is enough', () => {
    const Condition = {
      StringEquals: { 'aws:username': ['bob', 'ann'], 'aws:Referer': 'x' },
      Bool: { 'aws:SecureTransport': 'true' },
    };
    const { may } = startWing({ users: [user('ann', [{ Effect: 'Allow', Action: '*', Resource: '*', Condition }])] });
    const full = { 'aws:referer': 'x', 'aws:securetransport': 'true' };
    expect(may('ann', { context: full })).toBe(true);
    expect(may('ann', { context: { ...full, 'aws:securetransport': 'false' } })).toBe(false);
    expect(may('ann', { context: { ...full, 'aws:referer': 'y' } })).toBe(false);
  });

  it('on the time are asked each time', () => {
    const Condition = { DateLessThan: { 'aws:CurrentTime': '2026-01-01T01:00:00Z' } };
    const { may, clock } = startWing({
      users: [user('ann', [{ Effect: 'Allow', Action: '*', Resource: '*', Condition }])],
    });
    expect(may('ann')).toBe(true);
    clock.advance(3_600_000);
    expect(may('ann')).toBe(false);
  });
});
