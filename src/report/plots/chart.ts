// A small static chart as SVG text: a square of axes with lines, points and boxes in it.
import { visibleText } from '../../core/index.ts'

/** Data coordinates; the chart scales them. */
export interface ChartSeries {
  readonly kind: 'line' | 'points' | 'reference'
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
}

export interface Chart {
  readonly title: string
  readonly xLabel: string
  readonly yLabel: string
  readonly xRange: readonly [number, number]
  readonly yRange: readonly [number, number]
  readonly series: readonly ChartSeries[]
}

export const SIZE = 420
export const MARGIN = 56
const INNER = SIZE - 2 * MARGIN

const STYLE: Readonly<Record<ChartSeries['kind'], string>> = {
  line: 'fill="none" stroke="#2563eb" stroke-width="2"',
  points: 'fill="#2563eb" fill-opacity="0.6"',
  reference: 'fill="none" stroke="#9ca3af" stroke-dasharray="4 4"',
}

export function escapeXml(text: string): string {
  return visibleText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/** Short enough for an axis, exact enough to read. */
function tick(value: number): string {
  return String(Number(value.toPrecision(3)))
}

export function svg(title: string, body: string): string {
  const heading = `<text x="${SIZE / 2}" y="28" text-anchor="middle" font-size="15">${escapeXml(title)}</text>`
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE} ${SIZE}" width="${SIZE}" height="${SIZE}" ` +
    `font-family="system-ui, sans-serif" font-size="11" fill="#111827" role="img" aria-label="${escapeXml(title)}">` +
    `<rect width="${SIZE}" height="${SIZE}" fill="#ffffff"/>${heading}${body}</svg>\n`
  )
}

export function axisLabels(xLabel: string, yLabel: string): string {
  const middle = SIZE / 2
  return (
    `<text x="${middle}" y="${SIZE - 14}" text-anchor="middle">${escapeXml(xLabel)}</text>` +
    `<text transform="translate(16 ${middle}) rotate(-90)" text-anchor="middle">${escapeXml(yLabel)}</text>`
  )
}

/** Distance from the low end of the axis, in the SVG's units. */
function scale(value: number, [low, high]: readonly [number, number]): number {
  return high > low ? ((value - low) / (high - low)) * INNER : INNER / 2
}

export function renderChart({ title, xLabel, yLabel, xRange, yRange, series }: Chart): string {
  const px = (x: number): string => (MARGIN + scale(x, xRange)).toFixed(1)
  const py = (y: number): string => (SIZE - MARGIN - scale(y, yRange)).toFixed(1)

  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const x = xRange[0] + share * (xRange[1] - xRange[0])
    const y = yRange[0] + share * (yRange[1] - yRange[0])
    const [left, right] = [MARGIN, SIZE - MARGIN]
    return (
      `<path d="M${px(x)} ${left}V${right}M${left} ${py(y)}H${right}" stroke="#e5e7eb"/>` +
      `<text x="${px(x)}" y="${right + 16}" text-anchor="middle">${tick(x)}</text>` +
      `<text x="${left - 6}" y="${py(y)}" dy="4" text-anchor="end">${tick(y)}</text>`
    )
  })
  const shapes = series.map(({ kind, x, y }) => {
    const points = Array.from(x, (value, i): [string, string] => [px(value), py(y[i]!)])
    if (kind === 'points') {
      return points.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3" ${STYLE.points}/>`).join('')
    }
    return `<polyline points="${points.map((point) => point.join(',')).join(' ')}" ${STYLE[kind]}/>`
  })
  return svg(title, grid.join('') + shapes.join('') + axisLabels(xLabel, yLabel))
}
