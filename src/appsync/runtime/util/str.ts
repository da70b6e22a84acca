// util.str: str-helpers-in-util-str.md. APPSYNC_JS has only normalize, templates have all of them.
import { textOf } from './plain.js';
import { UtilMisuse } from './session.js';

const FORMS: Readonly<Record<string, 'NFC' | 'NFD' | 'NFKC' | 'NFKD'>> = {
  nfc: 'NFC',
  nfd: 'NFD',
  nfkc: 'NFKC',
  nfkd: 'NFKD',
};

export function normalize(value: unknown, normalizationType: unknown): string {
  const form = FORMS[textOf(normalizationType).toLowerCase()];
  if (!form) throw new UtilMisuse(`Unsupported normalization type: ${textOf(normalizationType)}`);
  return textOf(value).normalize(form);
}

export const toUpper = (value: unknown): string => textOf(value).toUpperCase();
export const toLower = (value: unknown): string => textOf(value).toLowerCase();

/** Every occurrence, taken literally: no patterns. */
export const toReplace = (value: unknown, substring: unknown, replacement: unknown): string =>
  textOf(value).split(textOf(substring)).join(textOf(replacement));
