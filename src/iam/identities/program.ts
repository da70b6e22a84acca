// What the users, groups and roles of an app are compiled to: immutable, replaced as a whole. Made by compile.ts.
import type { IamDefinition, RoleDefinition, UserDefinition } from '../../definition/model.js';
import type { Diagnostic } from '../../lib/diagnostics.js';
import type { Policy } from '../policy/document.js';

/** Everything that limits or allows what an identity does, besides a session's own policies. */
export interface Grants {
  /** Inline and managed policies, those of groups included. */
  readonly policies: readonly Policy[];
  readonly boundary?: Policy;
}

export interface CompiledUser {
  readonly definition: UserDefinition;
  readonly accountId: string;
  readonly grants: Grants;
}

export interface CompiledRole {
  readonly definition: RoleDefinition;
  readonly accountId: string;
  readonly grants: Grants;
  readonly trust: Policy;
}

export interface IamProgram {
  readonly source: IamDefinition;
  readonly diagnostics: readonly Diagnostic[];
  /** By ARN. */
  readonly users: ReadonlyMap<string, CompiledUser>;
  readonly roles: ReadonlyMap<string, CompiledRole>;
  /** By access key id. */
  readonly keys: ReadonlyMap<
    string,
    { readonly secret: string; readonly active: boolean; readonly user: CompiledUser }
  >;
  /** The managed policies that the app has or uses, by ARN. */
  readonly managed: ReadonlyMap<string, Policy>;
}
