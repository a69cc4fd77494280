import {
  createCipheriv, createDecipheriv, createHmac, createPrivateKey, createPublicKey, hkdfSync, randomBytes, sign,
} from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** An Ed25519 signer; the private key does not leave it. */
export interface Signer {
  /** 32 raw bytes. */
  readonly publicKey: Uint8Array
  sign(message: Uint8Array): Uint8Array
}

/** Every secret of the process comes from one master key, by HKDF with a label of its own. */
export interface Keys {
  /** Shown beside every sealed value and keyed hash, so that a later master key can be told apart. */
  readonly id: string
  derive(label: string, length: number): Uint8Array
  /** Keyed hash, hex: equal texts are recognised without being kept. */
  mac(label: string, text: string): string
  /** AES-256-GCM; the answer is nonce ‖ tag ‖ ciphertext. `label` is bound to it. */
  seal(label: string, plain: Uint8Array): Uint8Array
  /** @throws Error when the bytes were not sealed under this label and key, or changed since. */
  open(label: string, sealed: Uint8Array): Uint8Array
  signer(label: string): Signer
}

const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** A signer from a 32-byte seed. */
export function signerOf(seed: Uint8Array): Signer {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: 'der', type: 'pkcs8' })
  return { publicKey: rawPublicKey(key), sign: (message) => new Uint8Array(sign(null, message, key)) }
}

function rawPublicKey(key: KeyObject): Uint8Array {
  return new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32))
}

/** Keys under a master key of 32 bytes. `bytes` makes nonces. */
export function keysOf(master: Uint8Array, bytes: (length: number) => Uint8Array): Keys {
  const derive = (label: string, length: number) =>
    new Uint8Array(hkdfSync('sha256', master, new Uint8Array(), `tianfu/${label}`, length))
  return {
    id: Buffer.from(derive('key-id', 4)).toString('hex'),
    derive,
    mac: (label, text) => createHmac('sha256', derive(`mac/${label}`, 32)).update(text, 'utf8').digest('hex'),
    seal(label, plain) {
      const nonce = bytes(12)
      const cipher = createCipheriv('aes-256-gcm', derive(`seal/${label}`, 32), nonce)
      cipher.setAAD(Buffer.from(label))
      const body = Buffer.concat([cipher.update(plain), cipher.final()])
      return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), body]))
    },
    open(label, sealed) {
      const bytesOf = Buffer.from(sealed)
      const decipher = createDecipheriv('aes-256-gcm', derive(`seal/${label}`, 32), bytesOf.subarray(0, 12))
      decipher.setAAD(Buffer.from(label))
      decipher.setAuthTag(bytesOf.subarray(12, 28))
      return new Uint8Array(Buffer.concat([decipher.update(bytesOf.subarray(28)), decipher.final()]))
    },
    signer: (label) => signerOf(derive(`ed25519/${label}`, 32)),
  }
}

/**
 * The master key of a data folder, made on first use.
 * @throws Error when the key file can be read by others, or is not 32 bytes.
 */
export function masterKey(dataDir: string): Uint8Array {
  const folder = join(dataDir, 'keys')
  const path = join(folder, 'master.key')
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    try {
      writeFileSync(path, randomBytes(32), { mode: 0o600, flag: 'wx' })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error // another process was first: use its key
    }
  }
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
    throw new Error(`${path} 的权限过宽，应为 0600 / can be read by others, it must be 0600`)
  }
  const key = readFileSync(path)
  if (key.length !== 32) throw new Error(`${path} must hold 32 bytes`)
  return new Uint8Array(key)
}
