// Text that a resource has inline or in a file: schemas, templates, code. Used by the AppSync descriptors.
import type { SourceText } from '../../../definition/model.js';
import { readText, shownPath } from '../../files.js';
import type { Resource } from '../resource.js';

/** 'broken': there is one, and a diagnostic has said why it cannot be read. */
export type TextFound = SourceText | 'absent' | 'broken';

/** The text of the property `inline`, or of the file behind the property `location`. */
export function textFrom(resource: Resource, inline: string, location: string): TextFound {
  const read = resource.properties;
  if (read.has(inline) || read.broken(inline)) return read.source(inline) ?? 'broken';
  if (!read.has(location)) return read.broken(location) ? 'broken' : 'absent';
  const named = read.text(location);
  const path = named === undefined ? undefined : resource.locate(named, location);
  const text = path === undefined ? undefined : readText(path, resource.findings, read.place(location));
  return text === undefined ? 'broken' : { text, place: { file: shownPath(path!), logicalId: resource.path } };
}
