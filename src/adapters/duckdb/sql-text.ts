// The only ways text from outside gets into SQL.

export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function quoteList(texts: readonly string[]): string {
  return `[${texts.map(quoteLiteral).join(', ')}]`
}

/** A path that DuckDB's own glob takes as it is. */
export function escapeGlob(path: string): string {
  return path.replaceAll(/[[*?]/g, '[$&]')
}
