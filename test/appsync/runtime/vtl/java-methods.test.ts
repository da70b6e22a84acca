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
  ])('%s', (call, expected) => {
    const [, literal, rest] = /^("(?:[^"])*")(.*)$/.exec(call)!;
    expect(text(`#set($s = ${literal})#set($r = $s${rest})$r`)).toBe(expected);
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
    ['$l.equals(["a", "b", "c"])', 'true'],
    ['$l.clear()$l.isEmpty()$l.empty', 'truetrue'],
    ['#set($l[0] = "q")$l', '[q, b, c]'],
    ['$l.get("x")', '$l.get("x")'],
  ])('%s', (template, expected) => {
    expect(text(`#set($l = ["a", "b", "c"])${template}`)).toBe(expected);
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
