/** The report in a file format, made once for as long as nothing that it says has changed. */
import type { papers } from '@tianfu/contract'
import { digestOf } from '../../platform/documents/paper.ts'
import { paperPdf } from '../../platform/documents/pdf.ts'
import { paperDocx } from '../../platform/documents/word.ts'
import type { View } from '../../platform/work.ts'
import { publicDetail, publishedMethod } from './publication.ts'
import { reportOf } from './report.ts'

export const REPORT_TYPES: Readonly<Record<papers.PaperFormat, string>> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
}

/** Typesetting holds the thread for a moment, and anybody may ask: so the last few are kept, by what they say. */
const KEPT = 8
const made = new Map<string, Uint8Array>()

export async function reportFile(
  view: View, number: string, as: papers.PaperFormat,
): Promise<{ bytes: Uint8Array; name: string }> {
  const of = await publicDetail(view, number)
  const paper = reportOf(of, await publishedMethod(view, number))
  const key = `${as} ${digestOf(paper)}`
  const bytes = made.get(key) ?? (as === 'pdf' ? paperPdf(paper) : await paperDocx(paper))
  made.delete(key)
  made.set(key, bytes)
  for (const oldest of made.keys()) if (made.size > KEPT) made.delete(oldest)
  return { bytes, name: `${paper.title.zh}_${paper.number}.${as}` }
}
