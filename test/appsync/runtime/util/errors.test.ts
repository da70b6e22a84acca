import { describe, expect, it } from 'vitest';
import { EarlyReturn, RaisedFault, UnauthorizedFault } from '../../../../src/appsync/runtime/util/index.js';
import { createLibrary, thrown } from './library.js';

describe('util.error', () => {
  it('raises message, type, data and info', () => {
    const { util } = createLibrary();
    const error = thrown(() => util.error('Failed', 'MyError', { a: 1 }, { b: 2 }));
    expect(error).toBeInstanceOf(RaisedFault);
    expect((error as RaisedFault).fault).toEqual({
      message: 'Failed',
      errorType: 'MyError',
      data: { a: 1 },
      errorInfo: { b: 2 },
    });
  });

  it('has no type when none is given, as seen on AWS', () => {
    const { util } = createLibrary();
    const { fault } = thrown(() => util.error('Failed')) as RaisedFault;
    expect(fault).toEqual({ message: 'Failed', errorType: null, data: null, errorInfo: null });
  });

  it('is silently ignored when the arguments are no text, as seen on AWS', () => {
    const { util, seen } = createLibrary();
    expect(util.error(25)).toBeUndefined();
    expect(util.error('abc', 25)).toBeUndefined();
    expect(util.appendError(true)).toBeUndefined();
    expect(seen.errors).toEqual([]);
  });
});

it('util.appendError goes on, and keeps the order', () => {
  const { util, seen } = createLibrary();
  util.appendError('first');
  util.appendError('second', 'T', [1], { b: 2 });
  expect(seen.errors).toEqual([
    { message: 'first', errorType: null, data: null, errorInfo: null },
    { message: 'second', errorType: 'T', data: [1], errorInfo: { b: 2 } },
  ]);
});

it('util.unauthorized can be told from an error that only says so', () => {
  const { util } = createLibrary();
  const error = thrown(() => util.unauthorized());
  expect(error).toBeInstanceOf(UnauthorizedFault);
  expect((error as UnauthorizedFault).fault).toMatchObject({ message: 'Unauthorized', errorType: 'Unauthorized' });
  expect(thrown(() => util.error('Unauthorized', 'Unauthorized'))).not.toBeInstanceOf(UnauthorizedFault);
});

it('$util.validate raises unless the condition holds', () => {
  const { templateUtil } = createLibrary();
  expect(templateUtil.validate(true, 'no')).toBeUndefined();
  const { fault } = thrown(() => templateUtil.validate(false, 'no', 'Invalid', { id: '10' })) as RaisedFault;
  expect(fault).toEqual({ message: 'no', errorType: 'Invalid', data: { id: '10' }, errorInfo: null });
});

it('runtime.earlyReturn carries its value and where to go on', () => {
  const { runtime } = createLibrary();
  expect(thrown(() => runtime.earlyReturn({ a: 1 }))).toMatchObject({ value: { a: 1 }, skipTo: 'NEXT' });
  const error = thrown(() => runtime.earlyReturn(null, { skipTo: 'END' }));
  expect(error).toBeInstanceOf(EarlyReturn);
  expect(error).toMatchObject({ value: null, skipTo: 'END' });
});

it('templates log at three levels', () => {
  const { templateUtil, seen } = createLibrary();
  templateUtil.log.info('a {}', 1);
  templateUtil.log.error({ b: 2 });
  expect(seen.logs).toEqual([
    ['info', 'a {}', 1],
    ['error', { b: 2 }],
  ]);
});
