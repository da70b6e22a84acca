// Versions and aliases of state machines as rows: a version is a copy that never changes, an alias shares out executions
// between one or two of them.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-cd-aliasing-versioning.html
import type { Database, SqlValue } from '../../lib/sqlite.js';

export interface VersionRecord {
  readonly machineArn: string;
  readonly number: number;
  readonly createdAt: number;
  readonly description: string | undefined;
  readonly revisionId: string | undefined;
  /** The machine as it was, in the shape of StateMachineDefinition. */
  readonly snapshot: string;
}

export interface Route {
  readonly stateMachineVersionArn: string;
  readonly weight: number;
}

export interface AliasRecord {
  readonly machineArn: string;
  readonly name: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly description: string | undefined;
  readonly routes: readonly Route[];
}

/** Writers are called inside a commit. Numbers are never given out twice, also when the version is gone (recorded). */
export interface Versions {
  nextNumber(machineArn: string): number;
  putVersion(version: VersionRecord): void;
  removeVersion(machineArn: string, number: number): void;
  version(machineArn: string, number: number): VersionRecord | undefined;
  /** Newest first. */
  versions(machineArn: string): readonly VersionRecord[];
  putAlias(alias: AliasRecord): void;
  removeAlias(machineArn: string, name: string): void;
  alias(machineArn: string, name: string): AliasRecord | undefined;
  aliases(machineArn: string): readonly AliasRecord[];
  /** Everything of a machine that was deleted. */
  removeMachine(machineArn: string): void;
}

const optional = (value: SqlValue | undefined): string | undefined =>
  value === null || value === undefined ? undefined : String(value);

function versionOf(row: readonly SqlValue[]): VersionRecord {
  return {
    machineArn: String(row[0]),
    number: Number(row[1]),
    createdAt: Number(row[2]),
    description: optional(row[3]),
    revisionId: optional(row[4]),
    snapshot: String(row[5]),
  };
}

function aliasOf(row: readonly SqlValue[]): AliasRecord {
  return {
    machineArn: String(row[0]),
    name: String(row[1]),
    createdAt: Number(row[2]),
    updatedAt: Number(row[3]),
    description: optional(row[4]),
    routes: JSON.parse(String(row[5])) as Route[],
  };
}

export function createVersions(database: Database): Versions {
  const sql = (text: string) => database.prepare(text);
  const counter = sql('SELECT last FROM sfn_version_numbers WHERE machine = ?');
  const count = sql('INSERT OR REPLACE INTO sfn_version_numbers VALUES (?, ?)');
  const putVersion = sql('INSERT OR REPLACE INTO sfn_versions VALUES (?, ?, ?, ?, ?, ?)');
  const removeVersion = sql('DELETE FROM sfn_versions WHERE machine = ? AND number = ?');
  const version = sql('SELECT * FROM sfn_versions WHERE machine = ? AND number = ?');
  const versions = sql('SELECT * FROM sfn_versions WHERE machine = ? ORDER BY number DESC');
  const putAlias = sql('INSERT OR REPLACE INTO sfn_aliases VALUES (?, ?, ?, ?, ?, ?)');
  const removeAlias = sql('DELETE FROM sfn_aliases WHERE machine = ? AND name = ?');
  const alias = sql('SELECT * FROM sfn_aliases WHERE machine = ? AND name = ?');
  const aliases = sql('SELECT * FROM sfn_aliases WHERE machine = ? ORDER BY created, name');
  const removals = ['sfn_version_numbers', 'sfn_versions', 'sfn_aliases'].map((table) =>
    sql(`DELETE FROM ${table} WHERE machine = ?`),
  );
  return {
    nextNumber: (machine) => Number(counter.get(machine)?.[0] ?? 0) + 1,
    putVersion(one) {
      count.run(one.machineArn, one.number);
      const { description, revisionId } = one;
      putVersion.run(one.machineArn, one.number, one.createdAt, description ?? null, revisionId ?? null, one.snapshot);
    },
    removeVersion: (machine, number) => void removeVersion.run(machine, number),
    version(machine, number) {
      const row = version.get(machine, number);
      return row && versionOf(row);
    },
    versions: (machine) => versions.all(machine).map(versionOf),
    putAlias(one) {
      const { machineArn, name, createdAt, updatedAt, description, routes } = one;
      putAlias.run(machineArn, name, createdAt, updatedAt, description ?? null, JSON.stringify(routes));
    },
    removeAlias: (machine, name) => void removeAlias.run(machine, name),
    alias(machine, name) {
      const row = alias.get(machine, name);
      return row && aliasOf(row);
    },
    aliases: (machine) => aliases.all(machine).map(aliasOf),
    removeMachine(machine) {
      for (const removal of removals) removal.run(machine);
    },
  };
}
