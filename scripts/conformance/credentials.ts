import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import {
  addProof, checkCredential, checkPresentation, conformityCredential, decodeStatusBits, fromBase58, integrityHash,
  keyOfMultikey, statusBit, verifyProof,
} from '@tianfu/credentials'
import type { JsonObject } from '@tianfu/credentials'
import { ed25519Key, inflate, sha256, verifySignature } from './primitives.ts'
import { sampleConformities } from './samples.ts'
import type { Suite } from './suite.ts'
import { filesBelow, judge, readJson, readText, readVectors } from './suite.ts'

const dataModel: Suite = {
  name: 'vcdm2-documents',
  async run(vectors, outcome) {
    const folder = join(vectors, 'vc', 'vcdm2-input')
    for (const file of filesBelow(folder, '.json')) {
      const accepted = file.endsWith('-ok.json')
      if (!accepted && !/-fail(?:-or-inject)?\.json$/.test(file)) {
        outcome.skipped.push(`${file}: its name says neither ok nor fail; the suite decides by the proof it adds`)
        continue
      }
      const document = readJson<unknown>(folder, file)
      const presentation = /^presentation|\/presentation/.test(file)
      const issues = () => (presentation ? checkPresentation(document) : checkCredential(document, 'optional'))
      await judge(outcome, file, () => (issues().length === 0) === accepted)
    }
  },
}

interface BitstringVectors {
  ok: { length: number; set: number[]; probe_unset: number[]; encodedList: string }[]
  bad: { encodedList: string; error: string }[]
}

const statusLists: Suite = {
  name: 'status-lists',
  async run(vectors, outcome) {
    const file = readVectors<BitstringVectors>(outcome, vectors, 'vc', 'bitstring', 'bitstring-vectors.json')
    for (const [i, { encodedList, length, set, probe_unset: unset }] of (file?.ok ?? []).entries()) {
      await judge(outcome, `ok[${i}]`, async () => {
        const decoded = await decodeStatusBits(encodedList, inflate)
        return (
          decoded.ok &&
          decoded.bits.length * 8 === length &&
          set.every((index) => statusBit(decoded.bits, index)) &&
          unset.every((index) => !statusBit(decoded.bits, index))
        )
      })
    }
    for (const [i, { encodedList, error }] of (file?.bad ?? []).entries()) {
      await judge(outcome, `bad[${i}] ${error}`, async () => !(await decodeStatusBits(encodedList, inflate)).ok)
    }
  },
}

const embeddedProofs: Suite = {
  name: 'eddsa-jcs-2022',
  async run(vectors, outcome) {
    const folder = join(vectors, 'vc', 'di-eddsa')
    const suite = join(folder, 'eddsa-jcs-2022')
    const config = join(suite, 'proofConfigJCS.json')
    if (!existsSync(config)) {
      outcome.skipped.push('proofConfigJCS.json: not among these vectors')
      return
    }
    const document = readJson<JsonObject>(folder, 'unsigned.json')
    const hash = Buffer.from(integrityHash(sha256, document, readJson<JsonObject>(config))).toString('hex')
    const keyPair = readVectors<Record<string, string>>(outcome, folder, 'keyPair.json')
    const secured = keyPair && await addProof(sha256, signerOf(keyPair), document, { created: '2023-02-24T23:36:38Z' })
    const proof = secured?.proof as JsonObject | undefined
    const signature = () => Buffer.from(fromBase58(proof?.proofValue) ?? []).toString('hex')
    const expected: Record<string, () => string> = {
      'proofHashJCS.txt': () => hash.slice(0, 64),
      'docHashJCS.txt': () => hash.slice(64),
      'combinedHashJCS.txt': () => hash,
      'sigHexJCS.txt': signature,
      'sigBTC58JCS.txt': () => String(proof?.proofValue),
    }
    for (const [name, value] of Object.entries(expected)) {
      if (existsSync(join(suite, name))) await judge(outcome, name, () => readText(suite, name) === value())
    }
    const verified = (credential: JsonObject) =>
      verifyProof(sha256, credential, { keyFor: keyOfMultikey, verify: verifySignature, at: Date.parse('2024-01-01') })
    if (secured) {
      await judge(outcome, 'own proof verifies', async () => (await verified(secured)).ok)
      await judge(outcome, 'changed document is refused', async () => !(await verified({ ...secured, name: 'x' })).ok)
    }
    for (const name of filesBelow(suite, '.json').filter((file) => file.startsWith('signed'))) {
      await judge(outcome, name, async () => (await verified(readJson<JsonObject>(suite, name))).ok)
    }
  },
}

function signerOf({ publicKeyMultibase = '', privateKeyMultibase = '' }: Record<string, string>) {
  const { sign } = ed25519Key((fromBase58(privateKeyMultibase) ?? new Uint8Array(34)).slice(2))
  return { alg: 'EdDSA' as const, kid: `did:key:${publicKeyMultibase}#${publicKeyMultibase}`, sign }
}

/** The schema of UNTP 0.7.0 on what the mapping writes; `walked` are payloads of credentials that a walk issued. */
export const untpSuite = (walked: ReadonlyMap<string, unknown>): Suite => ({
  name: 'untp-0.7.0',
  async run(vectors, outcome) {
    const folder = join(vectors, 'untp', 'v0.7.0-released')
    const schema = readVectors<object>(outcome, folder, 'schemas', 'ConformityCredential.json')
    if (!schema) return
    const ajv = new Ajv2020({ strict: false, allErrors: true })
    formats.default(ajv)
    ajv.addFormat('byte', /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/)
    const valid = ajv.compile(schema)
    for (const subject of sampleConformities) {
      const document: unknown = JSON.parse(JSON.stringify(conformityCredential(subject)))
      await judge(
        outcome,
        `mapping of a ${subject.kind}`,
        () => valid(document) && checkCredential(document).length === 0,
      )
    }
    for (const file of filesBelow(join(folder, 'samples'), '.json')) {
      await judge(
        outcome,
        `data model of ${file}`,
        () => checkCredential(readJson<unknown>(folder, 'samples', file)).length === 0,
      )
    }
    if (walked.size === 0) outcome.skipped.push('credentials of a walk: none given (--base URL --walk FILE)')
    for (const [number, document] of walked) {
      await judge(outcome, `certificate ${number}`, () => valid(document) && checkCredential(document).length === 0)
    }
  },
})

export const credentialSuites: readonly Suite[] = [dataModel, statusLists, embeddedProofs]
