import { argon2, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { refuse } from '@tianfu/contract'

/** Parameters of a hash; they stand in its text, so that later ones can differ. `memory` in KiB. */
interface Parameters { memory: number; passes: number; parallelism: number }

// OWASP Password Storage Cheat Sheet: argon2id, 19 MiB, 2 passes, 1 lane.
const NOW: Parameters = { memory: 19_456, passes: 2, parallelism: 1 }
const TAG_BYTES = 32
const SALT_BYTES = 16

const derive = promisify(argon2)
const unpadded = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replaceAll('=', '')

async function tagOf(
  password: string,
  salt: Uint8Array,
  { memory, passes, parallelism }: Parameters,
  length: number,
): Promise<Buffer> {
  // NFC, so that a password typed on another keyboard is the same password (ASVS 5.0 6.2.9 forbids other changes).
  const message = Buffer.from(password.normalize('NFC'), 'utf8')
  return derive('argon2id', { message, nonce: salt, parallelism, tagLength: length, memory, passes })
}

/** The password's hash as PHC text: `$argon2id$v=19$m=…,t=…,p=…$salt$tag`. */
export async function hashPassword(password: string, randomBytes: (length: number) => Uint8Array): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const tag = await tagOf(password, salt, NOW, TAG_BYTES)
  return `$argon2id$v=19$m=${NOW.memory},t=${NOW.passes},p=${NOW.parallelism}$${unpadded(salt)}$${unpadded(tag)}`
}

/** Whether `password` gives `hash`. Takes as long for a wrong password as for a right one. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(hash)
  if (!parts) throw new Error('not a hash of this module')
  const [, memory, passes, parallelism, salt = '', tag = ''] = parts
  const expected = Buffer.from(tag, 'base64')
  const got = await tagOf(password, Buffer.from(salt, 'base64'),
    { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }, expected.length)
  return timingSafeEqual(got, expected)
}

/** Checked when the login is unknown, so that the answer takes as long as for a known one. No password gives it. */
export const DUMMY_HASH =
  `$argon2id$v=19$m=${NOW.memory},t=${NOW.passes},p=${NOW.parallelism}$` +
  `${unpadded(Buffer.alloc(SALT_BYTES))}$${unpadded(Buffer.alloc(TAG_BYTES))}`

const LEAST = 8

// What heads every published list of leaked passwords, as stems: digits and signs around them change nothing.
const STEMS = new Set(`
  password passwort passw pass passwd letmein welcome admin administrator root user guest login master test
  testing demo secret changeme default qwerty qwertyuiop qwert asdf asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx
  qazwsxedc qweasd qweasdzxc qwer zaqwsx iloveyou ilove loveyou woaini woainima woaiwojia aini monkey dragon
  football baseball basketball sunshine princess superman batman shadow michael jordan charlie whatever trustno
  starwars computer internet samsung google facebook taobao alipay wechat weixin tencent baidu huawei xiaomi zhang
  zhangwei wang liu chen abc abcd abcde abcdef abcdefg abcdefgh abcabc aaa qaz wsx hello helloworld nihao china
  zhongguo tianfu tianfupinzhi panda pinpai renzheng mima mimamima 密码 天府 我爱你 中国
`.trim().split(/\s+/))
const LEET: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}

/**
 * Refuses what is short or known. Nothing else is asked for: no composition rules (ASVS 5.0 6.2.5), any character,
 * any length up to what the contract allows, none cut off.
 *
 * @param login a password that is the login, or holds little beside it, is known too
 * @param places words of the place (`placeWords`), known like those of every list
 */
export function checkPassword(password: string, login: string, places: ReadonlySet<string>): void {
  if ([...password].length < LEAST) refuse('password-short', { least: LEAST })
  if (isKnown(password, login, places)) refuse('password-known')
}

function isKnown(password: string, login: string, places: ReadonlySet<string>): boolean {
  const plain = password.normalize('NFKC').toLowerCase()
  const letters = (text: string) => text.replace(/[^\p{L}]/gu, '')
  const unleet = [...plain.replace(/[\d\p{P}\p{S}\s]+$/u, '')].map((character) => LEET[character] ?? character).join('')
  const stems = [letters(plain), letters(unleet), plain]
  const repeats = /^(.{1,4})\1+$/u.test(plain) // 11111111, abcabcabc, 12121212
  const onlyDigits = /^\d+$/.test(plain) && (plain.length <= 11 || isRun(plain)) // birthdays, telephones, 12345678
  const isFamiliar = (stem: string) => STEMS.has(stem) || places.has(stem)
  return repeats || onlyDigits || isRun(plain) || stems.some((stem) => isFamiliar(stem) || isFamiliar(half(stem)))
    || (login !== '' && (plain === login || letters(plain) === letters(login) && letters(login) !== ''))
}

/** `adminadmin` is `admin`. */
const half = (text: string): string =>
  text.slice(0, text.length / 2) === text.slice(text.length / 2) ? text.slice(0, text.length / 2) : text

/** Characters that follow each other up or down: abcdefgh, 87654321. */
function isRun(text: string): boolean {
  const steps = new Set(
    [...text].slice(1).map((character, i) => (character.codePointAt(0) ?? 0) - (text.codePointAt(i) ?? 0)),
  )
  return steps.size === 1 && (steps.has(1) || steps.has(-1) || steps.has(0))
}
