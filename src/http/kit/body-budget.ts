// Bytes of all request bodies that are on their way at once: without a bound, a hundred half-sent bodies hold a gigabyte.

export interface BodyShare {
  /** False if the body may not have so many bytes more now. */
  take(bytes: number): boolean
  /** Gives back what was taken. */
  close(): void
}

export interface BodyBudget {
  open(): BodyShare
}

/** What any body may have without being counted, so that one row is answered however many large bodies wait. */
const FREE_BYTES = 16 << 10

export function createBodyBudget(limit: number): BodyBudget {
  let held = 0
  return {
    open() {
      let bytes = 0
      let counted = 0
      return {
        take(more) {
          const total = bytes + more
          if (total > FREE_BYTES) {
            if (held + total - counted > limit) return false
            held += total - counted
            counted = total
          }
          bytes = total
          return true
        },
        close() {
          held -= counted
          counted = 0
        },
      }
    },
  }
}
