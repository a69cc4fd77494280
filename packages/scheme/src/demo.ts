import { Type } from 'typebox'
import { BothLanguages, Count, Day, Id, Words, closed, oneOf } from './form.ts'
import { ORGANISATION_KINDS, ROLE_IDS } from './role.ts'

const RegionCode = Type.String({ pattern: '^[1-9]\\d{5}$' })
const Uscc = Type.String({ pattern: '^[0-9A-HJ-NPQRTUWXY]{18}$' })
const Degrees = Type.String({ pattern: '^-?\\d{1,3}(\\.\\d{1,6})?$' })
const FUNCTIONS = ['acceptor', 'auditor', 'technical-expert', 'reviewer', 'decider', 'tester', 'signatory'] as const
const Staff = closed({
  person: Id,
  functions: Type.Array(oneOf(FUNCTIONS), { minItems: 1 }),
  competences: Type.Array(Words),
  from: Day,
})
const Party = closed({ uscc: Uscc, name: Words })

/** `seed/demo.yaml`: parties and accounts of demonstration mode. Ids are local to the file; everything is invented. */
export const Demo = closed({
  source: Words,
  /** Of every account; demonstration mode alone. */
  password: Type.String({ minLength: 12 }),
  organisations: Type.Array(
    closed({
      id: Id,
      uscc: Uscc,
      kinds: Type.Array(oneOf(ORGANISATION_KINDS), { minItems: 1 }),
      name: BothLanguages,
      region: RegionCode,
      address: Words,
      industry: Type.Optional(Type.String({ pattern: '^[A-T]\\d{2,4}$' })),
      representative: Type.Optional(Id),
    }),
  ),
  persons: Type.Array(
    closed({
      id: Id,
      name: Words,
      idKind: oneOf(['resident', 'permanent-residence', 'passport']),
      idNumber: Words,
      country: Type.Optional(Words),
    }),
  ),
  accounts: Type.Array(
    closed({
      login: Type.String({ pattern: '^[a-z][a-z0-9.-]{2,39}$' }),
      person: Id,
      /** Base32, 160 bits; null where no role of the account needs a second factor. */
      totpSecret: Type.Union([Type.String({ pattern: '^[A-Z2-7]{32}$' }), Type.Null()]),
      memberships: Type.Array(closed({ organisation: Id, role: oneOf(ROLE_IDS), region: Type.Optional(RegionCode) }), {
        minItems: 1,
      }),
      note: Type.Optional(BothLanguages),
    }),
  ),
  authorisations: Type.Array(closed({ organisation: Id, agent: Id, from: Day, until: Day })),
  bodies: Type.Array(
    closed({
      organisation: Id,
      approvalNumber: Words,
      slug: Type.String({ pattern: '^[a-z][a-z0-9-]{1,29}$' }),
      code: Type.String({ pattern: '^[0-9A-HJ-NP-Z]{2}$' }),
      prefix: Type.String({ pattern: '^[A-Z0-9]{2,12}$' }),
      scopes: Type.Array(closed({ rule: Words, from: Day, until: Type.Union([Day, Type.Null()]) })),
      staff: Type.Array(Staff),
    }),
  ),
  laboratories: Type.Array(
    closed({
      organisation: Id,
      cma: Words,
      cnas: Type.Union([Words, Type.Null()]),
      accreditedUntil: Day,
      scopes: Type.Array(
        closed({ methods: Type.Array(Words, { minItems: 1 }), from: Day, until: Type.Union([Day, Type.Null()]) }),
      ),
      staff: Type.Array(Staff),
    }),
  ),
  brands: Type.Array(
    closed({
      id: Id,
      organisation: Id,
      name: BothLanguages,
      kind: oneOf(['product', 'enterprise', 'regional']),
      trademark: Type.Optional(Type.String({ pattern: '^\\d{1,10}[A-Z]?$' })),
      region: Type.Optional(RegionCode),
    }),
  ),
  sites: Type.Array(
    closed({ id: Id, organisation: Id, name: Words, region: RegionCode, address: Words, lon: Degrees, lat: Degrees }),
  ),
  /** Without `producer` or `manufacturer` the applicant is that party itself. */
  products: Type.Array(
    closed({
      id: Id,
      organisation: Id,
      brand: Id,
      name: BothLanguages,
      gtin: Type.Union([Type.String({ pattern: '^69\\d{11}$' }), Type.Null()]),
      models: Type.Array(Words, { minItems: 1 }),
      industry: Type.String({ pattern: '^[A-T]\\d{2,4}$' }),
      producer: Type.Optional(Party),
      manufacturer: Type.Optional(Party),
      site: Id,
      unit: BothLanguages,
      yearlyCapacity: Count,
      rule: Words,
      facts: Type.Record(Type.String({ pattern: '^[a-z][A-Za-z0-9-]{0,39}$' }), Words),
    }),
  ),
})
export type Demo = Type.Static<typeof Demo>
