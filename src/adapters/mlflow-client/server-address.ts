// Where a tracking server is and who asks it: from its URL and the variables that MLflow's own clients read.
import { AppError } from '../../core/index.ts'
import { maskedUrl } from '../../track/index.ts'

export interface ServerAddress {
  /** Without user, query and a slash at its end. */
  readonly base: URL
  /** Of the Authorization header; a secret. @default none is sent */
  readonly authorization: string | undefined
  /** A certificate that nobody vouches for is taken. */
  readonly insecureTls: boolean
  /** For people: no password is in it. */
  readonly shown: string
}

type Env = Readonly<Record<string, string | undefined>>

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

/** The URL's own user wins, then MLFLOW_TRACKING_USERNAME and _PASSWORD, then MLFLOW_TRACKING_TOKEN. @throws INVALID_PARAMETER_VALUE */
export function serverAddress(text: string, env: Env, where: string): ServerAddress {
  const shown = maskedUrl(text)
  const invalid = (problem: string): AppError =>
    new AppError('INVALID_PARAMETER_VALUE', `'${shown}' ${problem}`, {
      where,
      fix: 'Give the address of a tracking server, such as http://127.0.0.1:5000',
    })
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw invalid('is no URL')
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw invalid('is not of http or https')
  if (url.search !== '' || url.hash !== '') throw invalid('has a query or fragment')
  const decoded = (part: string): string => {
    try {
      return decodeURIComponent(part)
    } catch {
      throw invalid('has a broken percent escape in its user')
    }
  }
  const { MLFLOW_TRACKING_USERNAME: user, MLFLOW_TRACKING_PASSWORD: password, MLFLOW_TRACKING_TOKEN: token } = env
  let authorization: string | undefined
  if (url.username !== '') authorization = basic(decoded(url.username), decoded(url.password))
  else if (user && password) authorization = basic(user, password)
  else if (token) authorization = `Bearer ${token}`
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (authorization !== undefined && /[\u0000-\u001f\u007f]|[^\u0000-\u00ff]/.test(authorization)) {
    throw new AppError('INVALID_PARAMETER_VALUE', 'the token has characters that no header can hold', {
      where: 'MLFLOW_TRACKING_TOKEN',
      fix: 'Set it without line breaks',
    })
  }
  url.username = ''
  url.password = ''
  url.pathname = url.pathname.replace(/\/+$/, '')
  return {
    base: url,
    authorization,
    insecureTls: /^(1|true)$/i.test(env['MLFLOW_TRACKING_INSECURE_TLS'] ?? ''),
    shown,
  }
}
