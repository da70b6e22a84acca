// util.escapeJavaScript: built-in-util-js.md, "Return value behavior utils". AppSync runs on Java, where this is Apache
// Commons' escapeEcmaScript: quotes, backslash and slash are escaped, and everything outside printable ASCII.

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  "'": "\\'",
  '\\': '\\\\',
  '/': '\\/',
  '\b': '\\b',
  '\n': '\\n',
  '\t': '\\t',
  '\f': '\\f',
  '\r': '\\r',
};

export function escapeJavaScript(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is escaped
    /["'\\/\u0000-\u001f\u0080-\uffff]/g,
    (char) => SHORT[char] ?? `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
}
