import { describe, expect, it } from 'vitest';
import { parseTemplate } from '../../../../src/appsync/runtime/vtl/parse.js';
import { generateTemplate } from './generated-templates.js';
import { interpret } from './naive-interpreter.js';
import { evaluate, run } from './rendering.js';

const SEEDS = Array.from({ length: 3000 }, (_, seed) => seed);

describe('generated templates', () => {
  it('render as a naive interpreter renders them', () => {
    for (const seed of SEEDS) {
      const template = generateTemplate(seed);
      const expected = interpret(parseTemplate(template));
      const { evaluationResult, error } = evaluate(template);
      expect(error?.message ?? evaluationResult, `seed ${seed}:\n${template}`).toBe(expected);
    }
  });

  it('give the same text and value when values stand in their output', () => {
    for (const seed of SEEDS.slice(0, 1000)) {
      const template = `#set($n = ${seed})#set($list = [$n])#set($map = {"x": $n})#set($all = {"list": $list, "map": $map})
        {"text": "#set($quiet = "${'$util.toJson($map)'}")", "before": $util.toJson($all), "a": [$util.toJson($list),],
        #set($ok = $list.add("$n"))#set($map.y = true) "after": $util.toJson($all) }`;
      const outcome = run(template);
      expect(outcome).toMatchObject({ kind: 'value', rendered: evaluate(template).evaluationResult });
    }
  });
});
