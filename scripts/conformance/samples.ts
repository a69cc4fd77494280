import type { Conformity } from '@tianfu/credentials'
import type { LocalDate } from '@tianfu/kernel'

const origin = 'https://tianfu.example'
const page = (path: string, zh: string) => ({ id: `${origin}${path}`, name: { zh } })

/** A certificate with everything that the mapping can write. */
const certificate: Conformity = {
  kind: 'certificate',
  number: 'TFP010120260001A',
  address: `${origin}/c/TFP010120260001A`,
  title: { zh: '天府品质认证证书', en: 'Tianfu Quality certificate' },
  issuer: {
    id: 'did:web:tianfu.example:bodies:b1',
    name: { zh: '认证机构' },
    creditCode: '91330100799655058B',
    page: `${origin}/org/91330100799655058B`,
  },
  holder: { ...page('/org/914403001922038216', '酒业公司'), creditCode: '914403001922038216' },
  programme: page('/brands/tianfu', '天府品质'),
  rule: page('/standards/R-1', '白酒认证实施规则'),
  validFrom: '2026-11-23T00:00:00+08:00',
  validUntil: '2029-11-23T00:00:00+08:00',
  products: [
    { id: 'https://id.gs1.org/01/06901234567892', name: { zh: '浓香型白酒' }, model: '52度 500 mL', batch: 'L1' },
  ],
  sites: [page('/org/914403001922038216#site-1', '宜宾厂区')],
  assessments: [
    {
      ...page('/c/TFP010120260001A#assessment-1', '型式试验'),
      on: '2026-11-01' as LocalDate,
      criteria: [page('/standards/B-1#5.2', '总酸')],
      topics: [page('/vocabulary#performance', '性能')],
      standards: [page('/standards/B-1', 'T/SCBX 001-2026')],
      conforms: true,
      measured: [{ metric: page('/standards/B-1#5.2', '总酸'), value: 0.55, unit: 'GL' }],
      conditions: ['20 ℃'],
    },
  ],
  authorisations: [
    { name: { zh: '准入' }, authority: page('/org/x', '认证联盟'), evidence: `${origin}/org/91330100799655058B` },
  ],
  printForm: { address: `${origin}/c/TFP010120260001A.pdf`, digestMultibase: 'uABC' },
  mark: { name: { zh: '天府品质标识' }, mediaType: 'image/png', base64: 'iVBORw0KGgo=' },
  status: { statusPurpose: 'suspension', statusListIndex: 77, statusListCredential: `${origin}/status/suspension-1` },
}

const { status: _status, mark: _mark, validUntil: _until, ...bare } = certificate

export const sampleConformities: readonly Conformity[] = [
  certificate,
  { ...bare, kind: 'declaration', products: [], assessments: [] },
  { ...certificate, kind: 'laboratory-report' },
]
