import { describe, expect, it } from 'vitest';
import { run, text } from './rendering.js';

describe('limits', () => {
  it('#foreach ends after 1000 iterations', () => {
    expect(text('#set($n = 0)#foreach($i in [1..5000])#set($n = $n + 1)#end$n')).toBe('1000');
  });

  it.each([
    ['a string that doubles', '#set($s = "0123456789")#foreach($i in [1..100])#set($s = "$s$s")#end$s'],
    ['a sum that doubles', '#set($s = "0123456789")#foreach($i in [1..100])#set($s = $s + $s)#end$s'],
    ['a list that doubles', '#set($l = [1, 2])#foreach($i in [1..100])$util.qr($l.addAll($l))#end'],
    ['a long range', '#set($l = [1..2000000000])'],
    ['much output', '#foreach($i in [1..1000])#foreach($j in [1..1000])0123456789#end#end'],
    ['nested loops', '#foreach($a in [1..1000])#foreach($b in [1..1000])#foreach($c in [1..1000])#end#end#end'],
    ['repeat', '#set($s = "0123456789")$s.repeat(2000000000)'],
    ['a pattern that backtracks', `#set($s = "${'a'.repeat(40)}!")$s.matches("(a+)+")`],
    ['a pattern of $util that backtracks', `$util.matches("(a+)+", "${'a'.repeat(40)}!")`],
    ['a map that holds itself', '#set($m = {})$util.qr($m.put("a", [$m]))$util.toJson($m)x'],
  ])('%s ends with an error', (_, template) => {
    expect(run(template)).toMatchObject({ kind: 'error', fault: { errorType: 'MappingTemplate' } });
  });
});
