// What a resource of a template is to the descriptor of its type, and what a descriptor is. One descriptor per file in
// resources/; resources/index.ts is the registry.
import type { Place } from '../../lib/diagnostics.js';
import type { Findings } from '../findings.js';
import type { LoadOptions } from '../options.js';
import type { Draft } from './draft.js';
import type { Reader } from './reader.js';
import { UNRESOLVED } from './scope.js';

export interface Resource {
  readonly logicalId: string;
  /** Unique in the whole app: `ApiStack/Users`. Ids are derived from it. */
  readonly path: string;
  readonly type: string;
  readonly place: Place;
  /** Evaluated one by one, when they are read. */
  readonly properties: Reader;
  readonly options: LoadOptions;
  readonly findings: Findings;
  /** The name CloudFormation would make up: stack and logical id, without the random end. */
  readonly generatedName: string;
  /** The local file or folder behind a location; LOCATION_NOT_FOUND is reported at `property`. */
  locate(location: string, property: string): string | undefined;
  /** The value of an output, of a nested stack; undefined when it has none of that name. */
  output(name: string): unknown;
}

/** What becomes of a property: `used`; `harmless` changes nothing here; `refused` is reported as not emulated. */
export type PropertyFate = 'used' | 'harmless' | 'refused';

export interface ResourceType {
  readonly type: string;
  /** Set for types that are passed over; their properties are not looked at. */
  readonly fate?: 'harmless' | 'not emulated';
  readonly properties: Readonly<Record<string, PropertyFate>>;
  /** The value of Ref. */
  ref(resource: Resource): unknown;
  /** Values of Fn::GetAtt by attribute; undefined when the type has no such attribute. */
  attribute(resource: Resource, name: string): unknown;
  /** Adds what the resource stands for to the definition. */
  build(resource: Resource, draft: Draft): void;
}

/** The attributes of a type as a table. */
export function attributeTable(
  table: Readonly<Record<string, (resource: Resource) => unknown>>,
): ResourceType['attribute'] {
  // A property that could not be read was reported; the attribute exists all the same.
  return (resource, name) => (Object.hasOwn(table, name) ? (table[name]!(resource) ?? UNRESOLVED) : undefined);
}

/** The generated name when it is short enough, else the end of the logical id: types limit the length of names. */
export function nameWithin(resource: Resource, limit: number): string {
  return resource.generatedName.length <= limit ? resource.generatedName : resource.logicalId.slice(-limit);
}

/** Short form of a property table. */
export function properties(
  used: readonly string[],
  harmless: readonly string[] = [],
  refused: readonly string[] = [],
): Readonly<Record<string, PropertyFate>> {
  return Object.fromEntries([
    ...used.map((name) => [name, 'used'] as const),
    ...harmless.map((name) => [name, 'harmless'] as const),
    ...refused.map((name) => [name, 'refused'] as const),
  ]);
}
