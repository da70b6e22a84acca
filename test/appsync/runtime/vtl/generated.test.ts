import { describe, expect, it } from 'vitest';
import { parseTemplate } from '../../../../src/appsync/runtime/vtl/parse.js';
import { generateDocument, generateTemplate } from './generated-templates.js';
import { interpret } from './naive-interpreter.js';
import { evaluate, run } from './rendering.js';

/** More of them by hand: change these two. */
const [FIRST, COUNT] = [0, 1500];
const SEEDS = Array.from({ length: COUNT }, (_, at) => FIRST + at);

describe('generated templates', () => {
  it('render as a naive interpreter renders them', () => {
    for (const seed of SEEDS) {
      const template = generateTemplate(seed);
      const expected = interpret(parseTemplate(template));
      const { evaluationResult, error } = evaluate(template);
      expect(error?.message ?? evaluationResult, `seed ${seed}:\n${template}`).toBe(expected);
    }
  });

  it('give the value of the JSON they render', () => {
    for (const seed of SEEDS) {
      const template = generateDocument(seed);
      const rendered = interpret(parseTemplate(template));
      const value: unknown = JSON.parse(rendered);
      expect(run(template), `seed ${seed}:\n${template}`).toMatchObject({ kind: 'value', rendered, value });
    }
  });
});
