import { appeals as contract } from '@tianfu/contract'
import type { Next } from '@tianfu/contract'
import type { LocalDate } from '@tianfu/kernel'
import { offer } from '../../../platform/next.ts'
import type { View } from '../../../platform/work.ts'
import { mustBeInTime } from './decisions.ts'

/** The appeal against what was decided on `on`, as something that the applicant or holder may do next. */
export const mayAppeal = (view: View, id: string, on: LocalDate | undefined): Next[] => (on === undefined ? []
  : offer(view.actor, contract.fileAppeal, { params: { id }, initial: { files: [] },
    rule: () => mustBeInTime(view.edition, view.world.calendar, on, view.at.today) }))
