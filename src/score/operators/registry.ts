// Every operator the compiler knows.
import { attribute, invalid, type OperatorCompiler, refuse } from '../assembly.ts'
import type { Slot } from '../slot.ts'
import { cast, categoryMapper, labelEncoder, oneHotEncoder } from './convert.ts'
import { elementwiseOperators } from './elementwise.ts'
import { gemm, linearClassifier, linearRegressor, matMul } from './linear.ts'
import { binarizer, imputer, normalizer, scaler } from './preprocess.ts'
import { argMax, reduceSum, softmax } from './reduce.ts'
import {
  arrayFeatureExtractor,
  concat,
  featureVectorizer,
  flatten,
  gather,
  identity,
  reshape,
  slice,
  squeeze,
  transpose,
  unsqueeze,
} from './shape.ts'
import { treeClassifier, treeRegressor } from './trees.ts'

const constant: OperatorCompiler = (assembly) => {
  const { node } = assembly
  const tensor = attribute(assembly, 'value', 'tensor')
  const single = attribute(assembly, 'value_float', 'float') ?? attribute(assembly, 'value_int', 'int')
  const list = attribute(assembly, 'value_floats', 'floats') ?? attribute(assembly, 'value_ints', 'ints')
  const numbers = tensor?.values ?? list ?? (single === undefined ? undefined : [single])
  if (numbers === undefined) refuse({ node }, 'of this kind')
  const element =
    tensor?.element ?? (node.attributes.has('value_float') || node.attributes.has('value_floats') ? 'float' : 'int64')
  const out: Slot = assembly.output(0, element, tensor?.dims ?? (single === undefined ? [numbers.length] : []))
  if (out.width !== numbers.length) invalid({ node }, 'has another number of values than its shape says')
  for (let i = 0; i < numbers.length; i++) (out.region.buffer.data as unknown[])[i] = numbers[i]
}

const ml = (name: string): string => `ai.onnx.ml.${name}`

export const OPERATORS: ReadonlyMap<string, OperatorCompiler> = new Map<string, OperatorCompiler>([
  ...elementwiseOperators(),
  ['Constant', constant],
  ['Identity', identity],
  ['Cast', cast],
  ['Reshape', reshape],
  ['Flatten', flatten],
  ['Squeeze', squeeze],
  ['Unsqueeze', unsqueeze],
  ['Transpose', transpose],
  ['Concat', concat],
  ['Gather', gather],
  ['Slice', slice],
  ['Softmax', softmax],
  ['ArgMax', argMax],
  ['ReduceSum', reduceSum],
  ['MatMul', matMul],
  ['Gemm', gemm],
  [ml('LabelEncoder'), labelEncoder],
  [ml('CategoryMapper'), categoryMapper],
  [ml('OneHotEncoder'), oneHotEncoder],
  [ml('Imputer'), imputer],
  [ml('Scaler'), scaler],
  [ml('Normalizer'), normalizer],
  [ml('Binarizer'), binarizer],
  [ml('FeatureVectorizer'), featureVectorizer],
  [ml('ArrayFeatureExtractor'), arrayFeatureExtractor],
  [ml('LinearRegressor'), linearRegressor],
  [ml('LinearClassifier'), linearClassifier],
  [ml('TreeEnsembleRegressor'), treeRegressor],
  [ml('TreeEnsembleClassifier'), treeClassifier],
])
