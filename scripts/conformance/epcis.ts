import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkDocument, eventHashId, hashContextOf } from '@tianfu/epcis'
import { sha256 } from './primitives.ts'
import type { Suite } from './suite.ts'
import { filesBelow, judge, readText } from './suite.ts'

type Fields = Record<string, unknown>

/** Some public files begin with a byte order mark. */
const readDocument = (...path: string[]): Fields =>
  JSON.parse(readFileSync(join(...path), 'utf8').replace(/^\uFEFF/, '')) as Fields

function eventsOf(document: Fields): Fields[] {
  const body = document.epcisBody as {
    eventList?: Fields[]
    event?: Fields
    queryResults?: { resultsBody: { eventList: Fields[] } }
  }
  return body.eventList ?? body.queryResults?.resultsBody.eventList ?? (body.event ? [body.event] : [])
}

/** Taken by some and refused by others, the schema of GS1 itself among the latter: neither outcome is judged. */
const EITHER: Readonly<Record<string, string>> = {
  SensorData_with_combined_events: 'sensor reports without a known type break the schema of GS1',
  TransactionEvent_with_userExtensions: 'a sensor report without a known type breaks the schema of GS1',
  StringCertificationInfoArrayInvalid: 'refused by its own project, valid by the schema of GS1',
}

const documents = (name: string, refused: boolean): Suite => ({
  name,
  async run(vectors, outcome) {
    const root = join(vectors, 'epcis')
    for (const file of [...filesBelow(root, '.json'), ...filesBelow(root, '.jsonld')]) {
      if (/^schema|Queries/.test(file) || file.includes('Invalid') !== refused) continue
      const either = Object.keys(EITHER).find((key) => file.includes(key))
      if (either) outcome.skipped.push(`${file}: ${EITHER[either]}`)
      else await judge(outcome, file, () => checkDocument(readDocument(root, file)).length > 0 === refused)
    }
    const xml = filesBelow(root, '.xml').filter((file) => file.includes('Invalid') === refused)
    if (xml.length > 0)
      outcome.skipped.push(`${xml.length} XML documents: JSON is the binding that is served, XML gets a clear refusal`)
  },
})

const eventHashes: Suite = {
  name: 'event-hashes',
  async run(vectors, outcome) {
    const folder = join(vectors, 'eventhash', 'examples')
    for (const file of filesBelow(folder, '.hashes')) {
      const source = file.replace(/\.hashes$/, '.jsonld')
      if (!existsSync(join(folder, source))) {
        outcome.skipped.push(`${file}: its document is XML`)
        continue
      }
      await judge(outcome, file, () => {
        const document = readDocument(folder, source)
        const hashes = eventsOf(document).map((event) => eventHashId(sha256, event, hashContextOf(document)))
        return hashes.join('\n') === readText(folder, file).split(/\s+/).join('\n')
      })
    }
    const equal = join(vectors, 'eventhash', 'expected_equal')
    for (const file of filesBelow(equal, '')) {
      if (!/\.json(?:ld)?$/.test(file)) {
        outcome.skipped.push(`${file}: XML`)
        continue
      }
      await judge(outcome, `all events of ${file}`, () => {
        const document = readDocument(equal, file)
        return (
          new Set(eventsOf(document).map((event) => eventHashId(sha256, event, hashContextOf(document)))).size === 1
        )
      })
    }
  },
}

export const epcisSuites: readonly Suite[] = [
  documents('epcis-documents-accepted', false), documents('epcis-documents-refused', true), eventHashes,
]
