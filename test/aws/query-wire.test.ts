// The Query protocol: flat parameters read as structures, answers and errors written as XML.
import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../src/aws/errors.js';
import { queryError, queryResponse, querySignatureFault, readQuery } from '../../src/aws/query-wire.js';

const SERVICE = { namespace: 'https://sts.amazonaws.com/doc/2011-06-15/' };
const request = (body: string, url = '/', method = 'POST') => ({
  method,
  url,
  headers: {},
  body: Buffer.from(body),
  remoteAddress: '127.0.0.1',
  secure: false,
});

describe('readQuery', () => {
  it('reads lists of structures and of texts until a number is missing', () => {
    const input = readQuery(
      request(
        'Tags.member.1.Key=a&Tags.member.2.Key=b+%26&Tags.member.2.Value=&Tags.member.4.Key=d&Keys.member.1=x&A=1',
      ),
    );
    expect(input.list('Tags').map((tag) => [tag.text('Key'), tag.text('Value')])).toEqual([
      ['a', undefined],
      ['b &', ''],
    ]);
    expect(input.texts('Keys')).toEqual(['x']);
    expect([input.text('A'), input.text('B'), input.list('Nothing'), input.texts('Nothing')]).toEqual([
      '1',
      undefined,
      [],
      [],
    ]);
  });

  it('reads the query of a GET', () => {
    expect(readQuery(request('', '/?Action=x&Version=1', 'GET')).text('Action')).toBe('x');
  });
});

describe('answers', () => {
  it('write lists as members, leave out what is undefined, and escape', () => {
    const { body, headers, status } = queryResponse(
      SERVICE,
      'Get',
      { A: ['<', { B: 1 }], C: undefined, D: true, E: [] },
      'id',
    );
    expect(status).toBe(200);
    expect(headers).toEqual({ 'content-type': 'text/xml', 'x-amzn-requestid': 'id' });
    expect(body).toBe(
      '<GetResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetResult><A><member>&lt;</member><member><B>1</B></member></A><D>true</D><E></E></GetResult><ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></GetResponse>',
    );
  });

  it('tell whose fault an error is', () => {
    expect(queryError(SERVICE, new ServiceError('Code', 'a & b', 403), 'id')).toMatchObject({
      status: 403,
      body: '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>Code</Code><Message>a &amp; b</Message></Error><RequestId>id</RequestId></ErrorResponse>',
    });
    expect(queryError(SERVICE, new ServiceError('InternalFailure', 'x', 500), 'id').body).toContain(
      '<Type>Receiver</Type>',
    );
  });

  it('give the faults of signatures other names than JSON services do', () => {
    const named = (code: string) => querySignatureFault(new ServiceError(code, 'text', 403));
    expect(named('UnrecognizedClientException')).toMatchObject({ code: 'InvalidClientTokenId', status: 403 });
    expect(named('IncompleteSignatureException')).toMatchObject({ code: 'IncompleteSignature', status: 400 });
    expect(named('Another')).toMatchObject({ code: 'Another' });
  });
});
