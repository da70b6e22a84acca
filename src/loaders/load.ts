// From a path to a definition. The one entry of the loaders: finds out the kind of app, lets its loader work, and turns
// whatever goes wrong into diagnostics. Never throws for anything a user's files can hold.
import { resolve } from 'node:path';
import { type Definition, EMPTY_DEFINITION, type Loaded } from '../definition/model.js';
import { detect } from './detect.js';
import { createFindings, type Findings } from './findings.js';
import type { LoadOptions } from './options.js';

async function loadDetected(path: string, options: LoadOptions, findings: Findings): Promise<Definition> {
  const detected = detect(path, findings);
  switch (detected?.format) {
    case 'convention': {
      const { loadConvention } = await import('./convention/load.js');
      return loadConvention(detected.root, options, findings);
    }
    case 'cloudformation': {
      const { loadTemplate } = await import('./cloudformation/load.js');
      return loadTemplate(detected.file, options, findings);
    }
    default:
      return EMPTY_DEFINITION;
  }
}

/**
 * Loads the app at `path`: a folder by convention, an offsync.yaml, or a CloudFormation template.
 * `loadApp('.', { parameters: {}, env: {}, account, baseUrl: 'http://localhost:4566' })`
 */
export async function loadApp(path: string, options: LoadOptions): Promise<Loaded> {
  const findings = createFindings();
  const definition = await loadDetected(resolve(path), options, findings);
  return { definition, diagnostics: findings.diagnostics, watch: findings.watched };
}
