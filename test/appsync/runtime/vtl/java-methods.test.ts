import { describe, expect, it } from 'vitest';
import { text } from './rendering.js';

describe('String', () => {
  it.each([
    ['"hello".length()', '5'],
    ['"hello".substring(1)', 'ello'],
    ['"hello".substring(1, 3)', 'el'],
    ['"hello".indexOf("l")', '2'],
    ['"hello".indexOf("l", 3)', '3'],
    ['"hello".lastIndexOf("l")', '3'],
    ['"hello".charAt(1)', 'e'],
    ['"hello".contains("ell")', 'true'],
    ['"hello".startsWith("he")', 'true'],
    ['"hello".endsWith("x")', 'false'],
    ['"hello".equals("hello")', 'true'],
    ['"1".equals(1)', 'false'],
    ['"Hello".equalsIgnoreCase("hELLO")', 'true'],
    ['"a".compareTo("c")', '-2'],
    ['"hello".hashCode()', '99162322'],
    ['" x ".trim()', 'x'],
    ['"a.b.c".replace(".", "-")', 'a-b-c'],
    ['"a1b22".replaceAll("[0-9]+", "#")', 'a#b#'],
    ['"John Smith".replaceAll("(\\w+) (\\w+)", \'$2 $1\')', 'Smith John'],
    ['"aab".replaceFirst("a", "x")', 'xab'],
    ['"abc".matches("[a-c]+")', 'true'],
    ['"abcd".matches("[a-c]+")', 'false'],
    ['"ABC".matches("(?i)abc")', 'true'],
    ['"a,b,,c,,".split(",")', '[a, b, , c]'],
    ['"a,b,c".split(",", 2)', '[a, b,c]'],
    ['"a.b".split("\\.")', '[a, b]'],
    ['"abc".split("")', '[a, b, c]'],
    ['"".isEmpty()', 'true'],
    ['"ab".concat("cd")', 'abcd'],
    ['"x".format("%s-%03d", "a", 7)', 'a-007'],
    ['"ab".toUpperCase()', 'AB'],
    ['"boo:and:foo".split("o")', '[b, , :and:f]'],
    ['"boo:and:foo".split("o", -1)', '[b, , :and:f, , ]'],
    ['"a1b2".split("(?<=[0-9])")', '[a1, b2]'],
    ['",a".split(",")', '[, a]'],
    ['",".split(",").size()', '0'],
    ['"".split(",").size()', '1'],
    ['"abc".split("x")', '[abc]'],
    ['"a.b".split(".").size()', '0'],
    ['"a-b".replaceAll("(a)-(?<last>b)", \'${last}\\$1\\\\$1\')', 'b$1\\a'],
    ['"abab".replaceAll("b$", "")', 'aba'],
    ['"price".regionMatches(true, 0, "PRIME", 0, 3)', 'true'],
  ])('%s', (call, expected) => {
    const [, literal, rest] = /^("(?:[^"])*")(.*)$/.exec(call)!;
    expect(text(`#set($s = ${literal})#set($r = $s${rest})$r`)).toBe(expected);
  });

  it.each([
    ['%d|%5d|%-5d|%05d|%+d|%,d', '42, 42, 42, 42, 42, 1234567', '42|   42|42   |00042|+42|1,234,567'],
    ['%d %(d %x %X %o', '-7, -7, 255, -1, 8', '-7 (7) ff FFFFFFFF 10'],
    ['%.2f|%.0f|%8.3f|%08.2f|%f', '1.005, 2.5, 3.14159, -3.5, 0.1', '1.01|3|   3.142|-0003.50|0.100000'],
    ['%e|%.2E|%g', '12345.678, 0.00012, 0.00012', '1.234568e+04|1.20E-04|0.000120000'],
    ['%s|%5s|%-5s|%.2s|%S', '"ab", "ab", "ab", "abc", "ab"', 'ab|   ab|ab   |ab|AB'],
    ['%2$s %1$s %s %<s', '"a", "b"', 'b a a a'],
    ['%b %b %b %c %h %%', 'true, $nothing, 1, "x", "hello"', 'true false true x 5e918d2 %'],
    ['%s', '[1, {"a": 1.0}]', '[1, {a=1.0}]'],
  ])('format("%s")', (pattern, args, expected) => {
    expect(text(`#set($s = "")$s.format('${pattern}', ${args})`)).toBe(expected);
  });

  it.each([
    ['$s.format(\'%d\', "x")', 'java.util.IllegalFormatConversionException: d != java.lang.String'],
    ["$s.format('%f', 1)", 'java.util.IllegalFormatConversionException: f != java.lang.Integer'],
    ["$s.format('%d', 1.5)", 'java.util.IllegalFormatConversionException: d != java.lang.Double'],
    ["$s.format('%s %s', 1)", "java.util.MissingFormatArgumentException: Format specifier '%s'"],
    ["$s.format('%q', 1)", "java.util.UnknownFormatConversionException: Conversion = 'q'"],
    ["$s.format('%', 1)", "java.util.UnknownFormatConversionException: Conversion = '%'"],
    ["$s.format('%-d', 1)", 'java.util.MissingFormatWidthException: %-d'],
    ["$s.replaceAll('(b)', '$2')", 'java.lang.IndexOutOfBoundsException: No group 2'],
    ["$s.replaceAll('b', '$')", 'java.lang.IllegalArgumentException: Illegal group reference'],
    ["$s.replaceAll('(b', '')", 'java.util.regex.PatternSyntaxException: Unclosed group near index 2'],
    ["$s.matches('*b')", "java.util.regex.PatternSyntaxException: Dangling meta character '*' near index 0"],
    ['$s.charAt(9)', 'java.lang.StringIndexOutOfBoundsException: String index out of range: 9'],
  ])('%s throws %s', (call, exception) => {
    expect(text(`#set($s = "abc")${call}`)).toContain(`threw exception ${exception}`);
  });

  it('says what Java says when a method fails', () => {
    expect(text('#set($s = "abc")\n$s.substring(5)')).toBe(
      "error: Invocation of method 'substring' in  class java.lang.String threw exception " +
        'java.lang.StringIndexOutOfBoundsException: begin 5, end 3, length 3 at velocity[line 2, column 4]',
    );
    expect(text('#set($i = 0)$i.parseInt("x")')).toBe(
      "error: Invocation of method 'parseInt' in  class java.lang.Integer threw exception " +
        'java.lang.NumberFormatException: For input string: "x" at velocity[line 1, column 16]',
    );
  });
});

describe('List', () => {
  it.each([
    ['$l.size()', '3'],
    ['$l.get(0)', 'a'],
    ['$l[-1]', 'c'],
    ['$l.contains("b")', 'true'],
    ['$l.indexOf("c")', '2'],
    ['$l.add("d")$l', 'true[a, b, c, d]'],
    ['$l.add(0, "z")$l', '[z, a, b, c]'],
    ['$l.set(1, "x")$l', 'b[a, x, c]'],
    ['$l.remove(0)$l', 'a[b, c]'],
    ['$l.remove("b")$l', 'true[a, c]'],
    ['$l.removeAll(["a", "c"])$l', 'true[b]'],
    ['$l.retainAll(["a", "c"])$l', 'true[a, c]'],
    ['$l.addAll($l)$l', 'true[a, b, c, a, b, c]'],
    ['$l.subList(1, 3)', '[b, c]'],
    ['$l.subList(0, 2).clear()$l', '[c]'],
    ['#set($part = $l.subList(1, 3))$part.remove("b")$part$l', 'true[c][a, c]'],
    ['$!l.keySet().add(1)$!l.subList(0, 1).add("d")$l', 'true[a, b, c]'],
    ['$l.equals(["a", "b", "c"])', 'true'],
    ['$l.clear()$l.isEmpty()$l.empty', 'truetrue'],
    ['#set($l[0] = "q")$l', '[q, b, c]'],
    ['$l.get("x")', '$l.get("x")'],
    ['$l.hashCode()', '126145'],
    ['#set($i = $l.iterator())$i.next()#foreach($x in $i)<$x>#end', 'a<b><c>'],
  ])('%s', (template, expected) => {
    expect(text(`#set($l = ["a", "b", "c"])${template}`)).toBe(expected);
  });

  it('that changes under #foreach ends it as Java does', () => {
    expect(text('#set($l = [1, 2, 3])#foreach($x in $l)$!l.add(4)#end')).toBe(
      'error: java.util.ConcurrentModificationException',
    );
    // Java's iterator does not notice that the last but one is the last.
    expect(text('#set($l = [1, 2, 3])#foreach($x in $l)$x#if($x == 2)#set($r = $l.remove(0))#end#end $l')).toBe(
      '12 [2, 3]',
    );
  });

  it('an index out of bounds is the recorded error', () => {
    expect(text('#set($l = [])\n\n\n  $l[0]')).toBe(
      "error: Error invoking method 'get(java.lang.Integer)' in java.util.ArrayList at velocity[line 4, column 5]",
    );
  });
});

describe('Map', () => {
  it.each([
    ['$m.size()', '2'],
    ['$m.get("a")', '1'],
    ['$m.a', '1'],
    ['$m["b"]', '2'],
    ['$m.containsKey("a")$m.containsValue(2)', 'truetrue'],
    ['$m.put("a", 5)$m', '1{a=5, b=2}'],
    ['$m.put("c", 3)', '$m.put("c", 3)'],
    ['$m.putIfAbsent("a", 9)$m.getOrDefault("z", 0)', '10'],
    ['$m.remove("a")$m', '1{b=2}'],
    ['$m.putAll({"c": 3})$m', '{a=1, b=2, c=3}'],
    ['$m.keySet()$m.values()$m.entrySet()', '[a, b][1, 2][a=1, b=2]'],
    ['#foreach($e in $m.entrySet())$e.key$e.value$e.getKey();#end', 'a1a;b2b;'],
    ['$m.keySet().removeAll(["a"])$m', 'true{b=2}'],
    ['#set($m.c = 3)#set($m["d"] = 4)$m', '{a=1, b=2, c=3, d=4}'],
    ['$m.nothing', '$m.nothing'],
    ['$m.hashCode()', '192'],
    ['$m.keySet().iterator().next()', 'a'],
    ['#set($e = $m.entrySet().iterator().next())$e.key=$e.value', 'a=1'],
    ['$m.replace("a", 1, 7)$m.replace("b", 1, 7)$m', 'truefalse{a=7, b=2}'],
    ['$m.replace("a", 7)$m', '1{a=7, b=2}'],
    ['$m.remove("a", 2)$m.remove("b", 2)$m', 'falsetrue{a=1}'],
    ['#foreach($e in $m.entrySet())$!e.setValue(0)#end$m', '12{a=0, b=0}'],
    ['$m.values().remove(2)$m', 'true{a=1}'],
  ])('%s', (template, expected) => {
    expect(text(`#set($m = {"a": 1, "b": 2})${template}`)).toBe(expected);
  });

  it('keeps integers and strings apart as keys', () => {
    expect(text('#set($m = {})$!m.put(1, "int")$!m.put("1", "text")$m.get(1) $m.get("1")')).toBe('int text');
  });
});

describe('numbers and booleans', () => {
  it.each([
    ['#set($i = 0)$i.parseInt("42")', '42'],
    ['#set($i = 5)$i.toString().length()', '1'],
    ['#set($d = 2.9)$d.intValue()', '2'],
    ['#set($i = 3)$i.doubleValue()', '3.0'],
    ['#set($i = 3)$i.compareTo(5)', '-1'],
    ['#set($d = 0.0)$d.parseDouble("1.50")', '1.5'],
    ['#set($i = 0)$i.max(3, 7)', '7'],
    ['#set($i = 0)$i.toString(255, 16)$i.signum(-5)', 'ff-1'],
    ['#set($d = 1.5)$d.hashCode()', '1073217536'],
    ['#set($i = 4294967296)$i.hashCode()', '1'],
    ['#set($b = true)$b.toString()$b.booleanValue()', 'truetrue'],
  ])('%s', (template, expected) => {
    expect(text(template)).toBe(expected);
  });
});

describe('the host is out of reach', () => {
  it.each([
    'constructor',
    'get("__proto__")',
    'prototype',
    'toLocaleString',
    'hasOwnProperty',
    'class',
    'getClass()',
    'valueOf()',
    'constructor.constructor("return 1")()',
    'call()',
    'methods',
    'namespaces',
    'host',
    'size.call()',
  ])('$x.%s is nothing', (member) => {
    for (const value of ['"text"', '[1]', '{"a": 1}', '7', 'true', '$util', '$ctx', '$util.time', '$ctx.args']) {
      expect(text(`#set($x = ${value})[$!{x.${member.replace('")()', '")')}}]`)).toBe('[]');
    }
  });

  it('keys that JavaScript knows are plain keys', () => {
    const template =
      '#set($m = {})$!m.put("__proto__", 1)$!m.put("constructor", 2)$m.__proto__ $m.constructor $util.toJson($m)';
    expect(text(template)).toBe('{__proto__=1, constructor=2}.__proto__ 2 {"__proto__":1,"constructor":2}');
    expect(text('$!ctx.args.toString.x $!ctx.args.constructor', { arguments: {} })).toBe(' ');
  });
});
