/** Says for a message where a key of the config stands, as `Config.where` does: `config.yaml:12 features.numeric[2]`. */
export type Where = (key: string) => string

/** For callers without a config: the key alone, `features.numeric[2]`. */
export const keyAlone: Where = (key) => key
