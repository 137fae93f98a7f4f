import { AppError, didYouMean } from '../../core/index.ts'
import { chiSquared } from './chi-squared.ts'
import { cramersV } from './cramers-v.ts'
import type { DriftDistance, DriftTest, FeatureKind } from './drift-method.ts'
import { gTest } from './g-test.ts'
import { hellinger } from './hellinger.ts'
import { jensenShannon } from './jensen-shannon.ts'
import { ks } from './ks.ts'
import { lInfinity } from './l-infinity.ts'
import { psi } from './psi.ts'
import { wasserstein } from './wasserstein.ts'
import { zTest } from './z-test.ts'

/** Every method by the name that a config gives it. */
export const DRIFT_METHODS = {
  ks,
  chi_squared: chiSquared,
  g_test: gTest,
  z_test: zTest,
  psi,
  jensen_shannon: jensenShannon,
  wasserstein,
  hellinger,
  l_infinity: lInfinity,
  cramers_v: cramersV,
} as const satisfies Record<string, DriftTest | DriftDistance>

export type DriftMethodName = keyof typeof DRIFT_METHODS

type Named<M> = M & { readonly name: DriftMethodName }

/** The test that decides and the distance that must be large enough. */
export interface ChosenMethods {
  readonly test: Named<DriftTest>
  readonly distance: Named<DriftDistance>
}

const DEFAULTS: Readonly<Record<FeatureKind, ChosenMethods>> = {
  numeric: { test: { ...ks, name: 'ks' }, distance: { ...wasserstein, name: 'wasserstein' } },
  categorical: {
    test: { ...chiSquared, name: 'chi_squared' },
    distance: { ...jensenShannon, name: 'jensen_shannon' },
  },
}

/** The defaults of a kind of feature, with the wanted method in its role. @throws CONFIG_INVALID for a name that is none or does not fit the kind */
export function chooseMethods(kind: FeatureKind, feature: string, wanted: string | undefined): ChosenMethods {
  if (wanted === undefined) return DEFAULTS[kind]
  const methods: Readonly<Record<string, DriftTest | DriftDistance>> = DRIFT_METHODS
  const method = Object.hasOwn(methods, wanted) ? methods[wanted] : undefined
  if (method?.kinds.includes(kind) !== true) {
    const fitting = Object.keys(methods).filter((name) => methods[name]!.kinds.includes(kind))
    const problem =
      method === undefined
        ? `no drift method '${wanted}'${didYouMean(wanted, fitting)}`
        : `'${wanted}' does not compare ${kind} features`
    throw new AppError('CONFIG_INVALID', problem, {
      where: `methods.${feature}`,
      fix: `Use one of: ${fitting.join(', ')}`,
    })
  }
  const name = wanted as DriftMethodName
  return method.role === 'test'
    ? { ...DEFAULTS[kind], test: { ...method, name } }
    : { ...DEFAULTS[kind], distance: { ...method, name } }
}
