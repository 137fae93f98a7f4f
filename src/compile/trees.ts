// A tree ensemble as one ml.TreeEnsembleRegressor that sums leaf values; the link and the label come after it, from the same number.
import type { TreeEnsemble } from '../train/index.ts'
import type { ModelCompiler } from './model-compiler.ts'

/** The sums are float and exact in any order, because leaf values lie on a common grid. */
export const compileTrees: ModelCompiler<TreeEnsemble> = (graph, trees, matrix) => {
  const { roots, feature, threshold, left, missingLeft, categories, value, outputs, base } = trees
  const nodes = { tree: [] as number[], id: [] as number[], feature: [] as number[], threshold: [] as number[] }
  const children = { yes: [] as number[], no: [] as number[], mode: [] as string[], nanYes: [] as number[] }
  const leaves = { tree: [] as number[], id: [] as number[], target: [] as number[], weight: [] as number[] }
  const add = (tree: number, id: number, test: Test | null): void => {
    nodes.tree.push(tree)
    nodes.id.push(id)
    nodes.feature.push(test?.feature ?? 0)
    nodes.threshold.push(test?.threshold ?? 0)
    children.yes.push(test?.yes ?? 0)
    children.no.push(test?.no ?? 0)
    children.mode.push(test === null ? 'LEAF' : 'BRANCH_LEQ')
    children.nanYes.push(test?.nanYes ?? 0)
  }
  roots.forEach((root, tree) => {
    const last = roots[tree + 1] ?? feature.length
    // Tests beyond the first of a set of codes stand after all nodes of the tree.
    const further: Test[] = []
    for (let i = root; i < last; i++) {
      const yes = left[i]! - root
      if (left[i] === i) {
        add(tree, i - root, null)
        for (let output = 0; output < outputs; output++) {
          leaves.tree.push(tree)
          leaves.id.push(i - root)
          leaves.target.push(output)
          leaves.weight.push(value[i * outputs + output]!)
        }
        continue
      }
      const split = { feature: feature[i]!, threshold: threshold[i]!, yes, no: yes + 1, nanYes: missingLeft[i]! }
      const codes = categories?.get(i)
      if (codes === undefined) {
        add(tree, i - root, split)
        continue
      }
      const [first, ...rest] = chain(split, codes, last - root + further.length)
      add(tree, i - root, first!)
      further.push(...rest)
    }
    further.forEach((test, k) => add(tree, last - root + k, test))
  })
  const sums = graph.addMl('TreeEnsembleRegressor', [matrix], {
    n_targets: { int: outputs },
    aggregate_function: { string: 'SUM' },
    post_transform: { string: 'NONE' },
    base_values: { floats: base },
    nodes_treeids: { ints: nodes.tree },
    nodes_nodeids: { ints: nodes.id },
    nodes_featureids: { ints: nodes.feature },
    nodes_values: { floats: nodes.threshold },
    nodes_modes: { strings: children.mode },
    nodes_truenodeids: { ints: children.yes },
    nodes_falsenodeids: { ints: children.no },
    nodes_missing_value_tracks_true: { ints: children.nanYes },
    target_treeids: { ints: leaves.tree },
    target_nodeids: { ints: leaves.id },
    target_ids: { ints: leaves.target },
    target_weights: { floats: leaves.weight },
  })
  return graph.cast(sums, 'double')
}

/** `feature <= threshold`; the children are numbers of nodes in the tree. */
interface Test {
  readonly feature: number
  readonly threshold: number
  readonly yes: number
  readonly no: number
  /** 1: NaN passes. */
  readonly nanYes: number
}

/**
 * A set of codes as tests of their neighbours: below the first run, up to its end, below the second, … Two tests a run,
 * all of one mode, so that the fast walks of both engines hold; as the converters of others do with a chain of equalities,
 * the tests share two children, and by their true branches alone, which ONNX Runtime asks for. The second test and those
 * after it get the numbers from `next` on.
 */
function chain({ feature, yes, no, nanYes }: Test, codes: Float32Array, next: number): Test[] {
  const tests: Test[] = []
  const add = (threshold: number, within: boolean): void => {
    const rest = next + tests.length
    tests.push({ feature, threshold, yes: within ? yes : no, no: rest, nanYes: within ? nanYes : 0 })
  }
  codes.forEach((code, k) => {
    if (k === 0 || codes[k - 1] !== code - 1) add(code - 1, false)
    if (codes[k + 1] !== code + 1) add(code, true)
  })
  return tests.map((test, k) => (k === tests.length - 1 ? { ...test, no } : test))
}
