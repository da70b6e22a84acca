import { describe, expect, it } from 'vitest';
import { evaluate, scope, text, unit } from './rendering.js';

describe('$util', () => {
  it.each([
    ['$util.toJson({"a": [1, 1.0, null, "x""y"], "b": true})', '{"a":[1,1.0,null,"x\\\\"y"],"b":true}'],
    ['$utils.toJson($nothing)', 'null'],
    ['$util.parseJson("[1, {""a"": 2}]")[1].a', '2'],
    ['$util.defaultIfNull($nothing, {"a": 1}).a', '1'],
    ['$util.isNull($nothing)$util.isNull("")', 'truefalse'],
    ['$util.typeOf([1]) $util.typeOf({}) $util.typeOf(1.0) $util.typeOf({}.x)', 'error'],
    ['$util.typeOf([1]) $util.typeOf({}) $util.typeOf(1.0) $util.typeOf($nothing)', 'List Map Number Null'],
    ['$util.isList($ctx.args.keySet())', 'false'],
    ['$util.qr($ctx.args.put("a", 1))$util.quiet($nothing)|', '|'],
    ['$util.autoId()', '/^[0-9a-f-]{36}$/'],
    ['$util.time.nowISO8601()', '2026-01-01T00:00:00.000Z'],
    ['$util.matches("a*b", "aaaab")$util.matches("a*b", "xb")', 'truefalse'],
    [
      '$util.dynamodb.toDynamoDBJson({"a": [1, "x", true, null]})',
      '{"M":{"a":{"L":[{"N":1},{"S":"x"},{"BOOL":true},{"NULL":null}]}}}',
    ],
    ['$util.dynamodb.toDynamoDB("x").S', 'x'],
    ['$util.list.copyAndRetainAll([1, 2, 3], [3, 2])', '[2, 3]'],
    ['$util.map.copyAndRemoveAllKeys({"a": 1, "b": 2}, ["a"])', '{b=2}'],
    ['$util.str.toUpper("abc")$util.math.roundNum(1.6)', 'ABC2'],
    ['$util.urlEncode("a b&c")', 'a+b%26c'],
    ['$util.transform.toSubscriptionFilter({"a": {"eq": 1}}).filterGroup[0].filters[0].operator', 'eq'],
  ])('%s', (template, expected) => {
    const rendered = text(template);
    const pattern = /^\/(.*)\/$/.exec(expected);
    if (pattern) expect(rendered).toMatch(new RegExp(pattern[1]!));
    else if (expected === 'error') expect(rendered).toContain('error: Encountered');
    else expect(rendered).toBe(expected.replaceAll('\\\\', '\\'));
  });

  it.each([
    '$util.map.copyAndRetainAllKeys({"a": 1}, $nothing)',
    '$util.map.copyAndRemoveAllKeys($nothing, ["a"])',
    '$util.list.copyAndRetainAll([1], $nothing)',
    '$util.list.copyAndRemoveAll($nothing, [1])',
    '$util.list.sortList($nothing, true, "a")',
  ])('%s fails as Java does with null', (template) => {
    expect(text(template)).toMatch(
      /^error: Invocation of method '\w+' in {2}class .* threw exception java.lang.NullPointerException at/,
    );
  });

  it('toJson leaves out what $ctx.info has to be asked for by name', () => {
    const info = {
      fieldName: 'f',
      parentTypeName: 'Query',
      variables: {},
      selectionSetList: ['a'],
      selectionSetGraphQL: '{ a }',
    };
    expect(text('$util.toJson($ctx.info)', { info })).toBe('{"fieldName":"f","parentTypeName":"Query","variables":{}}');
    expect(text('$ctx.info.selectionSetList[0] $ctx.info.selectionSetGraphQL', { info })).toBe('a { a }');
  });

  it("no operator is one of JavaScript's own names", () => {
    for (const name of ['constructor', 'toString', '__proto__'])
      for (const transform of ['toDynamoDBFilterExpression', 'toElasticsearchQueryDSL'])
        expect(text(`$util.transform.${transform}({"a": {"${name}": 1}})`)).toContain('error: ');
  });

  it('an overload that does not exist makes the reference null, so it prints itself', () => {
    // Seen at AWS: https://github.com/amazon-archives/aws-appsync-visualization-with-athena-app/issues/9
    expect(text('$util.appendError("m", 500)')).toBe('$util.appendError("m", 500)');
    expect(text('$util.nothing.at("all")$util.toJson()')).toBe('$util.nothing.at("all")$util.toJson()');
  });

  it('a value that a function hands through stays the same object', () => {
    expect(text('#set($m = {})#set($n = $util.defaultIfNull($m, {}))$util.qr($n.put("a", 1))$m')).toBe('{a=1}');
  });

  it('JSON that is none fails with its place', () => {
    expect(text('\n$util.parseJson("{")')).toMatch(
      /^error: Invocation of method 'parseJson' .* at velocity\[line 2, column 7\]$/,
    );
  });

  it('logs info and error lines with their places filled', () => {
    const { logs } = evaluate('$util.log.info("a {} b {}", 1, {"k": 2})$util.log.error([1])$util.log.debug("no")');
    expect(logs).toEqual(['a 1 b {k=2}', '[1]']);
  });

  it('errors: raised ones end the template, appended ones do not', () => {
    expect(evaluate('#set($ctx.stash.a = 1)$util.error("m", "T")x')).toEqual({
      error: { message: 'm' },
      logs: [],
      stash: '{"a":1}',
      outErrors: '[]',
    });
    const appended = evaluate('$util.appendError("m", "T", {"d": 1}, [2])x');
    expect(appended.evaluationResult).toBe('x');
    expect(JSON.parse(appended.outErrors)).toEqual([{ message: 'm', errorType: 'T', data: { d: 1 }, errorInfo: [2] }]);
    expect(evaluate('$util.unauthorized()').error).toEqual({ message: 'Unauthorized' });
    expect(evaluate('$util.validate(true, "m")ok').evaluationResult).toBe('ok');
  });

  it('$extensions leave effects', () => {
    const field = scope();
    unit(
      '$extensions.setSubscriptionFilter({"filterGroup": []})$util.qr($extensions.evictFromApiCache("Query", "f", {"k": 1}))' +
        '$util.http.addResponseHeader("x-a", 1)$util.toJson(null)',
    ).request(field, {});
    expect(field.effects).toEqual([
      { kind: 'subscription-filter', filter: { filterGroup: [] } },
      { kind: 'evict-from-api-cache', typeName: 'Query', fieldName: 'f', keys: { k: 1 } },
      { kind: 'response-header', name: 'x-a', value: 1 },
    ]);
  });
});

describe('$ctx', () => {
  it('is a map, and args is another name of arguments', () => {
    const context = {
      arguments: { a: 1 },
      result: { r: [1] },
      prev: { result: 'p' },
      error: { message: 'm', type: 'T' },
    };
    expect(text('$ctx.args.a $context.arguments.a $ctx.result.r $ctx.prev.result $ctx.error.type', context)).toBe(
      '1 1 [1] p T',
    );
    expect(JSON.parse(text('$util.toJson($ctx)', context))).toMatchObject({
      arguments: { a: 1 },
      result: { r: [1] },
      identity: null,
    });
    expect(text('$!ctx.args.b$!ctx.nothing$!ctx.identity.sub')).toBe('');
  });

  it.each([
    [null, 'API Key Authorization'],
    [{ userArn: 'arn', accountId: '1' }, 'IAM Authorization'],
    [{ sub: 's', issuer: 'https://cognito-idp.us-east-1.amazonaws.com/p' }, 'User Pool Authorization'],
    [{ sub: 's', issuer: 'https://issuer.example' }, 'Open ID Connect Authorization'],
    [{ resolverContext: {} }, 'Lambda Authorization'],
  ])('evaluation tells the authorization mode from the identity %j', (identity, label) => {
    expect(text('$util.authType()', { identity })).toBe(label);
  });
});
