import { Type } from 'typebox'
import { BothLanguages, Count, Day, Id, SomeLanguages, Words, closed, eachOf, oneOf } from './form.ts'
import { GROUND_LISTS, Ground } from './ground.ts'
import { NUMBERED, NumberPattern } from './numbering.ts'
import { Origin, PERIOD_NAMES, Period } from './period.ts'
import { CAPACITIES, ROLE_IDS, Role } from './role.ts'
import { SCHEME_TYPES, SchemeType } from './scheme-type.ts'
import { TraceRule } from './trace-rule.ts'

/**
 * A brand programme on the one engine. `code`: one letter inside numbers. `markLegalType` decides what may be refused:
 * the owner of a certification mark may not refuse a user who meets the rules.
 */
export const Programme = closed({
  id: Id,
  name: BothLanguages,
  code: Type.String({ pattern: '^[A-HJ-NP-Z]$' }),
  markLegalType: oneOf(['certification', 'collective', 'ordinary']),
  highEnd: Type.Boolean(),
  schemeTypes: Type.Array(oneOf(SCHEME_TYPES), { minItems: 1, uniqueItems: true }),
  note: Type.Optional(BothLanguages),
})
export type Programme = Type.Static<typeof Programme>

/** Figures that are not lengths of time. Sizes in bytes, distances in metres, time of sign-in in minutes. */
export const Limits = closed({
  /** Yearly volume of marks = declared capacity × this ÷ 100. */
  volumeFactorHundredths: Type.Integer({ minimum: 100, maximum: 1000 }),
  keyIndicatorsAboveNational: Count,
  supplementsPerApplication: Count,
  suspensionExtensions: Count,
  signIn: closed({
    openingMinutes: Count, closingMinutes: Count, deviationMetres: Count, photographsMin: Count, photographsMax: Count,
  }),
  personDays: closed({ minimumTenths: Count, perDayMinutes: Count }),
  files: closed({ maxBytes: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }), perItem: Count, perOwnerBytes:
    Type.Integer({ minimum: 1, maximum: 1_000_000_000_000 }) }),
  lists: closed({ page: Count, pageMax: Count, exportRows: Count }),
  texts: closed({ shortChars: Count, longChars: Count }),
  reminderDays: Type.Array(Type.Integer({ minimum: 0, maximum: 365 }), { minItems: 1, uniqueItems: true }),
  codesPerOrder: Count,
  markFeeFen: Type.Integer({ minimum: 0 }),
})
export type Limits = Type.Static<typeof Limits>

/**
 * What the log's witnesses are for: how many must have seen it lately, after how many hours without them it is too
 * long, and the types of act by which something is issued, which then wait.
 */
export const LogRule = closed({
  witnesses: Type.Integer({ minimum: 0, maximum: 20 }),
  witnessStaleHours: Type.Integer({ minimum: 1, maximum: 8_760 }),
  issuing: Type.Array(Type.String({ pattern: '^[a-z-]+\\.[a-z-]+$' }), { uniqueItems: true }),
  origin: Origin,
  source: Words,
})

/**
 * Whether a certificate comes with a countersignature of the national suite beside it (SM2 over SM3), and by what the
 * scheme decided so. It is for interoperability; a scheme that needs certified cryptography puts a module there.
 */
export const CountersignatureRule = closed({
  suite: Type.Union([Type.Literal('none'), Type.Literal('SM2-SM3')]), origin: Origin, source: Words,
})

/** The part of an edition that is not a list of its own: `constitution.yaml`. */
export const Constitution = closed({
  id: Id,
  name: BothLanguages,
  inForceFrom: Day,
  source: Words,
  brand: closed({ name: BothLanguages, provisional: Type.Boolean(), owner: BothLanguages, source: Words }),
  region: Type.String({ pattern: '^\\d{6}$' }),
  capacities: eachOf(CAPACITIES, BothLanguages),
  programmes: Type.Array(Programme, { minItems: 1 }),
  schemeTypes: eachOf(SCHEME_TYPES, SchemeType),
  limits: Limits,
  log: LogRule,
  countersignature: CountersignatureRule,
  trace: TraceRule,
  limitSources: Type.Record(Type.String(), closed({ origin: Origin, source: Words })),
})

export const VERDICTS = [
  'valid', 'suspended', 'withdrawn', 'cancelled', 'expired', 'unactivated', 'void', 'forged', 'unknown', 'malformed',
] as const
export const CERTIFICATE_STATUSES = ['valid', 'suspended', 'withdrawn', 'cancelled', 'expired'] as const

/** What people read for a closed word: verdicts with a sentence, statuses, steps, and open groups beside them. */
export const Wording = closed({
  verdicts: eachOf(VERDICTS, closed({ title: BothLanguages, sentence: BothLanguages })),
  certificate: eachOf(CERTIFICATE_STATUSES, BothLanguages),
  steps: Type.Record(Type.String(), BothLanguages),
  surveillance: Type.Record(Type.String(), BothLanguages),
  statuses: Type.Record(Type.String(), Type.Record(Type.String(), BothLanguages)),
  terms: Type.Record(Type.String(), SomeLanguages),
})
export type Wording = Type.Static<typeof Wording>

/** The files of one edition's folder, by their names without ending. */
export const EditionFiles = closed({
  constitution: Constitution,
  periods: eachOf(PERIOD_NAMES, Period),
  roles: eachOf(ROLE_IDS, Role),
  grounds: eachOf(GROUND_LISTS, Type.Array(Ground, { minItems: 1 })),
  numbering: eachOf(NUMBERED, NumberPattern),
  wording: Wording,
})
export type EditionFiles = Type.Static<typeof EditionFiles>

/** One dated edition of a scheme: the constitution as data. Never edited once in force; a new edition is added. */
export type Edition = EditionFiles['constitution'] & Omit<EditionFiles, 'constitution'>
