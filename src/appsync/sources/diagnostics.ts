// What can be wrong with the data sources of an app.
import { defineDiagnostics } from '../../lib/diagnostics.js';

export const found = defineDiagnostics({
  SOURCE_CONFIG: {
    severity: 'error',
    summary: 'A data source lacks a setting that its type needs, or has one that makes no sense.',
    fix: 'Give the data source the setting that the message names.',
  },
  SOURCE_NOT_EMULATED: {
    severity: 'warning',
    summary: 'The app has a data source of a type that offsync does not emulate; its fields answer with an error.',
    fix: 'Put a Lambda or HTTP data source in its place for local work; docs/coverage.md lists what is emulated.',
  },
  SOURCE_VERSIONED_NOT_EMULATED: {
    severity: 'warning',
    summary:
      'A DynamoDB data source is versioned; conflict detection and Sync are not emulated, so items carry no _version.',
    fix: 'Nothing needs changing; do not rely on conflict handling locally.',
  },
});
