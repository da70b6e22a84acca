// Every code of an OffsyncError that a person may meet: what it means and what to do. docs/errors.md prints it, and a test
// holds the code of src/ to it.

export interface FaultRow {
  readonly summary: string;
  readonly fix: string;
}

export const FAULTS: Readonly<Record<string, FaultRow>> = {
  ADDRESS_NOT_AVAILABLE: {
    summary: 'The address given with --host does not belong to this machine.',
    fix: 'Give an address of this machine, or leave --host out.',
  },
  ANSWER_BROKEN: {
    summary: 'The app stopped, or the connection broke, in the middle of an answer.',
    fix: 'See whether it runs, then ask again.',
  },
  BUG: { summary: 'A fault of offsync itself.', fix: 'Report it with the log line; the request id finds it.' },
  DATABASE_CLOSED: {
    summary: 'Something was written after the emulator was closed.',
    fix: 'Wait for what is under way before closing.',
  },
  DATABASE_FAILED: {
    summary: 'The data file could not be written: the disk is full or went away. Nothing of that commit was kept.',
    fix: 'Make room, then try again.',
  },
  DATABASE_FOREIGN: { summary: 'The data folder holds a database that is not ours.', fix: 'Name another --data-dir.' },
  DATABASE_IN_USE: {
    summary: 'Another offsync uses the data folder.',
    fix: 'Stop it, or name another --data-dir, or start with --ephemeral.',
  },
  DATABASE_NESTED: { summary: 'A fault of offsync itself: a commit inside a commit.', fix: 'Report it.' },
  DATABASE_NEWER: {
    summary: 'The data was written by a newer offsync.',
    fix: 'Upgrade offsync, or name another --data-dir. The data was left as it is.',
  },
  DATABASE_UNREADABLE: {
    summary: 'The data file is damaged or not readable.',
    fix: 'Restore it or name another --data-dir. The file was left as it is.',
  },
  EMULATOR_CLOSED: {
    summary: 'reset() or replace() was called after close().',
    fix: 'Wait for what is under way before closing.',
  },
  HTTP_AWS_REFUSED: {
    summary: 'A request to a host of AWS that offsync does not serve.',
    fix: 'Start with --allow-aws to let it out, or point the data source elsewhere.',
  },
  HTTP_BAD_URL: {
    summary: 'A data source or handler asked for something that is no HTTP URL.',
    fix: "Correct the data source's endpoint or the resourcePath.",
  },
  HTTP_TIMEOUT: {
    summary: 'A server asked over HTTP did not answer in time.',
    fix: 'See whether it runs; it has 30 seconds.',
  },
  HTTP_TOO_LARGE: { summary: 'An answer over HTTP is longer than AWS allows.', fix: 'Ask for less.' },
  HTTP_UNREACHABLE: {
    summary: 'A server asked over HTTP could not be reached.',
    fix: 'See whether it runs and the endpoint is right.',
  },
  IMPORT_STOPPED: {
    summary: 'An item of the file could not be read, or was refused by its table.',
    fix: 'Mend the line, then go on with --from-line; the message has the line and the command.',
  },
  ISSUER_KEY: {
    summary: 'The key that signs tokens of `offsync token` cannot be read, or is none of ours.',
    fix: 'Remove `issuer/key.json` from the data folder: another key is made. Tokens of the old one are good no more.',
  },
  ISSUER_KEYS_UNAVAILABLE: {
    summary: "A token issuer's keys cannot be had: nobody with a token of it is let in. The log says why.",
    fix: 'Start the issuer, or say where its keys are: `jwks` in offsync.yaml, or --issuer-keys.',
  },
  ITEM_INVALID: {
    summary: 'A file of items is not well formed at a line.',
    fix: 'Mend the line. CSV needs a header with types: `id:S,price:N`.',
  },
  LISTEN_FAILED: {
    summary: 'The port could not be opened for another reason; the message has it.',
    fix: 'Choose another --port.',
  },
  NOT_RUNNING: {
    summary: 'A command that asks a running app found none.',
    fix: 'Start it with `offsync start`, or say with --port or --url where it is served.',
  },
  PORT_IN_USE: {
    summary: 'Another program listens at the port.',
    fix: 'Stop it or give another --port; 0 takes any free one.',
  },
  SNAPSHOT_FOREIGN: {
    summary: 'The file of a snapshot is no snapshot of offsync.',
    fix: 'Take it anew. The data was left as it is.',
  },
  SNAPSHOT_NAME: { summary: 'The name given to a snapshot is none.', fix: 'Take lower-case letters, digits, - and _.' },
  SNAPSHOT_NEWER: {
    summary: 'The snapshot was written by a newer offsync.',
    fix: 'Upgrade offsync, or take the snapshot anew. The data was left as it is.',
  },
  SNAPSHOT_UNKNOWN: { summary: 'No snapshot has that name.', fix: 'Take it first; the message lists those there are.' },
  SNAPSHOT_UNUSABLE: {
    summary: 'The snapshot is damaged, or there is no room to restore it.',
    fix: 'Make room or take it anew. The data was left as it is.',
  },
  TABLE_REFUSED: {
    summary: 'A table did not take an item, or is not there.',
    fix: 'The message has the words of DynamoDB, or the tables there are.',
  },
  PORT_NOT_ALLOWED: { summary: 'The system does not let you listen at the port.', fix: 'Choose a port above 1023.' },
  WORKFLOW_REFUSED: {
    summary: 'A workflow command was refused, or named a machine or an execution that is not there.',
    fix: 'The message has the words of Step Functions; `offsync workflow list` shows what is there.',
  },
};
