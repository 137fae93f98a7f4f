import type { ConfusionMatrix } from '../../evaluate/index.ts'
import { axisLabels, escapeXml, MARGIN, SIZE, svg } from './chart.ts'

/** The confusion matrix as squares, darker where more of a class's rows fall; numbers inside while there is room. */
export function confusionPlot({ classes, counts }: ConfusionMatrix): string {
  const width = classes.length
  const side = (SIZE - 2 * MARGIN) / width
  const cells = classes.map((label, row) => {
    const line = counts.subarray(row * width, (row + 1) * width)
    const total = line.reduce((sum, count) => sum + count, 0)
    const y = MARGIN + row * side
    const name = `<text x="${MARGIN - 6}" y="${(y + side / 2).toFixed(1)}" text-anchor="end">${escapeXml(String(label))}</text>`
    const squares = Array.from(line, (count, column) => {
      const share = total > 0 ? count / total : 0
      const x = MARGIN + column * side
      const middle = `x="${(x + side / 2).toFixed(1)}" y="${(y + side / 2).toFixed(1)}" dy="4" text-anchor="middle"`
      const text = width > 12 ? '' : `<text ${middle} fill="${share > 0.5 ? '#ffffff' : '#111827'}">${count}</text>`
      const box = `x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${side.toFixed(1)}" height="${side.toFixed(1)}"`
      return `<rect ${box} fill="#2563eb" fill-opacity="${share.toFixed(3)}" stroke="#e5e7eb"/>${text}`
    })
    const below = `<text x="${(MARGIN + (row + 0.5) * side).toFixed(1)}" y="${SIZE - MARGIN + 16}" text-anchor="middle">${escapeXml(String(label))}</text>`
    return name + squares.join('') + below
  })
  return svg('Confusion matrix', cells.join('') + axisLabels('predicted', 'truth'))
}
