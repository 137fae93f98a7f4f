import { expect, it } from 'vitest'
import { renderGate } from './gate-text.ts'

const decision = {
  passed: false,
  checks: [
    { name: 'val_auc ≥ 0.88', status: 'failed', explanation: 'val_auc 0.871 < 0.880 required: refused' },
    { name: 'a|b', status: 'passed', explanation: 'fine | so' },
    { name: 'c', status: 'skipped', explanation: 'no champion' },
  ],
} as const

it('tells each check and the verdict in text', () => {
  expect(renderGate(decision)).toBe(
    '  ✗ val_auc 0.871 < 0.880 required: refused\n  ✓ fine | so\n  – no champion\nGate refused the candidate: 1 of 3 checks failed\n',
  )
})

it('keeps the Markdown table whole whatever a name holds', () => {
  const lines = renderGate(decision, 'markdown').trimEnd().split('\n')
  expect(lines[0]).toBe('**Gate refused the candidate: 1 of 3 checks failed**')
  expect(lines[5]).toBe('| ✓ passed | a\\|b | fine \\| so |')
})
