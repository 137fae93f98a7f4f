/**
 * What would steer a terminal, turn the direction of writing or hide (C0 but tab and line feed, C1, bidirectional and
 * zero-width characters, tags), and what no XML may hold (half a surrogate pair, U+FFFE, U+FFFF).
 */
const UNSAFE =
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\u{e0000}-\u{e007f}]|\p{Surrogate}/gu

/** Text from outside as it may be shown: such characters as `\u001b`, which in JSON means the same as before. */
export function visibleText(text: string): string {
  return text.replace(UNSAFE, (found) =>
    Array.from({ length: found.length }, (_, i) => `\\u${found.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''),
  )
}

/** The same for a place of one line. */
export function visibleLine(text: string): string {
  return visibleText(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t')
}
