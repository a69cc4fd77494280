import { searched } from '../../platform/search-index.ts'
import { organisation } from './domain.ts'
import type { Organisation } from './domain.ts'

/** Every name that an organisation has or had: what names its holder is found by all of them. */
export const namesOf = (of: Organisation): string[] =>
  [of.name, ...of.formerNames.map(({ name }) => name)].flatMap(({ zh, en }) => [zh, en ?? ''])

export const searchedHere = [searched<Organisation>({
  of: organisation, kinds: { organisation: ['organisation:read'] },
  entries: (_, id, state) => [{
    kind: 'organisation', id, title: state.name, texts: [...namesOf(state), state.address], numbers: [state.uscc],
    link: `/organisations/${id}`, public: false, organisations: [id], regions: [state.region],
  }],
})]
