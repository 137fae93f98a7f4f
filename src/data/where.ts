/** Says for a message where a key of the config stands, as `Config.where` does: `config.yaml:12 features.numeric[2]`. */
export type Where = (key: readonly (string | number)[]) => string

/** For callers without a config: the key alone, `features.numeric[2]`. */
export const keyAlone: Where = (key) =>
  key.map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? part : `.${part}`)).join('')
