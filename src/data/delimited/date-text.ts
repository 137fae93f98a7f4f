// Texts that are dates, in the ways that exports write them.

const TIME = String.raw`(?:(?:[ T]|, )\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?)?(?: ?(?:Z|UTC|[+-]\d{2}(?::?\d{2})?))?`
const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\\.?'
const FORMS = [
  String.raw`\d{4}-\d{2}-\d{2}`,
  // Of two digits only between slashes: 1.2.03 may be a version.
  String.raw`\d{4}[/.]\d{1,2}[/.]\d{1,2}`,
  String.raw`\d{1,2}([-/.])\d{1,2}\1\d{4}`,
  String.raw`\d{1,2}/\d{1,2}/\d{2}`,
  String.raw`\d{1,2}[- ]${MONTH}[- ,]{1,2}\d{2}(?:\d{2})?`,
  String.raw`${MONTH} \d{1,2},? \d{4}`,
].map((form) => new RegExp(`^${form}${TIME}$`, 'i'))

/** Whether each of the texts is a date; all of one form. */
export function areDates(texts: readonly string[]): boolean {
  if (texts.length === 0) return false
  return FORMS.some((form) => texts.every((text) => text.length <= 64 && form.test(text.trim())))
}
