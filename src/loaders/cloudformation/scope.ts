// What evaluation works with: the marks for values that are absent, and the names that a template's expressions can use.
// stack.ts provides a Scope; evaluate.ts and the intrinsics use it; neither knows the other.
import type { Diagnostic, Place } from '../../lib/diagnostics.js';
import type { DocumentNode } from '../document.js';

/** A value that could not be found out. A diagnostic has said why, so whoever meets it stays quiet. */
export const UNRESOLVED = Symbol('unresolved');
/** `AWS::NoValue`: the property or list item is as if it were not there. */
export const NO_VALUE = Symbol('AWS::NoValue');

export interface Scope {
  /** The value of `Ref`: of a parameter, pseudo parameter or resource. */
  ref(name: string, place: Place): unknown;
  /** The value of `Fn::GetAtt`. */
  attribute(logicalId: string, attribute: string, place: Place): unknown;
  /** A condition's truth, or UNRESOLVED. */
  condition(name: string, place: Place): boolean | typeof UNRESOLVED;
  /** A value of Mappings; undefined when one of the three names is not there. */
  mapping(map: string, top: string, second: string): DocumentNode | undefined;
  importValue(name: string, place: Place): unknown;
  /** The document that AWS::Include names. */
  include(location: string, place: Place): DocumentNode | undefined;
  /** The text of a `{{resolve:...}}` reference, or undefined when it has no local value. */
  dynamicReference(reference: string): string | undefined;
  readonly region: string;
  report(diagnostic: Diagnostic): void;
}

/** True when `value`, or something inside it, could not be found out. */
export function isUnresolved(value: unknown): boolean {
  if (value === UNRESOLVED) return true;
  if (Array.isArray(value)) return value.some(isUnresolved);
  return typeof value === 'object' && value !== null && Object.values(value).some(isUnresolved);
}

/** A scalar as CloudFormation writes it into a string; undefined for lists and objects. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
