// The type of a seed's file by its name, as `aws s3 cp` guesses it. Asked when the buckets of an app are made.

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css',
  csv: 'text/csv',
  gif: 'image/gif',
  html: 'text/html',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  js: 'text/javascript',
  json: 'application/json',
  md: 'text/markdown',
  mp4: 'video/mp4',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  webp: 'image/webp',
  xml: 'application/xml',
  zip: 'application/zip',
};

export function typeOfFile(path: string): string | undefined {
  return TYPES[/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? ''];
}
