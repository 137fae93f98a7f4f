// The demo's table: telecom customers, one row each, made from a seed. Six months later prices have risen, the
// contracts and payment methods have moved, and what makes a customer leave has changed too.
import { createRng, type Rng } from '../src/core/index.ts'

const CHURN_COLUMNS = [
  'customer_id',
  'tenure',
  'monthly_charges',
  'total_charges',
  'num_products',
  'contract_type',
  'payment_method',
  'internet_service',
  'churned',
] as const

export interface ChurnTableOptions {
  readonly rows: number
  readonly seed: number
  /** `now`: what the first model learns from. `later`: six months on. */
  readonly period: 'now' | 'later'
  /** Number of the first customer. @default 1 */
  readonly firstId?: number
}

type Row = Record<(typeof CHURN_COLUMNS)[number], string | number | null>

interface World {
  readonly contracts: readonly (readonly [string, number])[]
  readonly payments: readonly (readonly [string, number])[]
  readonly internet: readonly (readonly [string, number])[]
  /** Factor on the monthly price. */
  readonly price: number
  /** Log-odds of leaving at the reference customer. */
  readonly base: number
  readonly contractEffect: Readonly<Record<string, number>>
  readonly priceEffect: number
}

const NOW: World = {
  contracts: [
    ['Month-to-month', 0.55],
    ['One year', 0.24],
    ['Two year', 0.21],
  ],
  payments: [
    ['Electronic check', 0.335],
    ['Mailed check', 0.225],
    ['Bank transfer', 0.22],
    ['Credit card', 0.215],
    ['Cash at a shop', 0.004],
    ['Cheque by courier', 0.001],
  ],
  internet: [
    ['Fiber optic', 0.44],
    ['DSL', 0.34],
    ['No', 0.215],
    ['Satellite', 0.005],
  ],
  price: 1,
  base: -1.9,
  contractEffect: { 'Month-to-month': 2.1, 'One year': -0.6, 'Two year': -2.4 },
  priceEffect: 1.15,
}

const LATER: World = {
  contracts: [
    ['Month-to-month', 0.68],
    ['One year', 0.2],
    ['Two year', 0.12],
  ],
  payments: [
    ['Electronic check', 0.2],
    ['Mailed check', 0.08],
    ['Bank transfer', 0.24],
    ['Credit card', 0.26],
    ['Digital wallet', 0.215],
    ['Cash at a shop', 0.005],
  ],
  internet: [
    ['Fiber optic', 0.6],
    ['DSL', 0.22],
    ['No', 0.15],
    ['Satellite', 0.03],
  ],
  price: 1.22,
  base: -2,
  contractEffect: { 'Month-to-month': 1.2, 'One year': 0.7, 'Two year': -1.6 },
  priceEffect: 2.1,
}

/** The table as CSV text with a header; the same options give the same bytes on every machine. */
export function churnCsv(options: ChurnTableOptions): string {
  const lines = [CHURN_COLUMNS.join(',')]
  for (const row of churnRows(options)) lines.push(CHURN_COLUMNS.map((name) => row[name] ?? '').join(','))
  return `${lines.join('\n')}\n`
}

/** The rows of the table; null = missing. */
export function* churnRows({ rows, seed, period, firstId = 1 }: ChurnTableOptions): Generator<Row> {
  const rng = createRng(seed)
  const world = period === 'now' ? NOW : LATER
  for (let i = 0; i < rows; i++) yield customer(rng, world, firstId + i)
}

function customer(rng: Rng, world: World, id: number): Row {
  const contract = draw(rng, world.contracts)
  const payment = draw(rng, world.payments)
  const internet = draw(rng, world.internet)
  const loyal = contract === 'Two year' ? 0.55 : contract === 'One year' ? 0.8 : 1.5
  const tenure = Math.floor(72 * rng.next() ** loyal)
  const products = 1 + Math.floor(5 * rng.next() ** 1.6)
  const line = internet === 'Fiber optic' ? 58 : internet === 'DSL' ? 34 : internet === 'Satellite' ? 70 : 12
  const monthly = round2(Math.max(12, (line + 7.5 * products + 7 * rng.normal()) * world.price))
  const total = round2(tenure * monthly * (0.92 + 0.16 * rng.next()))

  const expensive = (monthly - 65) / 30
  const logOdds =
    world.base +
    world.contractEffect[contract]! +
    world.priceEffect * expensive -
    1.7 * Math.tanh((tenure - 14) / 16) +
    (internet === 'Fiber optic' && products <= 2 ? 1.6 : 0) +
    (payment === 'Electronic check' ? 1.3 : payment === 'Digital wallet' ? -0.8 : 0) -
    (products >= 4 && tenure > 24 ? 1.2 : 0) +
    (tenure < 6 && contract === 'Month-to-month' ? 1.1 : 0)
  const churned = rng.next() < 1 / (1 + Math.exp(-0.9 * logOdds)) ? 1 : 0

  return {
    customer_id: `C${String(id).padStart(7, '0')}`,
    tenure,
    monthly_charges: rng.next() < 0.015 ? null : monthly,
    total_charges: tenure === 0 || rng.next() < 0.02 ? null : total,
    num_products: products,
    contract_type: contract,
    payment_method: rng.next() < 0.01 ? null : payment,
    internet_service: internet,
    churned,
  }
}

function draw(rng: Rng, shares: readonly (readonly [string, number])[]): string {
  let u = rng.next()
  for (const [name, share] of shares) {
    if (u < share) return name
    u -= share
  }
  return shares.at(-1)![0]
}

const round2 = (value: number): number => Math.round(value * 100) / 100
