import type { ResponseOf, declarations } from '@tianfu/contract'

export type DeclarationDraft = ResponseOf<typeof declarations.getDeclarationDraft>
export type Declaration = ResponseOf<typeof declarations.getDeclaration>
export type ComparedValue = DeclarationDraft['values'][number]
export type ClauseRow = DeclarationDraft['clauses'][number]
