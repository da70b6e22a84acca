// What texts the AWS scalars accept (scalars.md). Each test takes a text and answers whether AWS would take it.
import { isIP } from 'node:net';

const OFFSET = '(?:Z|[+-](?:0\\d|1[0-8]):[0-5]\\d(?::[0-5]\\d)?)';
const DATE = '(\\d{4,})-(\\d{2})-(\\d{2})';
const TIME = '([01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d{1,9})?)?';

const DATE_ONLY = new RegExp(`^${DATE}${OFFSET}?$`);
const TIME_ONLY = new RegExp(`^${TIME}${OFFSET}?$`);
/** The offset is required here and the seconds are not (a recorded field report: `2020-01-01T10:00Z` passes). */
const DATE_TIME = new RegExp(`^${DATE}T${TIME}${OFFSET}$`);

function isCalendarDay(year: string, month: string, day: string): boolean {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  if (m < 1 || m > 12 || d < 1) return false;
  const leap = (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0;
  return d <= [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][m - 1]!;
}

export function isDate(text: string): boolean {
  const match = DATE_ONLY.exec(text);
  return match !== null && isCalendarDay(match[1]!, match[2]!, match[3]!);
}

export function isTime(text: string): boolean {
  return TIME_ONLY.test(text);
}

export function isDateTime(text: string): boolean {
  const match = DATE_TIME.exec(text);
  return match !== null && isCalendarDay(match[1]!, match[2]!, match[3]!);
}

/** local-part@domain-part; quoted local parts and address literals of RFC 822 included. */
const EMAIL =
  /^(?:[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*|"(?:[^"\\\r\n]|\\.)+")@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[^\]\s]+\])$/;

export function isEmail(text: string): boolean {
  return text.length <= 320 && EMAIL.test(text);
}

/** A scheme is needed; `//` may not appear in the path. */
export function isUrl(text: string): boolean {
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):(.+)$/s.exec(text);
  if (!match || /\s/.test(text)) return false;
  const rest = match[2]!;
  if (!rest.startsWith('//')) return !rest.includes('//');
  const [authority, ...path] = rest.slice(2).split(/(?=[/?#])/);
  if (authority === undefined || authority === '') return false;
  const pathPart = path.join('').split(/[?#]/)[0]!;
  return !pathPart.includes('//') && URL.canParse(text);
}

/** E.164 with a country code, or a North American number without one; spaces and hyphens may separate the groups. */
export function isPhone(text: string): boolean {
  if (!/^\+?[\d\s().-]+$/.test(text)) return false;
  const digits = text.replace(/\D/g, '');
  if (text.startsWith('+')) {
    if (digits.startsWith('1')) return isNorthAmerican(digits.slice(1));
    return /^[1-9]\d{6,14}$/.test(digits);
  }
  return isNorthAmerican(digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits);
}

/** Area code and exchange begin with 2 to 9 (recorded: 1110004444 is refused). */
function isNorthAmerican(digits: string): boolean {
  return /^[2-9]\d{2}[2-9]\d{6}$/.test(digits);
}

/** IPv4 or IPv6, with an optional CIDR suffix. */
export function isIpAddress(text: string): boolean {
  const [address, mask, ...more] = text.split('/');
  if (address === undefined || more.length > 0) return false;
  const version = isIP(address);
  if (version === 0 || address.includes('%')) return false;
  return mask === undefined || (/^\d{1,3}$/.test(mask) && Number(mask) <= (version === 4 ? 32 : 128));
}
