// Names that look like another: what a reader cannot see, or cannot tell apart, is no part of a name (Unicode TR 39).

/** Scripts of today's writing (UAX 31, table 5). */
const SCRIPTS =
  'Arabic Armenian Bengali Bopomofo Cyrillic Devanagari Ethiopic Georgian Greek Gujarati Gurmukhi Han Hangul Hebrew Hiragana Kannada Katakana Khmer Lao Latin Malayalam Myanmar Oriya Sinhala Tamil Telugu Thaana Thai Tibetan'.split(
    ' ',
  )
/** Their letters pass for Latin ones. */
const LIKE_LATIN = new Set(['Armenian', 'Cyrillic', 'Greek'])
/** TR 39, section 5.2, 'moderately restrictive': one script; Latin beside one that does not look like it; what one language mixes. */
const MIXTURES = [
  ...SCRIPTS.map((script) => [script]),
  ...SCRIPTS.filter((script) => !LIKE_LATIN.has(script)).map((script) => ['Latin', script]),
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
].map(
  (scripts) =>
    new RegExp(`^[${['Common', 'Inherited', ...scripts].map((name) => `\\p{scx=${name}}`).join('')}]*$`, 'u'),
)

/** Letters, their marks, digits, and what an English keyboard has. */
const ALLOWED = /^[\p{L}\p{M}\p{Nd}\x20-\x7e]*$/u
const INVISIBLE = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u

/** Why a name could pass for another one, or upset what shows it; undefined if it cannot. */
export function spoofIn(name: string): string | undefined {
  if (name !== name.trim()) return 'it begins or ends with a space'
  if (INVISIBLE.test(name.replaceAll(' ', ''))) return 'it has a character that cannot be seen'
  if (name !== name.normalize('NFKC')) return 'it has a character that is written in another form of the same'
  if (!ALLOWED.test(name)) return 'it has a symbol that could be taken for another'
  if (!MIXTURES.some((mixture) => mixture.test(name))) return 'it mixes scripts whose letters look alike'
  return undefined
}
