// Activities as rows. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-activities.html
import type { Database } from '../../lib/sqlite.js';

export interface Activity {
  readonly arn: string;
  readonly name: string;
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Activities {
  /** Call inside a commit. */
  put(activity: Activity): void;
  /** Call inside a commit. */
  remove(arn: string): void;
  get(arn: string): Activity | undefined;
  /** In order of ARN, behind `after`. */
  list(after: string, limit: number): readonly Activity[];
}

export function createActivities(database: Database): Activities {
  const put = database.prepare('INSERT OR REPLACE INTO sfn_activities VALUES (?, ?, ?, ?)');
  const remove = database.prepare('DELETE FROM sfn_activities WHERE arn = ?');
  const get = database.prepare('SELECT arn, name, created, tags FROM sfn_activities WHERE arn = ?');
  const list = database.prepare(
    'SELECT arn, name, created, tags FROM sfn_activities WHERE arn > ? ORDER BY arn LIMIT ?',
  );
  const activity = (row: readonly unknown[]): Activity => ({
    arn: String(row[0]),
    name: String(row[1]),
    createdAt: Number(row[2]),
    tags: JSON.parse(String(row[3])) as Record<string, string>,
  });
  return {
    put: (one) => void put.run(one.arn, one.name, one.createdAt, JSON.stringify(one.tags)),
    remove: (arn) => void remove.run(arn),
    get(arn) {
      const row = get.get(arn);
      return row && activity(row);
    },
    list: (after, limit) => list.all(after, limit).map(activity),
  };
}
