// A message: what it may hold, how long it is, and the digests that clients check. Called by the API for SendMessage, by SNS for
// what it delivers raw, and by whoever hands messages out.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
import { createHash } from 'node:crypto';
import { ServiceError } from '../../aws/errors.js';
import { isObject } from '../../lib/json.js';
import { invalidValue, malformed } from './faults.js';

/** As the API has it; binary values are base64 text. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

const MOST_ATTRIBUTES = 10;
/** The longest name of an attribute, and of its type. */
const LONGEST_NAME = 256;
const NAME = /^(?!aws\.|amazon\.)[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/i;

export const md5 = (text: string | Uint8Array): string => createHash('md5').update(text).digest('hex');

function readAttribute(name: string, given: unknown): MessageAttribute {
  if (!isObject(given)) throw malformed(name, 'a structure');
  const { DataType: type, StringValue: text, BinaryValue: binary } = given;
  if (name === '') throw invalidValue('The message attribute name must not be empty.');
  if (name.length > LONGEST_NAME || !NAME.test(name)) {
    throw invalidValue(
      `The message attribute name '${name}' is invalid. Attribute name can contain A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.), must not start with AWS. or Amazon., must not begin or end with a period, and must not have periods in succession.`,
    );
  }
  if (typeof type !== 'string' || type === '') {
    throw invalidValue(`The message attribute '${name}' must contain a non-empty message attribute type.`);
  }
  if (!/^(String|Number|Binary)(\..+)?$/s.test(type) || type.length > LONGEST_NAME) {
    throw invalidValue(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  const isBinary = type.startsWith('Binary');
  const value = isBinary ? binary : text;
  const other = isBinary ? text : binary;
  if (value === undefined || value === null || value === '') {
    throw invalidValue(
      `The message attribute '${name}' must contain a non-empty message attribute value for message attribute type '${type}'.`,
    );
  }
  if (other !== undefined && other !== null) {
    throw invalidValue(
      `The message attribute '${name}' with type '${type}' must use field '${isBinary ? 'Binary' : 'String'}'.`,
    );
  }
  if (typeof value !== 'string') throw malformed(`${isBinary ? 'BinaryValue' : 'StringValue'} of ${name}`, 'a string');
  if (type.startsWith('Number') && (value.trim() === '' || !Number.isFinite(Number(value)))) {
    throw invalidValue(`Can't cast the value of message attribute '${name}' to a number.`);
  }
  return isBinary ? { DataType: type, BinaryValue: value } : { DataType: type, StringValue: value };
}

/** The MessageAttributes of a call; undefined when there are none. */
export function readAttributes(given: unknown): MessageAttributes | undefined {
  if (given === undefined || given === null) return undefined;
  if (!isObject(given)) throw malformed('MessageAttributes', 'a map');
  const names = Object.keys(given);
  if (names.length === 0) return undefined;
  if (names.length > MOST_ATTRIBUTES) {
    throw invalidValue(
      `Number of message attributes [${names.length}] exceeds the allowed maximum [${MOST_ATTRIBUTES}].`,
    );
  }
  return Object.fromEntries(names.map((name) => [name, readAttribute(name, given[name])]));
}

/** https://www.w3.org/TR/REC-xml/#charsets, which is what a body may consist of. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones meant
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;

export function checkBody(body: string): void {
  if (!FORBIDDEN.test(body)) return;
  throw new ServiceError(
    'InvalidMessageContents',
    'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
  );
}

const bytesOf = ({ StringValue, BinaryValue }: MessageAttribute): Buffer =>
  BinaryValue === undefined ? Buffer.from(StringValue ?? '', 'utf8') : Buffer.from(BinaryValue, 'base64');

/** Body and attributes count; what SQS itself adds does not. */
export function sizeOf(body: string, attributes: MessageAttributes | undefined): number {
  let size = Buffer.byteLength(body);
  for (const [name, attribute] of Object.entries(attributes ?? {})) {
    size += Buffer.byteLength(name) + Buffer.byteLength(attribute.DataType) + bytesOf(attribute).length;
  }
  return size;
}

/** The digest that SDKs hold against their own: names sorted, every part with its length before it. */
export function md5OfAttributes(attributes: MessageAttributes): string {
  const hash = createHash('md5');
  const put = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of Object.keys(attributes).sort()) {
    const attribute = attributes[name]!;
    put(Buffer.from(name));
    put(Buffer.from(attribute.DataType));
    hash.update(Buffer.from([attribute.BinaryValue === undefined ? 1 : 2]));
    put(bytesOf(attribute));
  }
  return hash.digest('hex');
}

/** The group of a FIFO message, or its deduplication id. */
export function checkToken(name: string, value: string): void {
  if (/^[!-~]{1,128}$/.test(value)) return;
  throw invalidValue(
    `Value ${value} for parameter ${name} is invalid. Reason: ${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
}
