// Pieces of Markdown that stay whole whatever a name or a value holds.

export function code(text: string): string {
  return `\`${text.replaceAll('`', "'").replaceAll('\n', ' ')}\``
}

/** Up to five significant digits. */
export function number(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(5)))
}

function cell(value: unknown): string {
  return String(value)
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
    .replaceAll(/\s*\n\s*/g, ' ')
}

function line(cells: readonly unknown[]): string {
  return `| ${cells.map(cell).join(' | ')} |\n`
}

/** Empty for no rows. */
export function table(header: readonly string[], rows: readonly (readonly unknown[])[]): string {
  if (rows.length === 0) return ''
  return line(header) + line(header.map(() => '---')) + rows.map(line).join('')
}

/** Empty lines are left out. */
export function bullets(lines: readonly string[]): string {
  return lines
    .filter((line) => line !== '')
    .map((line) => `- ${line}\n`)
    .join('')
}

/** Nothing for an empty body. */
export function section(heading: string, body: string): string {
  return body.trim() === '' ? '' : `\n## ${heading}\n\n${body.trim()}\n`
}
