import type { Kysely, Transaction } from 'kysely'
import type { Tables } from '../../tables.ts'

/** Reads, in or out of a transaction. */
export type Db = Kysely<Tables>
/** A function that takes `Tx` can only be called inside a transaction: the compiler says so. */
export type Tx = Transaction<Tables>
export type Dialect = 'pglite' | 'postgres'
