import type { exchange } from '@tianfu/contract'

export interface ExchangeTables {
  import_batch: {
    id: string; kind: exchange.ImportKind; organisation: string; account: string; name: string; sha256: string
    made_on: string; rows: number; undone_on: string | null
  }
  import_item: { batch: string; row: number; subject: string }
}
