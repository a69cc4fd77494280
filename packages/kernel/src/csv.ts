/** Text that a spreadsheet would take for a formula, made plain by an apostrophe before it; numbers stay numbers. */
export const defused = (text: string): string =>
  (/^[=+\-@\t\r\n]/.test(text.normalize('NFKC')) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text)

const cell = (text: string): string => {
  const safe = defused(text)
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe
}

/** UTF-8 with a byte order mark, so that WPS and Excel read Chinese; formulas are defused; codes stay text. */
export const csvOf = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  `\uFEFF${[header, ...rows].map((cells) => cells.map(cell).join(',')).join('\r\n')}\r\n`
