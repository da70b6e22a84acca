import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../../src/aws/errors.js';
import type { InvokeRequest, InvokeResponse } from '../../../src/backends/lambda-port.js';
import { source } from './harness.js';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:books';

function ask(answer: (request: InvokeRequest) => Partial<InvokeResponse>) {
  const seen: InvokeRequest[] = [];
  const made = source(
    'AWS_LAMBDA',
    { lambdaFunctionArn: ARN },
    {
      lambda: (request) => {
        seen.push(request);
        return answer(request);
      },
    },
  );
  return { made, seen };
}

const gives = (value: unknown) => () => ({ payload: JSON.stringify(value) });

describe('the Lambda data source', () => {
  it('Invoke hands over the payload', async () => {
    const { made, seen } = ask(gives({ ok: true }));
    expect(await made({ version: '2018-05-29', operation: 'Invoke', payload: { field: 'a' } })).toEqual({
      result: { ok: true },
    });
    expect(seen).toEqual([{ functionName: ARN, payload: '{"field":"a"}', invocationType: 'RequestResponse' }]);
    await made({ operation: 'Invoke' });
    expect(seen[1]!.payload).toBe('null');
  });

  it('a direct resolver hands over the whole context', async () => {
    const { made, seen } = ask(gives(null));
    const context = { arguments: { a: 1 }, identity: null, source: null, request: {}, prev: null, info: {}, stash: {} };
    expect(await made(context)).toEqual({ result: null });
    expect(JSON.parse(seen[0]!.payload)).toEqual(context);
  });

  it('Event does not wait for a result', async () => {
    const { made, seen } = ask(() => ({ statusCode: 202, payload: '' }));
    expect(await made({ operation: 'Invoke', invocationType: 'Event', payload: 1 })).toEqual({ result: null });
    expect(seen[0]!.invocationType).toBe('Event');
  });

  it('what the function throws is Lambda:Unhandled, with its message only', async () => {
    const { made } = ask(() => ({
      functionError: 'Unhandled',
      payload: '{"errorType":"CustomException","errorMessage":"I fail. always","trace":[]}',
    }));
    expect(await made({ operation: 'Invoke' })).toEqual({
      result: null,
      error: { errorType: 'Lambda:Unhandled', message: 'I fail. always', data: null, errorInfo: null },
    });
  });

  it('a function that is not there', async () => {
    const { made } = ask(() => {
      throw new ServiceError('ResourceNotFoundException', `Function not found: ${ARN}`, 404);
    });
    expect(await made({ operation: 'Invoke' })).toMatchObject({
      error: { errorType: 'Lambda:ResourceNotFoundException', message: `Function not found: ${ARN}` },
    });
  });

  it('BatchInvoke is a list of one each way for a caller without a resolver', async () => {
    const { made, seen } = ask(gives([{ data: 1 }]));
    expect(await made({ operation: 'BatchInvoke', payload: { id: 1 } })).toEqual({ result: { data: 1 } });
    expect(seen[0]!.payload).toBe('[{"id":1}]');
    expect(await ask(gives([null])).made({ operation: 'BatchInvoke' })).toEqual({ result: null });
    expect(await ask(gives([1, 2])).made({ operation: 'BatchInvoke' })).toMatchObject({
      error: { errorType: 'Lambda:IllegalArgument' },
    });
  });

  it.each([
    [{ payload: 1 }, "Value for field '$[operation]' not found."],
    [{ operation: 'Call' }, "Unsupported operation 'Call'."],
    [{ operation: 'Invoke', input: 1 }, "Unsupported element '$[input]'."],
    [{ operation: 'Invoke', invocationType: 'Later' }, "Unsupported invocation type 'Later'."],
    [null, 'Expected JSON object but got NULL instead.'],
  ])('refuses %j', async (request, message) => {
    expect(await ask(gives(null)).made(request)).toMatchObject({ error: { errorType: 'MappingTemplate', message } });
  });
});
