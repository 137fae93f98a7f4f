/** What a receiver said. */
export interface Answered {
  readonly status: number
  /** Its beginning, if it is long. */
  readonly body: string
}

export interface WebhookSender {
  /** Whether events may be sent there: scheme, and where its name leads now. @throws INVALID_PARAMETER_VALUE */
  check(url: string): Promise<void>
  /** One POST, no redirect followed, to an address that was checked again. @throws INVALID_PARAMETER_VALUE if it may not be sent there, WEBHOOK_FAILED if nothing was answered; never with the url, which may hold a secret */
  send(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<Answered>
}
