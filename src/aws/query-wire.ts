// The AWS Query protocol of STS and IAM: `Action=...` and flat parameters in a form or a query string, XML back. A service is a
// table of operations; this file knows none. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html

import type { DoorRequest, DoorResponse } from '../lib/door.js';
import { splitUrl } from '../lib/door.js';
import { ServiceError } from './errors.js';
import { escapeXml } from './xml-text.js';

/**
 * The members of an answer, in the order they are written. A list becomes `<member>` elements, a Map `<entry>` elements;
 * undefined is left out.
 */
export interface XmlMembers {
  readonly [name: string]: XmlValue | undefined;
}
export type XmlValue = string | number | boolean | readonly XmlValue[] | ReadonlyMap<string, string> | XmlMembers;

/** The parameters below a prefix: `Tags.member.2.Key` is `list('Tags')[1].text('Key')`. */
export interface QueryInput {
  text(name: string): string | undefined;
  /** Of a list of structures. */
  list(name: string): readonly QueryInput[];
  /** Of a list of texts. */
  texts(name: string): readonly string[];
}

function inputOf(parameters: ReadonlyMap<string, string>, prefix: string): QueryInput {
  const input: QueryInput = {
    text: (name) => parameters.get(`${prefix}${name}`),
    list(name) {
      const start = `${prefix}${name}.member.`;
      const numbers = new Set<number>();
      for (const key of parameters.keys())
        if (key.startsWith(start)) numbers.add(Number.parseInt(key.slice(start.length), 10));
      const members: QueryInput[] = [];
      while (numbers.has(members.length + 1)) members.push(inputOf(parameters, `${start}${members.length + 1}.`));
      return members;
    },
    texts(name) {
      const values: string[] = [];
      for (;;) {
        const value = parameters.get(`${prefix}${name}.member.${values.length + 1}`);
        if (value === undefined) return values;
        values.push(value);
      }
    },
  };
  return input;
}

/** A request's parameters: of its body, and of its query for a GET. */
export function readQuery(request: DoorRequest): QueryInput {
  const text = request.method === 'GET' ? splitUrl(request.url).query : Buffer.from(request.body).toString('utf8');
  return inputOf(new Map(new URLSearchParams(text)), '');
}

function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}

const entries = (map: ReadonlyMap<string, string>): string =>
  [...map].map(([key, value]) => element('entry', { key, value })).join('');

function element(name: string, value: XmlValue | undefined): string {
  if (value === undefined) return '';
  const inner = isList(value)
    ? value.map((item) => element('member', item)).join('')
    : value instanceof Map
      ? entries(value)
      : typeof value === 'object'
        ? members(value as XmlMembers)
        : escapeXml(String(value));
  return `<${name}>${inner}</${name}>`;
}

function members(value: XmlMembers): string {
  return Object.entries(value)
    .map(([name, member]) => element(name, member))
    .join('');
}

export interface QueryService {
  /** `https://sts.amazonaws.com/doc/2011-06-15/`. */
  readonly namespace: string;
}

function xml(status: number, requestId: string, body: string): DoorResponse {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
}

export function queryResponse(
  service: QueryService,
  operation: string,
  result: XmlMembers,
  requestId: string,
): DoorResponse {
  const inside = element(`${operation}Result`, result) + element('ResponseMetadata', { RequestId: requestId });
  return xml(200, requestId, `<${operation}Response xmlns="${service.namespace}">${inside}</${operation}Response>`);
}

export function queryError(service: QueryService, error: ServiceError, requestId: string): DoorResponse {
  const told = { Type: error.status < 500 ? 'Sender' : 'Receiver', Code: error.code, Message: error.message };
  const inside = element('Error', told) + element('RequestId', requestId);
  return xml(error.status, requestId, `<ErrorResponse xmlns="${service.namespace}">${inside}</ErrorResponse>`);
}

/** What the Query services call the faults of a signature. */
const SIGNATURE_FAULTS: Readonly<Record<string, readonly [code: string, status: number]>> = {
  ExpiredTokenException: ['ExpiredToken', 403],
  IncompleteSignatureException: ['IncompleteSignature', 400],
  InvalidSignatureException: ['SignatureDoesNotMatch', 403],
  MissingAuthenticationTokenException: ['MissingAuthenticationToken', 403],
  UnrecognizedClientException: ['InvalidClientTokenId', 403],
};

/** https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html; texts recorded from public reports. */
export function querySignatureFault(error: ServiceError): ServiceError {
  const known = SIGNATURE_FAULTS[error.code];
  if (!known) return error;
  const [code, status] = known;
  const text = code === 'MissingAuthenticationToken' ? 'Request is missing Authentication Token' : error.message;
  return new ServiceError(code, text, status);
}
