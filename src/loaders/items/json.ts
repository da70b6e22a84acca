// Items from JSON: a list of objects, or one object behind the other, as JSON lines or over several lines. Cuts the text into
// objects without building a tree of it; an object that is no JSON is found by its line.
import { isObject, tryParse } from '../../lib/json.js';
import { isMarshalled, LongNumber, marshal } from './attribute-value.js';
import { type FoundItem, type Item, ItemFault, type ItemReader, LONGEST_ITEM } from './item-reader.js';

const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;
const NEWLINE = 10;
/** A byte order mark is none, and is taken for one. */
const isSpace = (code: number): boolean => code === 32 || code === 9 || code === 13 || code === 0xfeff;

/** The mark of a number that was put into a text, so that no double rounds it. */
const MARK = '\u0000';
const TEXT_OR_LONG_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]{15,}/g;

/** DynamoDB's numbers have 38 digits, a double 15 to 17. */
function parseExactly(text: string): unknown {
  if (!/\d{16}|\d\.\d{14}/.test(text)) return tryParse(text);
  const marked = text.replaceAll(TEXT_OR_LONG_NUMBER, (found) =>
    found.startsWith('"') || Number.isNaN(Number(found)) ? found : `"\\u0000${found}"`,
  );
  try {
    return JSON.parse(marked, (_key, value: unknown) =>
      typeof value === 'string' && value.startsWith(MARK) ? new LongNumber(value.slice(1)) : value,
    );
  } catch {
    return undefined;
  }
}

/** Makes items of objects. All items of a file are of one kind, and the first one says which. */
function createConverter(): (text: string, line: number) => FoundItem {
  let ready: boolean | undefined;
  const convert = (given: Item, line: number): Item => {
    const marshalled = isMarshalled(given);
    ready ??= marshalled && Object.keys(given).length > 0;
    if (!ready) return marshal(given);
    if (marshalled) return given;
    throw new ItemFault(line, 'the item is plain JSON, and those before it are DynamoDB JSON.');
  };
  return (text, line) => {
    const value = parseExactly(text);
    if (!isObject(value)) throw new ItemFault(line, `this is not JSON: ${shorten(text)}`);
    const { table, item, ...rest } = value;
    if (typeof table === 'string' && isObject(item) && Object.keys(rest).length === 0) {
      return { line, table, item: convert(item, line) };
    }
    return { line, item: convert(value, line) };
  };
}

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}...` : text);

export function createJsonReader(): ItemReader {
  const found = createConverter();
  /** What has been read and belongs to no item that has ended. */
  let kept = '';
  let at = 0;
  let line = 1;
  /** Of the object under way. */
  let begin = 0;
  let beginLine = 1;
  let depth = 0;
  let quoted = false;
  let list: 'none' | 'open' | 'closed' = 'none';
  let items = 0;

  function* read(text: string): Generator<FoundItem> {
    kept = kept === '' ? text : kept + text;
    for (; at < kept.length; at += 1) {
      const code = kept.charCodeAt(at);
      if (code === NEWLINE) {
        if (quoted) throw new ItemFault(line, 'a text is not closed at the end of the line.');
        line += 1;
      } else if (quoted) {
        if (code === BACKSLASH) at += 1;
        else if (code === QUOTE) quoted = false;
      } else if (code === QUOTE && depth > 0) {
        quoted = true;
      } else if (code === 123 && list !== 'closed') {
        if (depth === 0) {
          begin = at;
          beginLine = line;
        }
        depth += 1;
      } else if (code === 125 && depth > 0) {
        depth -= 1;
        if (depth > 0) continue;
        items += 1;
        yield found(kept.slice(begin, at + 1), beginLine);
      } else if (depth > 0 || isSpace(code)) {
        // Inside of an object only its end counts.
      } else if (code === 91 && list === 'none' && items === 0) {
        list = 'open';
      } else if (code === 93 && list === 'open') {
        list = 'closed';
      } else if (code !== COMMA || list !== 'open' || items === 0) {
        throw new ItemFault(
          line,
          `an object is expected here: ${shorten(kept.slice(at).split('\n', 1)[0]!.trimEnd())}`,
        );
      }
    }
    // What has been cut out is let go; an object under way stays.
    const from = depth > 0 ? begin : kept.length;
    kept = kept.slice(from);
    at -= from;
    begin = 0;
    if (kept.length > LONGEST_ITEM) throw unclosed();
  }
  const unclosed = (): ItemFault => new ItemFault(beginLine, 'the object that begins here is not closed.');
  return {
    read,
    end() {
      if (depth > 0) throw unclosed();
      if (list === 'open') throw new ItemFault(line, 'the list is not closed: the file may be cut off.');
      return [];
    },
  };
}
