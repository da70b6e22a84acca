// Where a ResultWriter puts its files: a manifest and the results beside it. The Map calls it like a child of its own; asked again
// after a restart it writes the same under the same names.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
import { s3Cause } from './item-source.js';
import type { Callable, Reply } from './target.js';

export interface ResultFiles {
  readonly mapRun: string;
  readonly bucket: string;
  /** Without a slash at its end; '' for the bucket itself. */
  readonly folder: string;
  readonly extension: 'json' | 'jsonl';
  /** The content of the file of each status that has results. */
  readonly contents: Readonly<Partial<Record<'SUCCEEDED' | 'FAILED' | 'PENDING', string>>>;
}

export function resultStore(files: ResultFiles): Callable {
  const { mapRun, bucket, folder, extension, contents } = files;
  const place = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
  return {
    label: 's3',
    child: true,
    callback: false,
    async call(_, { objects, ...ports }): Promise<Reply> {
      const put = (key: string, body: string) =>
        objects.call('PutObject', { Bucket: bucket, Key: key, Body: body, ContentType: 'application/json' });
      try {
        const listed: Record<string, unknown[]> = { FAILED: [], PENDING: [], SUCCEEDED: [] };
        for (const [status, content] of Object.entries(contents)) {
          const key = place(`${status}_0.${extension}`);
          await put(key, content);
          listed[status]!.push({ Key: key, Size: Buffer.byteLength(content) });
        }
        const key = place('manifest.json');
        const manifest = { DestinationBucket: bucket, MapRunArn: mapRun, ResultFiles: listed };
        await put(key, JSON.stringify(manifest));
        const details = { Bucket: bucket, Key: key };
        return { output: JSON.stringify({ MapRunArn: mapRun, ResultWriterDetails: details }) };
      } catch (error) {
        const cause = s3Cause(error, { ...ports, objects });
        return { failure: { error: 'States.ResultWriterFailed', cause } };
      }
    },
  };
}
