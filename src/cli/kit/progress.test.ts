import { expect, it } from 'vitest'
import { createProgress } from './progress.ts'

async function warned(errorWidth?: number): Promise<string> {
  let err = ''
  const width = errorWidth === undefined ? {} : { errorWidth }
  const terminal = {
    out() {},
    err: (text: string) => void (err += text),
    progress: 'none',
    width: 80,
    ...width,
  } as const
  const progress = await createProgress(terminal)
  progress.warn("the values of 'city' begin with spaces: set data.skipinitialspace")
  return err
}

it('breaks warnings at spaces where the terminal ends, and nowhere in a pipe', async () => {
  expect(await warned(60)).toBe("warning: the values of 'city' begin with spaces: set\n  data.skipinitialspace\n")
  expect(await warned()).toBe("warning: the values of 'city' begin with spaces: set data.skipinitialspace\n")
})
