// Finds the local file behind a location in S3 or on the web: a template's key mirrors the folder it was uploaded from, so
// the last parts of its path name a file below the root template's folder or one of its parents. Called by stack.ts.
import { dirname, join, resolve } from 'node:path';
import { kindOf, listFolder } from '../files.js';

/** How many folders above the root template's are looked into. */
const PARENTS = 4;
/** A folder tree larger than this is not searched through. */
const MOST_FOLDERS = 2_000;
const SKIPPED = new Set(['node_modules', 'dist', 'coverage']);

/** The path's segments without scheme, bucket's host and query. */
function keySegments(location: string): readonly string[] {
  const withoutScheme = location.replace(/^s3:\/\/[^/]*\/?|^https?:\/\/[^/]*\/?/i, '').replace(/[?#].*$/, '');
  // Decoding fails on a lone %: the key is then taken as written.
  const decoded = /%(?![0-9a-f]{2})/i.test(withoutScheme) ? withoutScheme : safeDecode(withoutScheme);
  return decoded.split(/[\\/]/).filter((segment) => segment !== '' && segment !== '.' && segment !== '..');
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The only path below `root` that ends in `segments`; undefined when there are none or several. */
function searchBelow(root: string, segments: readonly string[]): string | undefined {
  const hits: string[] = [];
  const folders = [root];
  for (let at = 0; at < folders.length && at < MOST_FOLDERS; at += 1) {
    const folder = folders[at]!;
    const candidate = join(folder, ...segments);
    if (kindOf(candidate) !== 'absent') hits.push(candidate);
    if (hits.length > 1) return undefined;
    for (const { name, kind } of listFolder(folder)) {
      if (kind === 'folder' && !SKIPPED.has(name)) folders.push(join(folder, name));
    }
  }
  return hits[0];
}

/**
 * The local file or folder for `location`. A relative path is taken from the folder of the template that names it; anything
 * else, and a relative path that leads nowhere, is matched by its trailing segments, the longest match first.
 * `https://b.s3.amazonaws.com/app/templates/api.yaml` finds `templates/api.yaml`.
 */
export function findLocation(location: string, templateFile: string, rootFile: string): string | undefined {
  const remote = /^[a-z][a-z0-9+.-]+:\/\//i.test(location);
  if (!remote) {
    const direct = resolve(dirname(templateFile), location.replace(/^file:/, ''));
    if (kindOf(direct) !== 'absent') return direct;
  }
  const segments = keySegments(location);
  if (segments.length === 0) return undefined;
  const bases = [dirname(rootFile), dirname(templateFile)];
  for (let parent = dirname(rootFile), count = 0; count < PARENTS && dirname(parent) !== parent; count += 1) {
    // Above a repository lies nothing of the app.
    if (kindOf(join(parent, '.git')) !== 'absent') break;
    parent = dirname(parent);
    bases.push(parent);
  }
  for (let from = 0; from < segments.length; from += 1) {
    for (const base of bases) {
      const candidate = join(base, ...segments.slice(from));
      if (kindOf(candidate) !== 'absent') return candidate;
    }
  }
  for (let from = 0; from < segments.length; from += 1) {
    const hit = searchBelow(dirname(rootFile), segments.slice(from));
    if (hit !== undefined) return hit;
  }
  return undefined;
}
