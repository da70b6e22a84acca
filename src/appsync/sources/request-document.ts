// Reads the object a request handler made, the way AppSync does: by path, and with AppSync's words when something is
// missing or unknown. Used by every source; a RequestFault never leaves the source (see `answering`).
import { OffsyncError } from '../../lib/errors.js';
import { isObject } from '../../lib/json.js';
import { type SourceAnswer, sourceFault } from './source.js';

export type RequestDocument = Readonly<Record<string, unknown>>;

/** The request is not what the data source takes: errorType `MappingTemplate`, for both languages. */
export class RequestFault extends OffsyncError {
  constructor(message: string) {
    super('MappingTemplate', message);
  }
}

/** Runs `work`; a RequestFault becomes the answer's error. */
export function answering(work: () => SourceAnswer | Promise<SourceAnswer>): SourceAnswer | Promise<SourceAnswer> {
  const failed = (error: unknown): SourceAnswer => {
    if (error instanceof RequestFault) return { result: null, error: sourceFault(error.code, error.message) };
    throw error;
  };
  try {
    const answer = work();
    return answer instanceof Promise ? answer.catch(failed) : answer;
  } catch (error) {
    return failed(error);
  }
}

/** The whole request; anything but an object is refused. */
export function readDocument(request: unknown): RequestDocument {
  if (isObject(request)) return request;
  const got = request === null || request === undefined ? 'NULL' : Array.isArray(request) ? 'ARRAY' : typeof request;
  throw new RequestFault(`Expected JSON object but got ${got.toUpperCase()} instead.`);
}

/** Refuses members the operation does not have: `Unsupported element '$[hasCustomPartitionKey]'.` (aws-appsync-community#217). */
export function allowOnly(document: RequestDocument, path: string, names: ReadonlySet<string>): void {
  for (const name in document) {
    if (!names.has(name)) throw new RequestFault(`Unsupported element '${path}[${name}]'.`);
  }
}

/** `Value for field '$[operation]' not found.` (troubleshooting-and-common-mistakes of the guide). */
function required<T>(value: T | undefined, path: string, name: string): T {
  if (value === undefined) throw new RequestFault(`Value for field '${path}[${name}]' not found.`);
  return value;
}

function mistyped(path: string, name: string, expected: string): RequestFault {
  // AppSync's own words for this are not known from any public report.
  return new RequestFault(`Expected JSON ${expected} for field '${path}[${name}]'.`);
}

export function readText(document: RequestDocument, path: string, name: string): string | undefined {
  const value = document[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  // AppSync's reader takes any scalar where a text is wanted.
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw mistyped(path, name, 'string');
}

export function needText(document: RequestDocument, path: string, name: string): string {
  return required(readText(document, path, name), path, name);
}

export function readObject(document: RequestDocument, path: string, name: string): RequestDocument | undefined {
  const value = document[name];
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw mistyped(path, name, 'object');
  return value;
}

export function needObject(document: RequestDocument, path: string, name: string): RequestDocument {
  return required(readObject(document, path, name), path, name);
}

export function readList(document: RequestDocument, path: string, name: string): readonly unknown[] | undefined {
  const value = document[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw mistyped(path, name, 'array');
  return value;
}

export function needList(document: RequestDocument, path: string, name: string): readonly unknown[] {
  return required(readList(document, path, name), path, name);
}

export function readBoolean(document: RequestDocument, path: string, name: string): boolean | undefined {
  const value = document[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value;
  // Templates often quote what they print: "consistentRead": "$consistent".
  if (value === 'true' || value === 'false') return value === 'true';
  throw mistyped(path, name, 'boolean');
}

export function readInteger(document: RequestDocument, path: string, name: string): number | undefined {
  const value = document[name];
  if (value === undefined || value === null) return undefined;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw mistyped(path, name, 'number');
  return Math.trunc(number);
}
