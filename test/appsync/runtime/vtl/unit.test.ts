import { describe, expect, it } from 'vitest';
import { createLog } from '../../../../src/lib/log.js';
import { run, scope, unit, vtl } from './rendering.js';

const message = (outcome: ReturnType<typeof run>): unknown => outcome.kind === 'error' && outcome.fault;

describe('outcomes', () => {
  it('a value is read from the rendered text', () => {
    expect(run('{ "a": $util.toJson($ctx.args.a), "b": [1, 2,], }', { arguments: { a: 'x' } })).toMatchObject({
      kind: 'value',
      value: { a: 'x', b: [1, 2] },
      rendered: '{ "a": "x", "b": [1, 2,], }',
    });
  });

  it.each([
    ['{"a": $util.toJson($m), "b": [$util.toJson("x"),]}', { a: { n: 1 }, b: ['x'] }, '{"a": {"n":1}, "b": ["x",]}'],
    ['{"a": "say $util.toJson(5)", "b": -$util.toJson(5)}', { a: 'say 5', b: -5 }, '{"a": "say 5", "b": -5}'],
    ['{"a": $util.toJson([1.0, 0.00005])}', { a: [1, 0.00005] }, '{"a": [1.0,5.0E-5]}'],
    ['[$util.toJson($m)#set($m.n = 2), $util.toJson($m)]', [{ n: 1 }, { n: 2 }], '[{"n":1}, {"n":2}]'],
    ['[$util.dynamodb.toDynamoDBJson(1), 2]', [{ N: 1 }, 2], '[{"N":1}, 2]'],
    ['{"a": "$util.toJson({})"}', { a: '{}' }, '{"a": "{}"}'],
  ])('values in %s are read as their text would be', (template, value, rendered) => {
    expect(run(`#set($m = {"n": 1})${template}`)).toMatchObject({ kind: 'value', value, rendered });
  });

  it.each([
    ['{"a": $util.toJson([1])x}', 'Unable to convert {"a": [1]x} to Object.'],
    ['{"a": 1, "a": $util.toJson({})}', "Duplicate field 'a' detected on Object. Duplicate JSON keys are not allowed."],
    ['{"a": "$util.toJson({"b": "c"})"}', 'Unable to convert {"a": "{"b":"c"}"} to Object.'],
    ['$util.toJson(1) $util.toJson(2)', 'Trailing characters at the end of the JSON string are not allowed.'],
    ['$util.toJson({1: 1, "1": 2})', "Duplicate field '1' detected on Object. Duplicate JSON keys are not allowed."],
  ])('a fault in %s is told about the whole text', (template, message) => {
    expect(run(template)).toMatchObject({ kind: 'error', fault: { message } });
  });

  it('a template that is one toJson hands the value over as it is', () => {
    const result = { items: [{ id: 1 }] };
    for (const template of ['$util.toJson($ctx.result)', '\n#if(true)\n  $utils.toJson($context.result)\n#end\n']) {
      const outcome = run(template, {}, { result });
      expect(outcome).toMatchObject({ kind: 'value', value: result });
      expect(outcome.kind === 'value' && outcome.rendered?.trim()).toBe('{"items":[{"id":1}]}');
      expect(outcome.kind === 'value' && outcome.value).toBe(result);
    }
    expect(run('$util.toJson($ctx.result) ## done\n$util.toJson(1)', {}, { result })).toMatchObject({ kind: 'error' });
    expect(run('[$util.toJson($ctx.result)]', {}, { result })).toMatchObject({ value: [result] });
    expect(run('#set($s = "$util.toJson($ctx.result)")$util.toJson($s)', {}, { result })).toMatchObject({
      value: '{"items":[{"id":1}]}',
    });
  });

  it('what a template changes stays its own', () => {
    const result = { items: [{ id: 1 }] };
    const changed = run('$util.qr($ctx.result.items[0].put("id", 2))$util.toJson($ctx.result)', {}, { result });
    expect(changed).toMatchObject({ value: { items: [{ id: 2 }] } });
    expect(result).toEqual({ items: [{ id: 1 }] });
  });

  it('#return gives a value early', () => {
    expect(run('#return({"a": [1]})x')).toEqual({ kind: 'early-return', value: { a: [1] }, skipTo: 'NEXT' });
    expect(run('#if(true)#return#end x')).toEqual({ kind: 'early-return', value: null, skipTo: 'NEXT' });
  });

  it('a raised error is the fault', () => {
    expect(message(run('$util.error("m", "T", {"d": 1}, {"i": 2})'))).toEqual({
      message: 'm',
      errorType: 'T',
      data: { d: 1 },
      errorInfo: { i: 2 },
    });
    expect(message(run('$util.unauthorized()'))).toMatchObject({
      message: 'Not Authorized to access getPost on type Query',
      errorType: 'Unauthorized',
    });
  });

  it.each([
    ['  \n ', 'Template transformation yielded an empty response.'],
    ['{a: 1}', 'Unable to convert {a: 1} to Object.'],
    ["{'a': 1}", "Unable to convert {'a': 1} to Object."],
    ['# one pound sign\n{}', 'Unable to convert # one pound sign\n{} to Object.'],
    ['{"a": $nothing}', 'Unable to convert {"a": $nothing} to Object.'],
    ['{"a": 1} }', 'Trailing characters at the end of the JSON string are not allowed.'],
    ['{"a": 1, "a": 2}', "Duplicate field 'a' detected on Object. Duplicate JSON keys are not allowed."],
    ['{"a": 01}', 'Unable to convert {"a": 01} to Object.'],
    ['[1,,2]', 'Unable to convert [1,,2] to Object.'],
    ['{"a": "line\nbreak"}', 'Unable to convert {"a": "line\nbreak"} to Object.'],
    ['"open', 'Unable to convert "open to Object.'],
  ])('%j is refused', (template, expected) => {
    expect(message(run(template))).toEqual({
      message: expected,
      errorType: 'MappingTemplate',
      data: null,
      errorInfo: null,
    });
  });

  it.each([
    ['"a\\u0041\\n"', 'aA\n'],
    ['-1.5e3', -1500],
    ['[]', []],
    [' null ', null],
    ['{"__proto__": {"x": 1}}', JSON.parse('{"__proto__": {"x": 1}}')],
  ])('%j is read', (template, value) => {
    expect(run(template)).toMatchObject({ kind: 'value', value });
  });
});

describe('one field', () => {
  it('keeps stash and arguments between its templates', () => {
    const field = scope({ arguments: { input: {} } });
    const first = unit(
      '$util.qr($ctx.stash.put("n", 1))$util.qr($ctx.args.input.put("owner", "me"))$util.toJson(null)',
      '$util.toJson([$ctx.stash.n, $ctx.args.input.owner, $ctx.prev.result])',
    );
    first.request(field, {});
    expect(field.stash).toEqual({ n: 1 });
    expect(first.response(field, { prev: { result: 'p' } })).toMatchObject({ value: [1, 'me', 'p'] });
    expect(field.arguments).toEqual({ input: {} });
    field.stash = { n: 'written by another runtime' };
    expect(first.response(field, {})).toMatchObject({ value: ['written by another runtime', 'me', null] });
  });

  it('sees the error of its data source', () => {
    const guarded = unit(
      '#if($ctx.error)$util.error($ctx.error.message, $ctx.error.type)#end$util.toJson($ctx.result)',
    );
    const error = { message: 'm', errorType: 'DynamoDB:X', data: null, errorInfo: null };
    expect(guarded.request(scope(), { error })).toMatchObject({ kind: 'error', fault: { errorType: 'DynamoDB:X' } });
    expect(guarded.request(scope(), { result: 1 })).toMatchObject({ kind: 'value', value: 1 });
  });

  it('writes log lines to the operation', () => {
    const lines: string[] = [];
    const field = scope();
    const log = createLog('debug', (level, line) => lines.push(`${level} ${line}`));
    unit('$util.log.debug("d {}", 1)$util.toJson(1)').request({ ...field, operation: { ...field.operation, log } }, {});
    expect(lines).toEqual(['debug d 1']);
  });

  it('asks for info only when the template does', () => {
    const info = (): never => {
      throw new Error('nobody asked');
    };
    expect(run('$util.toJson($ctx.args)', { info, arguments: { a: 1 } })).toMatchObject({ value: { a: 1 } });
  });
});

describe('compile', () => {
  it('collects the faults of both templates with their places', () => {
    const { unit: none, diagnostics } = vtl.compile(
      { text: '{\n  #if(true)\n}', place: { file: 'a.req.vtl' } },
      { text: '$util.toJson(', place: { file: 'stack.yaml', line: 10, logicalId: 'R' } },
    );
    expect(none).toBeUndefined();
    expect(diagnostics).toMatchObject([
      { code: 'TEMPLATE_SYNTAX', severity: 'error', place: { file: 'a.req.vtl', line: 3, column: 2 } },
      { code: 'TEMPLATE_SYNTAX', place: { file: 'stack.yaml', line: 10, column: 14, logicalId: 'R' } },
    ]);
  });

  it('knows which templates are there', () => {
    expect(unit('1')).toMatchObject({ hasRequest: true, hasResponse: false });
    expect(vtl.compile(undefined, undefined).unit).toMatchObject({ hasRequest: false, hasResponse: false });
  });

  it('refuses nesting beyond reason instead of failing', () => {
    for (const template of [
      '#if(true)'.repeat(20_000),
      `#set($x = ${'('.repeat(20_000)}1`,
      `#set($x = ${'!'.repeat(20_000)}true)`,
    ]) {
      expect(vtl.compile({ text: template, place: {} }, undefined).diagnostics).toHaveLength(1);
    }
  });

  it('a map that went out, to the output or the stash, is as it was then', () => {
    const field = scope();
    const template =
      '#set($m = {"a": 1})$util.qr($ctx.stash.put("m", $m)){"x": $util.toJson($m),#set($m.a = 2)#set($m.b = 3)"y": $util.toJson($m)}';
    const { request, response } = unit(template, '#set($ctx.stash.m.a = 9)$util.toJson($ctx.stash)');
    expect(request(field, {})).toMatchObject({ kind: 'value', value: { x: { a: 1 }, y: { a: 2, b: 3 } } });
    const { stash } = field;
    expect(stash).toEqual({ m: { a: 2, b: 3 } });
    expect(response(field, {})).toMatchObject({ value: { m: { a: 9, b: 3 } } });
    expect(stash).toEqual({ m: { a: 2, b: 3 } });
  });
});
