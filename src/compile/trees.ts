// A tree ensemble as one ml.TreeEnsembleRegressor that sums leaf values; the link and the label come after it, from the same number.
import type { TreeEnsemble } from '../train/index.ts'
import type { ModelCompiler } from './model-compiler.ts'

/** The sums are float and exact in any order, because leaf values lie on a common grid. */
export const compileTrees: ModelCompiler<TreeEnsemble> = (graph, trees, matrix) => {
  const { roots, feature, threshold, left, missingLeft, value, outputs, base } = trees
  const nodes = { tree: [] as number[], id: [] as number[], feature: [] as number[], threshold: [] as number[] }
  const children = { yes: [] as number[], no: [] as number[], mode: [] as string[] }
  const leaves = { tree: [] as number[], id: [] as number[], target: [] as number[], weight: [] as number[] }
  roots.forEach((root, tree) => {
    const last = roots[tree + 1] ?? feature.length
    for (let i = root; i < last; i++) {
      const isLeaf = left[i] === i
      nodes.tree.push(tree)
      nodes.id.push(i - root)
      nodes.feature.push(isLeaf ? 0 : feature[i]!)
      nodes.threshold.push(isLeaf ? 0 : threshold[i]!)
      children.yes.push(isLeaf ? 0 : left[i]! - root)
      children.no.push(isLeaf ? 0 : left[i]! + 1 - root)
      children.mode.push(isLeaf ? 'LEAF' : 'BRANCH_LEQ')
      if (!isLeaf) continue
      for (let output = 0; output < outputs; output++) {
        leaves.tree.push(tree)
        leaves.id.push(i - root)
        leaves.target.push(output)
        leaves.weight.push(value[i * outputs + output]!)
      }
    }
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
    nodes_missing_value_tracks_true: { ints: missingLeft },
    target_treeids: { ints: leaves.tree },
    target_nodeids: { ints: leaves.id },
    target_ids: { ints: leaves.target },
    target_weights: { floats: leaves.weight },
  })
  return graph.cast(sums, 'double')
}
