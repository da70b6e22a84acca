// Properties that become attributes of queues, topics and subscriptions, which are text to AWS: numbers and booleans as they are
// written, documents as JSON. Called by the descriptors of SQS and SNS resources.
import { isObject } from '../../../lib/json.js';
import type { Reader } from '../reader.js';

/** A document may be given as text, too. */
export function documentText(reader: Reader, name: string): string | undefined {
  const value = reader.raw(name);
  return isObject(value) ? JSON.stringify(value) : reader.text(name);
}

export function attributesOf(
  reader: Reader,
  texts: readonly string[],
  documents: readonly string[],
): Readonly<Record<string, string>> {
  const given = [
    ...texts.map((name) => [name, reader.text(name)] as const),
    ...documents.map((name) => [name, documentText(reader, name)] as const),
  ];
  return Object.fromEntries(given.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
