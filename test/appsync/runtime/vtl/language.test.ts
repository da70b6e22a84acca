import { describe, expect, it } from 'vitest';
import { text } from './rendering.js';

describe('references', () => {
  const context = { arguments: { a: { b: [10, { c: 'x' }] }, s: 'text', n: 0, empty: '', yes: true } };
  it.each([
    ['$ctx.args.s', 'text'],
    ['${ctx.args.s}ual', 'textual'],
    ['$ctx.args.s.', 'text.'],
    ['$ctx.args.a.b[0]', '10'],
    ['$ctx.args.a.b[1].c', 'x'],
    ['$ctx.args.a["b"][-1]["c"]', 'x'],
    ["$ctx.args.get('s')", 'text'],
    ['$ctx.args.s.toUpperCase().length()', '4'],
    ['$nothing', '$nothing'],
    ['${nothing.at.all()}', '${nothing.at.all()}'],
    ['$!nothing|$!{nothing}|', '||'],
    ['$ctx.args._s', '{a={b=[10, {c=x}]}, s=text, n=0, empty=, yes=true}._s'],
    ['SHOP#${ctx.args.s}#$ctx.args.n', 'SHOP#text#0'],
    ['$ 5 $1 $$ctx.args.n', '$ 5 $1 $0'],
    ['cost: $5.00', 'cost: $5.00'],
  ])('%s', (template, expected) => {
    expect(text(template, context)).toBe(expected);
  });

  it('escapes by backslashes only what is a reference or directive', () => {
    expect(text(String.raw`#set($a = 1)\$a \\$a \\\$a \$b \\$b \x`)).toBe(String.raw`$a \1 \$a \$b \\$b \x`);
    expect(text(String.raw`\#if \#set \#nothing \\#if(true)x#end`)).toBe(String.raw`#if #set \#nothing \x`);
  });
});

describe('truth', () => {
  it.each([
    ['$zero', true],
    ['$empty', true],
    ['$no', false],
    ['$nothing', false],
    ['!$nothing', true],
    ['$list.isEmpty()', true],
    ['1', false],
    ['"text"', false],
    ['true && !false', true],
    ['$nothing || $zero', true],
    ['not $no and $zero', true],
    ['$no or $nothing', false],
  ])('#if(%s) is %s', (test, expected) => {
    const setup = '#set($zero = 0)#set($empty = "")#set($no = false)#set($list = [])';
    expect(text(`${setup}#if(${test})true#{else}false#end`)).toBe(String(expected));
  });
});

describe('expressions', () => {
  it.each([
    ['7 / 2', '3'],
    ['-7 / 2', '-3'],
    ['7.0 / 2', '3.5'],
    ['6.0 / 2', '3.0'],
    ['7 % 4', '3'],
    ['2 + 3 * 4', '14'],
    ['(2 + 3) * 4', '20'],
    ['1 - 1 - 1', '-1'],
    ['1.0', '1.0'],
    ['1e10', '1.0E10'],
    ['0.0001', '1.0E-4'],
    ['100.5', '100.5'],
    ['2147483647 + 1', '2147483648'],
    ['9007199254740991 + 2', '9007199254740993'],
    ['9223372036854775807 + 1', '9223372036854775808'],
    ['"a" + 1', 'a1'],
    ['1 + "a"', '1a'],
    ['"a" + $nothing', 'a$nothing'],
    ['1 == 1.0', 'true'],
    ['"1" == 1', 'true'],
    ['"true" == true', 'true'],
    ['$nothing == $nada', 'true'],
    ['$nothing == 1', 'false'],
    ['[1, 2] == [1, 2]', 'true'],
    ['{"a": 1} == {"a": 1.0}', 'false'],
    ['2 > 1', 'true'],
    ['"b" > "a"', 'false'],
    ['1 lt 2', 'true'],
    ['1 ge 2', 'false'],
    ['1 ne 2', 'true'],
    ['1 eq 2 || 2 le 2', 'true'],
    ['[1..3]', '[1, 2, 3]'],
    ['[2..-1]', '[2, 1, 0, -1]'],
    ['{"a": 1, "b": [1.0, "x", null]}', '{a=1, b=[1.0, x, null]}'],
    ['true', 'true'],
  ])('%s = %s', (expression, expected) => {
    expect(text(`#set($x = ${expression})$x`)).toBe(expected);
  });

  it('a division by zero, and sums of what is no number, are null: nothing is set', () => {
    expect(text('#set($x = "old")#set($x = 1 / 0)$x')).toBe('old');
    expect(text('#set($x = "old")#set($x = true + 1)$x')).toBe('old');
    expect(text('#set($x = "old")#set($x = null)$x')).toBe('old');
  });

  it('a minus before a digit belongs to the number', () => {
    expect(text('#set($a = 3)#set($x = $a -1)$x')).toContain('Encountered "-" at velocity[line 1, column 26]');
    expect(text('#set($a-1 = "a name")$a-1')).toBe('a name');
  });
});

describe('strings', () => {
  it.each([
    ['"$a-b ${a}b $!n($n)"', '$a-b 1b ($n)'],
    ["'$a'", '$a'],
    ['"he said ""$a"""', 'he said "1"'],
    ["'it''s'", "it's"],
    [String.raw`"\u0041\n"`, String.raw`A\n`],
    ['"#if($a == 1)one#{else}other#end"', 'one'],
    ['"#foreach($i in [1..3])$i,#end"', '1,2,3,'],
  ])('%s', (literal, expected) => {
    expect(text(`#set($a = 1)#set($s = ${literal})$s`)).toBe(expected);
  });

  it('may assign: also to what is otherwise $util', () => {
    expect(text('#set($s = "#set($util = 7)")$util')).toBe('7');
    expect(text('#macro(m $x)#set($x = 7)#end#m($util)$util')).toBe('7');
  });

  it('two literals next to each other stay two', () => {
    expect(text('$util.toJson(["", "a", \'\'])')).toBe('["","a",""]');
  });
});

describe('directives', () => {
  it('takes the rest of a blank line along', () => {
    expect(text('a\n#set($x = 1)  \nb\n#if($x)\nc\n#else\nd\n#end\ne')).toBe('a\nb\nc\ne');
  });

  it('blanks before #set vanish at the beginning of a token only', () => {
    expect(text('  #set($x = 1)\n  #set($y = 2)\nx  #set($z = 3)y')).toBe('x  y');
  });

  it('comments vanish', () => {
    expect(text('a ## one\nb #* two\n lines *#c #** three *#d #[[ $raw #if ]]#')).toBe('a b c d  $raw #if ');
  });

  it('#elseif and nested #if', () => {
    const template =
      '#foreach($n in [1..4])#if($n == 1)one#elseif($n == 2)two#elseif($n == 3)#if(true)three#end#{else}many#end #end';
    expect(text(template)).toBe('one two three many ');
  });

  it('#foreach counts, and gives the outer variables back', () => {
    const template =
      '#set($i = "outer")#foreach($i in ["a", "b", "c"])$i:$foreach.index:$foreach.count:$foreach.hasNext:$foreach.first:' +
      '$foreach.last:$velocityCount #end$i $foreach.count $velocityCount';
    expect(text(template)).toBe(
      'a:0:1:true:true:false:1 b:1:2:true:false:false:2 c:2:3:false:false:true:3 outer $foreach.count $velocityCount',
    );
    expect(text('#foreach($a in [1..2])#foreach($b in [1..2])$foreach.parent.count$foreach.count #end#end')).toBe(
      '11 12 21 22 ',
    );
  });

  it('#foreach goes through the values of a map, and over nothing else in silence', () => {
    expect(text('#foreach($v in {"a": 1, "b": 2})$v#end')).toBe('12');
    expect(text('#foreach($v in $nothing)x#end#foreach($v in "text")x#end#foreach($v in 5)x#end')).toBe('');
  });

  it('a null item hides the variable', () => {
    expect(text('#set($v = 9)#foreach($v in [1, null])[$!v]#end$v')).toBe('[1][]9');
  });

  it('#break leaves the loop, #stop the template', () => {
    expect(text('#foreach($i in [1..5])#if($i > 2)#break#end$i#end!')).toBe('12!');
    expect(text('#foreach($i in [1..5])#if($i > 2)#stop#end$i#end!')).toBe('12');
    expect(text('a#break b')).toBe('a');
    expect(text('#foreach($i in [1..5])$i#set($s = "#if($i == 2)#break#end")#end!')).toBe('12!');
    expect(text('#macro(m)a#set($s = "#break")b#end#m()c')).toBe('ac');
  });

  it('#define renders when it is printed', () => {
    expect(text('#define($hello)Hello $who#end#set($who = "you")$hello!')).toBe('Hello you!');
    expect(text('#define($me)x$me#end$me')).toBe('xx');
    expect(text('#define($list)#foreach($i in [1..3])$i#if($i == 2)#break#end#end;#end$list $list')).toBe('12; 12;');
    expect(text('#define($end)a#{stop}b#end<$end>')).toBe('<');
    expect(text('#define($end)a#return({"a": 1})#end<$end>')).toBe('{"a":1}');
  });

  it('#macro takes its arguments by name', () => {
    expect(text('#macro(twice $x)$x$x#end#set($n = 1)#twice($n) #twice("a") #twice([1])')).toBe('11 aa [1][1]');
    expect(text('#macro(set $target $value)#set($target = $value)#end#{set}($r 5)$r')).toContain('error');
    expect(text('#macro(assign $target $value)#set($target = $value)#end#assign($r 5)$r')).toBe('5');
    expect(text('#macro(show $x)$x#end#show($unknown)#show()')).toBe('$unknown$x');
    expect(text('#macro(wrap)<$bodyContent>#end#@wrap()in#end')).toBe('<in>');
    expect(text('#macro(wrap $x)<$bodyContent$x>#end#set($x = "outer")#@wrap("inner")$x #end')).toBe('<outer inner>');
    expect(text('#later("x")#macro(later $a)[$a]#end')).toBe('[x]');
  });

  it('a macro that calls itself is stopped', () => {
    expect(text('#macro(again)#again()#end#again()')).toBe(
      "error: Max calling depth of 20 was exceeded in macro 'again'",
    );
  });

  it('what is no directive is text', () => {
    expect(text('#unknown #unknown("x") # #1 #fff')).toBe('#unknown #unknown("x") # #1 #fff');
    expect(text('#literal()$a #if#end')).toContain('error');
    expect(text('#literal()$a #*c*##end')).toBe('$a #*c*#');
  });
});

describe('what the grammar refuses', () => {
  it.each([
    ['#if(true)', 'Encountered "<EOF>" at velocity[line 1, column 10]'],
    ['x\n  #end', 'Encountered "#end" at velocity[line 2, column 3]'],
    ['#set($x = )', 'Encountered ")" at velocity[line 1, column 11]'],
    ['#set(x = 1)', 'Encountered "x" at velocity[line 1, column 6]'],
    ['\n$util.toJson($a + 1)', 'Encountered "+" at velocity[line 2, column 17]'],
    ['#set($x = {"a": $b + 1})', 'Encountered "+" at velocity[line 1, column 20]'],
    ['#set($x = [1, 2)', 'Encountered ")" at velocity[line 1, column 16]'],
    ['${a', 'Encountered "<EOF>" at velocity[line 1, column 4]'],
    ['$a["x"', 'Encountered "<EOF>" at velocity[line 1, column 7]'],
    ['#if("a" == $b in)x#end', 'Encountered "in" at velocity[line 1, column 15]'],
    ['#set($s = "ab\n#if(true)x")', 'Encountered "<EOF>"'],
    ['#include("x")', '#include is not emulated at velocity[line 1, column 1]'],
    ['x\n  #parse("x")', '#parse is not emulated at velocity[line 2, column 3]'],
    ['#set($s = "a\n#evaluate($x)")', '#evaluate is not emulated at velocity[line 2, column 1]'],
    ['#foreach($a in [1])#break($macro)#end', '#break of another scope is not emulated at velocity[line 1, column 20]'],
    ['#* never', 'Encountered "<EOF>" at velocity[line 1, column 1]'],
    ['a\n #[[ never', 'Encountered "<EOF>" at velocity[line 2, column 2]'],
    ['#{foreach}($a [1])#end', 'Encountered "[" at velocity[line 1, column 15]'],
    ['#macro()x#end', 'Encountered ")" at velocity[line 1, column 8]'],
    ['#end  \nx', 'Encountered "#end  \\n" at velocity[line 1, column 1]'],
    ['#else x', 'Encountered "#else" at velocity[line 1, column 1]'],
    ['#if(true)a#else b#else c#end', 'Encountered "#else" at velocity[line 1, column 18]'],
    ['#return($a', 'Encountered "<EOF>" at velocity[line 1, column 11]'],
    ['$a.b(1,)', 'Encountered ")" at velocity[line 1, column 8]'],
    ["#set($s = 'x)", 'Encountered "\'" at velocity[line 1, column 11]'],
  ])('%s', (template, message) => {
    expect(text(template)).toContain(`error: ${message}`);
  });

  it('lists what Velocity expects after an operand, as recorded', () => {
    expect(text('#if($a in)x#end')).toMatch(
      /Was expecting one of:\n {4}<RPAREN> \.\.\.\n {4}"-" \.\.\.\n {4}"\+" \.\.\.\n/,
    );
  });
});
