import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { LocalDate } from '@tianfu/kernel'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { checkCredential, conformityCredential } from './index.ts'
import type { Conformity } from './index.ts'

const origin = 'https://tianfu.example'
const certificate: Conformity = {
  kind: 'certificate',
  number: 'TFP0101202600001A',
  address: `${origin}/c/TFP0101202600001A`,
  title: { zh: '天府品质认证证书', en: 'Tianfu Quality certificate' },
  issuer: {
    id: 'did:web:tianfu.example:bodies:b1',
    name: { zh: '某认证公司' },
    creditCode: '91330100799655058B',
    page: `${origin}/org/91330100799655058B`,
  },
  holder: { id: `${origin}/org/914403001922038216`, name: { zh: '某酒业公司' }, creditCode: '914403001922038216' },
  programme: { id: `${origin}/brands/tianfu`, name: { zh: '天府品质' } },
  rule: { id: `${origin}/standards/R-1`, name: { zh: '白酒认证实施规则' } },
  validFrom: '2026-11-23T00:00:00+08:00',
  validUntil: '2029-11-23T00:00:00+08:00',
  products: [{ id: 'https://id.gs1.org/01/06901234567892', name: { zh: '浓香型白酒' }, model: '52度 500 mL' }],
  sites: [{ id: `${origin}/org/914403001922038216#site-1`, name: { zh: '宜宾厂区' } }],
  assessments: [
    {
      id: `${origin}/c/TFP0101202600001A#assessment-1`,
      name: { zh: '型式试验' },
      on: '2026-11-01' as LocalDate,
      criteria: [{ id: `${origin}/standards/B-1#5.2`, name: { zh: '总酸' } }],
      topics: [{ id: `${origin}/vocabulary#performance`, name: { zh: '性能' } }],
      standards: [{ id: `${origin}/standards/B-1`, name: { zh: 'T/SCBX 001-2026' } }],
      conforms: true,
      measured: [{ metric: { id: `${origin}/standards/B-1#5.2`, name: { zh: '总酸' } }, value: 0.55, unit: 'GL' }],
    },
  ],
  authorisations: [
    {
      name: { zh: '准入' },
      authority: { id: `${origin}/org/x`, name: { zh: '认证联盟' } },
      evidence: `${origin}/org/91330100799655058B`,
    },
  ],
  printForm: { address: `${origin}/c/TFP0101202600001A.pdf` },
  mark: { name: { zh: '天府品质标识' }, mediaType: 'image/png', base64: 'iVBORw0KGgo=' },
  status: { statusPurpose: 'suspension', statusListIndex: 77, statusListCredential: `${origin}/status/suspension-1` },
}
const kinds = [
  certificate,
  { ...certificate, kind: 'declaration' as const, status: undefined },
  { ...certificate, kind: 'laboratory-report' as const },
]

test('each kind is a credential of the data model and says who attests what', () => {
  for (const subject of kinds) assert.deepEqual(checkCredential(conformityCredential(subject)), [])
  const levels = kinds.map(
    (subject) => (conformityCredential(subject).credentialSubject as Record<string, unknown>).attestationType,
  )
  assert.deepEqual(levels, ['certification', 'declaration', 'testing'])
})

const schema = new URL(
  '../../../../shared/vectors/untp/v0.7.0-released/schemas/ConformityCredential.json',
  import.meta.url,
)

test(
  'each kind is valid by the schema of UNTP 0.7.0',
  { skip: existsSync(schema) ? false : 'vectors not present: 3 documents' },
  () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true })
    formats.default(ajv)
    ajv.addFormat('byte', /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/)
    const validate = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')))
    for (const subject of kinds) {
      const document: unknown = JSON.parse(JSON.stringify(conformityCredential(subject)))
      assert.ok(validate(document), JSON.stringify(validate.errors))
    }
  },
)
