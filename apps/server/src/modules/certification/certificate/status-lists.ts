/** Status lists by purpose; the first of each serves until it is full. A certificate has one index in both. */
export const STATUS_LISTS = { suspension: 'suspension-1', revocation: 'revocation-1' } as const
export type ListPurpose = keyof typeof STATUS_LISTS
