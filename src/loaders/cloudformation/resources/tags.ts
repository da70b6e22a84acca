// Tags of a resource, in either of CloudFormation's forms: a list of keys and values, or a map.
import type { Reader } from '../reader.js';

export function tagsOf(reader: Reader): Readonly<Record<string, string>> {
  if (!Array.isArray(reader.raw('Tags'))) return reader.has('Tags') ? reader.textMap('Tags') : {};
  return Object.fromEntries(reader.objects('Tags').map((tag) => [tag.text('Key') ?? '', tag.text('Value') ?? '']));
}
