// The loader of CloudFormation templates: the root stack and all that it nests -> a Definition. Called by loadApp.
import { basename, dirname } from 'node:path';
import { type Definition, EMPTY_DEFINITION } from '../../definition/model.js';
import { found } from '../diagnostics.js';
import { shownPath } from '../files.js';
import type { Findings } from '../findings.js';
import { functionsIn } from '../function-folders.js';
import type { LoadOptions } from '../options.js';
import { didYouMean } from '../suggest.js';
import { createApp } from './app.js';
import { createDraft } from './draft.js';
import { createStack } from './stack.js';
import { readTemplate, type Template } from './template.js';

/** The name of the root stack: that of the file, or of its folder when every file of its kind is called so. */
function stackNameOf(file: string): string {
  const stem = basename(file).replace(/(\.template)?\.[^.]+$/, '');
  const name = /^(template|master|main|index)$/i.test(stem) ? basename(dirname(file)) : stem;
  return name.replace(/[^A-Za-z0-9-]+/g, '-').replace(/^[^A-Za-z]+|-+$/g, '') || 'stack';
}

function checkGiven(template: Template, options: LoadOptions, findings: Findings): void {
  const declared = [...(template.section('Parameters')?.entries.keys() ?? [])];
  for (const name of Object.keys(options.parameters)) {
    // ssm:, secretsmanager: and import: stand for what would be fetched.
    if (name.includes(':') || declared.includes(name)) continue;
    const message = `The template has no parameter "${name}".${didYouMean(name, declared)}`;
    findings.report(found.PARAMETER_UNKNOWN(message, template.place));
  }
}

/** Loads the template in `file`. Functions of --functions are added; those named like one of the template replace its code. */
export function loadTemplate(file: string, options: LoadOptions, findings: Findings): Definition {
  const template = readTemplate(file, findings);
  if (!template) return EMPTY_DEFINITION;
  checkGiven(template, options, findings);
  const app = createApp(options, findings, file);
  const draft = createDraft(findings);
  try {
    const given = (name: string): string | undefined =>
      Object.hasOwn(options.parameters, name) ? options.parameters[name] : undefined;
    const stack = createStack({ template, name: stackNameOf(file), prefix: '', depth: 0, given }, app);
    stack.build(draft);
    app.reportPassedOver();
    const definition = draft.assemble(stack.outputs());
    if (options.functionsDir === undefined) return definition;
    const names = new Set(definition.functions.map(({ name }) => name));
    const more = functionsIn(options.functionsDir, options.account, findings).filter(({ name }) => !names.has(name));
    return { ...definition, functions: [...definition.functions, ...more] };
  } catch (error) {
    // Evaluation recurses: a template of endless depth ends its stack. Anything else is a fault of ours.
    if (!(error instanceof RangeError)) throw error;
    findings.report(found.TEMPLATE_INVALID('The expressions are nested too deeply.', { file: shownPath(file) }));
    return EMPTY_DEFINITION;
  }
}
