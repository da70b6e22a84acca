import { describe, expect, it } from 'vitest';
import { run, text, vtl } from './rendering.js';

const LETTERS = 'abcdefghijklmno'.split('');
/** A block or macro that uses the next one ten times, and so on: small to write, endless to print. */
const tenfold = (use: (letter: string) => string): string[] =>
  LETTERS.map((_, at) => (at + 1 < LETTERS.length ? use(LETTERS[at + 1]!).repeat(10) : ''));
const BLOCKS = tenfold((letter) => `$${letter}`).map((body, at) => `#define($${LETTERS[at]})${body}#end`);
const MACROS = tenfold((letter) => `#m${letter}()`).map((body, at) => `#macro(m${LETTERS[at]})${body}#end`);
const ARGUMENTS = LETTERS.map(
  (letter, at) => `#macro(m${letter} $x)#m${LETTERS[at + 1] ?? 'z'}("${'$!x'.repeat(10)}")#end`,
);

/** A list of a list of a list, each there twice. */
const TWICE = '#set($l = [1])#foreach($i in [1..100])#set($l = [$l, $l])#end';

describe('limits', () => {
  it('#foreach ends after 1000 iterations', () => {
    expect(text('#set($n = 0)#foreach($i in [1..5000])#set($n = $n + 1)#end$n')).toBe('1000');
  });

  it.each([
    ['a string that doubles', '#set($s = "0123456789")#foreach($i in [1..100])#set($s = "$s$s")#end$s'],
    ['a sum that doubles', '#set($s = "0123456789")#foreach($i in [1..100])#set($s = $s + $s)#end$s'],
    ['a text written over and over', `#set($s = "${'x'.repeat(1000)}")#set($s = $s.repeat(5000))${'$s'.repeat(2000)}`],
    ['a list that doubles', '#set($l = [1, 2])#foreach($i in [1..100])$util.qr($l.addAll($l))#end'],
    ['a list that holds lists twice, printed', `${TWICE}$l`],
    ['... as JSON', `${TWICE}$util.toJson($l)`],
    ['... as JSON in a string', `${TWICE}"$util.toJson($l)"`],
    ['... given to $util', `${TWICE}$util.dynamodb.toDynamoDBJson($l)`],
    ['... compared', `${TWICE}#set($k = $l)${TWICE}#if($k == $l)same#{else}other#end`],
    ['... as a key', `${TWICE}#set($k = $l)${TWICE}#set($m = {})$!m.put($k, 1)$!m.get($l)`],
    ['... hashed', `${TWICE}$l.hashCode()`],
    ['... returned', `${TWICE}#return($l)`],
    ['... in the stash', `${TWICE}$util.qr($ctx.stash.put("l", $l)){}`],
    ['a long range', '#set($l = [1..2000000000])'],
    ['much output', '#foreach($i in [1..1000])#foreach($j in [1..1000])0123456789#end#end'],
    ['nested loops', '#foreach($a in [1..1000])#foreach($b in [1..1000])#foreach($c in [1..1000])#end#end#end'],
    ['loops in a string', '#set($s = "#foreach($a in [1..1000])#foreach($b in [1..1000])01234567#end#end")'],
    ['repeat', '#set($s = "0123456789")$s.repeat(2000000000)'],
    ['format', '#set($s = "")$s.format("%2000000000d", 1)'],
    ['format with many digits', '#set($s = "")$s.format("%.2000000000f", 1.5)'],
    ['join', '#set($s = "0123456789")#set($s = $s.repeat(1000))#set($l = [1..1000])$s.join($s, $l)'],
    ['replace', '#set($s = "0123456789")#set($s = $s.repeat(1000))$s.replace("0", $s)$s.replaceAll("[0-9]", $s)'],
    ['a pattern that backtracks', `#set($s = "${'a'.repeat(40)}!")$s.matches("(a+)+")`],
    ['a pattern of $util that backtracks', `$util.matches("(a+)+", "${'a'.repeat(40)}!")`],
    ['a map that holds itself', '#set($m = {})$util.qr($m.put("a", [$m]))$util.toJson($m)x'],
    ['blocks that print blocks', `${BLOCKS.join('')}$a`],
    [
      'a block that prints itself',
      '#define($a)$b$b$b#end#define($b)$a$a$a#end#foreach($i in [1..1000])#foreach($j in [1..1000])$a#end#end',
    ],
    ['macros that call macros', `${MACROS.join('')}#ma()`],
    ['macros that call each other', '#macro(p)#q()#end#macro(q)#p()#end#p()'],
    ['macros that hand their argument on, ten times', `${ARGUMENTS.join('')}#macro(mz $x)$x#end#ma("")`],
    ['a macro that hands itself its argument', '#macro(p $x)#p("$x$x")#end#p("ab")'],
    ['a body that holds the call', '#macro(w)$bodyContent$bodyContent#end#macro(p)#@w()#p()#end#end#p()'],
  ])('%s ends with an error', (_, template) => {
    expect(run(template)).toMatchObject({ kind: 'error', fault: { errorType: 'MappingTemplate' } });
  });

  it.each([
    ['#if', (deep: number) => '#if(true)'.repeat(deep) + '#end'.repeat(deep)],
    ['#foreach', (deep: number) => '#foreach($i in [1])'.repeat(deep) + '#end'.repeat(deep)],
    ['#define', (deep: number) => '#define($a)'.repeat(deep) + '#end'.repeat(deep)],
    ['parentheses', (deep: number) => `#if(${'('.repeat(deep)}true${')'.repeat(deep)})x#end`],
    ['lists', (deep: number) => `#set($l = ${'['.repeat(deep)}${']'.repeat(deep)})`],
    ['arguments', (deep: number) => `${'$a.b('.repeat(deep)}1${')'.repeat(deep)}`],
    ['not', (deep: number) => `#if(${'!'.repeat(deep)}true)x#end`],
    ['#elseif', (deep: number) => `#if(false)${'#elseif(false)'.repeat(deep)}#end`],
    ['sums', (deep: number) => `#set($x = 1${' + 1'.repeat(deep)})`],
    ['steps', (deep: number) => `$ctx${'.a'.repeat(deep)}`],
  ])('%s nested without end are refused, or rendered', (_, nested) => {
    for (const deep of [150, 5000, 50_000]) {
      const { unit, diagnostics } = vtl.compile({ text: `{}${nested(deep)}`, place: {} }, undefined);
      if (unit === undefined) expect(diagnostics[0]?.code).toBe('TEMPLATE_SYNTAX');
      else expect(['value', 'error']).toContain(run(`{}${nested(deep)}`).kind);
      if (deep === 150) expect(unit).toBeDefined();
    }
  });

  it('texts and names do not get into the compiled source as anything else', () => {
    const nasty = ['"', "'", '`', '\\', '${1}', '*/', '</script>', '\u2028', '\u0000', '\ud800', ']]', '\n', '//'];
    for (const part of nasty) {
      const template = `#[[${part}]]##set($m = {'${part.replaceAll("'", "''")}': 1})\n$util.toJson($m.keySet())`;
      expect(text(template)).toBe(`${part}${JSON.stringify([part])}`);
    }
    expect(text('$frame $t $v0 $k0 $constants $context.nothing $_')).toBe(
      '$frame $t $v0 $k0 $constants $context.nothing $_',
    );
    expect(text('#set($frame = 1)#set($t = 2)#set($v0 = 3)#set($a0 = 4)$frame$t$v0$a0')).toBe('1234');
    expect(text('#macro(m0 $values $value)$values$value#end#m0(1 2)')).toBe('12');
  });
});
