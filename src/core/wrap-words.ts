/** `text` in lines of at most `width` characters, broken at spaces; the lines after the first begin with `indent`. A word that is longer stands alone, whole. */
export function wrapWords(text: string, width: number, indent = ''): string {
  const lines: string[] = []
  for (const paragraph of text.split('\n')) {
    let line = paragraph.match(/^ */)![0]
    let begun = false
    for (const word of paragraph.trim().split(' ')) {
      if (begun && [...line].length + 1 + [...word].length > width) {
        lines.push(line)
        line = indent
        begun = false
      }
      line += begun ? ` ${word}` : word
      begun = true
    }
    lines.push(line)
  }
  return lines.join('\n')
}
