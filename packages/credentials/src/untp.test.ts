import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { LocalDate } from '@tianfu/kernel'
import { checkCredential, identityAnchor, productPassport } from './index.ts'
import type { ProductPassport, RegisteredIdentity } from './index.ts'

const origin = 'https://tianfu.example'
const platform = { id: 'did:web:tianfu.example', name: { zh: '天府平台', en: 'Tianfu' } }
const maker = { id: `${origin}/org/914403001922038216`, name: { zh: '酒业公司' }, creditCode: '914403001922038216' }
const identity: RegisteredIdentity = {
  address: `${origin}/org/91330100799655058B/identity`, title: { zh: '机构身份' }, issuer: platform,
  validFrom: '2026-11-23T00:00:00+08:00', did: 'did:web:tianfu.example:bodies:b1', name: { zh: '认证机构' },
  creditCode: '91330100799655058B', registeredOn: '2010-05-04' as LocalDate, page: `${origin}/org/91330100799655058B`,
  registrar: { id: 'https://www.gsxt.gov.cn', name: { zh: '市场监管总局' } }, scope: [`${origin}/standards/R-1`],
  register: 'accreditation',
}
const passport: ProductPassport = {
  address: `${origin}/01/06901234567892/passport`,
  title: { zh: '产品护照' },
  issuer: platform,
  validFrom: '2026-11-23T00:00:00+08:00',
  madeOn: '2026-10-01' as LocalDate,
  product: { id: 'https://id.gs1.org/01/06901234567892/10/L1', name: { zh: '浓香型白酒' }, model: '52度', batch: 'L1' },
  madeAt: { id: `${maker.id}#site-1`, name: { zh: '宜宾厂区' } },
  maker,
  categories: [
    {
      code: '1512',
      name: { zh: '白酒制造' },
      scheme: { id: 'https://www.stats.gov.cn', name: { zh: 'GB/T 4754-2017' } },
    },
  ],
  documents: [{ address: `${origin}/c/TFP1`, name: { zh: '证书' }, mediaType: 'application/vc+jwt' }],
}

test('anchors and passports are credentials of the data model', () => {
  assert.deepEqual(checkCredential(identityAnchor(identity)), [])
  assert.deepEqual(checkCredential(productPassport(passport)), [])
})

test('a passport is as fine as the product is named', () => {
  const granularity = (more: object) => {
    const { product } = passport
    const subject = productPassport({
      ...passport,
      product: { id: product.id, name: product.name, ...more },
    }).credentialSubject
    return (subject as { idGranularity: string }).idGranularity
  }
  assert.deepEqual([{}, { batch: 'L1' }, { batch: 'L1', item: 'A1' }].map(granularity), ['model', 'batch', 'item'])
})

const vectors = new URL('../../../../shared/vectors/untp/', import.meta.url)

test(
  'both are valid by the schemas of UNTP 0.7.0',
  { skip: existsSync(vectors) ? false : 'vectors not present: 2 documents' },
  () => {
    // The schema of the passport is that of a pre-release, the only one that was published with a licence.
    const schemas = {
      'v0.7.0-released/schemas/dia/DigitalIdentityAnchor.json': identityAnchor(identity),
      'v0.7.0-apr2026-fork/schema/v0.7.0/dpp/DigitalProductPassport.json': productPassport(passport),
    }
    for (const [path, document] of Object.entries(schemas)) {
      const ajv = new Ajv2020({ strict: false, allErrors: true })
      formats.default(ajv)
      ajv.addFormat('byte', true)
      const validate = ajv.compile(JSON.parse(readFileSync(new URL(path, vectors), 'utf8')))
      assert.ok(validate(JSON.parse(JSON.stringify(document))), `${path}: ${JSON.stringify(validate.errors)}`)
    }
  },
)
