// Joins parser, compiler, `$util` and contexts into the VTL runtime; index.ts exports it. It parses and renders nothing
// itself.
import type { SourceText } from '../../../definition/model.js';
import type { Clock } from '../../../lib/clock.js';
import type { Diagnostic } from '../../../lib/diagnostics.js';
import type { Random } from '../../../lib/random.js';
import { found } from '../../diagnostics.js';
import type { CompiledUnit } from '../unit.js';
import { createUtil } from '../util/index.js';
import { type CompiledTemplate, type Constants, compileTemplate } from './compile.js';
import { FieldContexts } from './context.js';
import { TemplateSyntaxError } from './cursor.js';
import { evaluateTemplate, type TemplateEvaluation } from './evaluate.js';
import { parseTemplate } from './parse.js';
import { createSession } from './session.js';
import { createUnit } from './template-unit.js';
import { extensionsNamespace, type UtilLibrary, utilNamespace } from './util-members.js';

export type { TemplateEvaluation } from './evaluate.js';

export interface VtlPorts {
  readonly clock: Clock;
  readonly random: Random;
}

export interface VtlRuntime {
  /** Compiles a resolver's or function's pair of mapping templates. */
  compile(request: SourceText | undefined, response: SourceText | undefined): CompiledUnit;
  /**
   * Renders one template against a context given as JSON text: API_EvaluateMappingTemplate.html. Throws SyntaxError when
   * the context is not a JSON object.
   */
  evaluate(template: string, contextJson: string): TemplateEvaluation;
}

/**
 * Made once per emulator.
 *
 *     const { unit, diagnostics } = createVtlRuntime({ clock, random }).compile(request, response);
 */
export function createVtlRuntime(ports: VtlPorts): VtlRuntime {
  const session = createSession(ports);
  const library = createUtil(session.host, session.util);
  const util = utilNamespace(memberOf(library.templateUtil), session.log);
  const constants: Constants = new Map([
    ['util', util],
    ['utils', util],
    ['extensions', extensionsNamespace(memberOf(library.extensions))],
  ]);
  const contexts = new FieldContexts();

  const compileText = (source: SourceText, diagnostics: Diagnostic[]): CompiledTemplate | undefined => {
    try {
      return compileTemplate(parseTemplate(source.text), constants);
    } catch (error) {
      if (error instanceof TemplateSyntaxError) {
        diagnostics.push(found.TEMPLATE_SYNTAX(error.message, placeOf(source, error)));
      } else if (error instanceof RangeError) {
        diagnostics.push(found.TEMPLATE_SYNTAX('The template is nested too deeply.', source.place));
      } else throw error;
      return undefined;
    }
  };

  return {
    compile(request, response) {
      const diagnostics: Diagnostic[] = [];
      const compiled = [request, response].map((source) => source && compileText(source, diagnostics));
      const unit = diagnostics.length > 0 ? undefined : createUnit(compiled[0], compiled[1], contexts, session);
      return { unit, diagnostics };
    },
    evaluate: (template, contextJson) =>
      evaluateTemplate(template, contextJson, {
        compile: (text) => compileTemplate(parseTemplate(text), constants),
        session,
        contexts,
      }),
  };
}

/** A template that is a file of its own begins at line 1; one inside another file is told by that file's line. */
function placeOf({ place }: SourceText, error: TemplateSyntaxError): SourceText['place'] {
  return { ...place, line: (place.line ?? 1) + error.at.line - 1, column: error.at.column };
}

/** Looks a function up among a library's own members, and nowhere else. */
function memberOf(library: object): UtilLibrary {
  return (path) => {
    let member: unknown = library;
    for (const name of path.split('.')) {
      if (typeof member !== 'object' || member === null || !Object.hasOwn(member, name)) return undefined;
      member = (member as Readonly<Record<string, unknown>>)[name];
    }
    return typeof member === 'function' ? (member as (...args: unknown[]) => unknown) : undefined;
  };
}
