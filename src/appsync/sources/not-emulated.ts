// Data source types that are recognised and not emulated: a diagnostic when the app is compiled, an error by name when
// a field asks for one. Never answers with data.
import { notEmulated } from '../../aws/errors.js';
import type { DataSourceType } from '../../definition/model.js';
import { found } from './diagnostics.js';
import { type SourceKind, sourceFault } from './source.js';

export function notEmulatedSource(type: DataSourceType): SourceKind {
  return {
    type,
    covers: 'not emulated',
    check: ({ name, place }) => [
      found.SOURCE_NOT_EMULATED(`The data source ${name} is of type ${type}, which is not emulated.`, place),
    ],
    create: ({ name }) => {
      const error = notEmulated(`The data source type ${type} (of ${name})`);
      const fault = sourceFault(error.code, error.message);
      return () => ({ result: null, error: fault });
    },
  };
}
