import { searched } from '../../platform/search-index.ts'
import { rule, standard } from './domain.ts'
import type { PublishedRule, PublishedStandard } from './domain.ts'

/** A draft is nobody's to find yet. */
export const searchedHere = [
  searched<PublishedStandard>({
    of: standard, kinds: { standard: ['public'] },
    entries: (_, id, { status, document }) => (status === 'draft' ? [] : [{
      kind: 'standard', id, title: document.title, numbers: [document.number],
      link: `/standards/${encodeURIComponent(document.number)}`,
      texts: document.kind === 'B' ? [document.class.name.zh, ...document.indicators.map(({ name }) => name.zh)] : [],
      public: true, organisations: [], regions: [],
    }]),
  }),
  searched<PublishedRule>({
    of: rule, kinds: { rule: ['public'] },
    entries: (_, id, { status, document }) => (status === 'draft' ? [] : [{
      kind: 'rule', id, title: document.title, numbers: [document.number, document.b.number],
      link: `/rules/${encodeURIComponent(document.number)}`, texts: [document.certificationUnit.zh], public: true,
      organisations: [], regions: [],
    }]),
  }),
]
