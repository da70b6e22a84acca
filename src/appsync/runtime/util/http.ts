// util.http: http-helpers-in-utils-http-js.md. Response headers leave as effects; the limit of 4 KB counts a whole
// operation's headers, so the door that writes them holds it.
import { isNothing, isPlainObject, type PlainObject, textOf } from './plain.js';
import type { UtilSession } from './session.js';

const NOT_COPIED = new Set([
  'transfer-encoding',
  'connection',
  'host',
  'expect',
  'keep-alive',
  'upgrade',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'content-length',
]);

const NOT_SET = new Set([
  ...NOT_COPIED,
  'access-control-allow-credentials',
  'access-control-allow-origin',
  'access-control-expose-headers',
  'access-control-max-age',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'vary',
  'content-type',
]);

const isReserved = (name: string): boolean =>
  NOT_SET.has(name) || name.startsWith('x-amzn-') || name.startsWith('x-amz-');

export function copyHeaders(headers: unknown): PlainObject {
  if (!isPlainObject(headers)) return {};
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_COPIED.has(name.toLowerCase())));
}

export function createHttp(session: UtilSession) {
  /** A header that may not be set is left out and becomes a ResponseHeaderError among the operation's errors. */
  const refuse = (message: string): void =>
    session.appendError({ message, errorType: 'ResponseHeaderError', data: null, errorInfo: null });

  function addResponseHeader(name: unknown, value: unknown): void {
    const header = isNothing(name) ? '' : textOf(name).trim();
    if (header === '') refuse('Response header name cannot be null or empty.');
    else if (isReserved(header.toLowerCase())) refuse(`Response header name is restricted: ${header}.`);
    else if (isNothing(value)) refuse(`Response header value cannot be null: ${header}.`);
    else session.effect({ kind: 'response-header', name: header, value });
  }

  return {
    copyHeaders,
    addResponseHeader,
    addResponseHeaders(headers: unknown): void {
      if (!isPlainObject(headers)) return;
      for (const [name, value] of Object.entries(headers)) addResponseHeader(name, value);
    },
  };
}
