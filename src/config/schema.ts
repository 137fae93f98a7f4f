// The config file as a TypeBox schema: the type, the validator and the JSON Schema for editors come from here.
import { type Static, Type } from 'typebox'

const closed = { additionalProperties: false } as const

/** A string out of a list. */
function choice<const T extends string>(values: readonly T[], description: string) {
  return Type.Unsafe<T>({ type: 'string', enum: [...values], description })
}

const text = (description: string) => Type.String({ description, minLength: 1 })
const names = (description: string) => Type.Array(Type.String({ minLength: 1 }), { description, uniqueItems: true })
const scalar = (description: string) =>
  Type.Unsafe<string | number | boolean>({ type: ['string', 'number', 'boolean'], description })

const Mlflow = Type.Object(
  {
    experiment_name: Type.Optional(text('Experiment the runs belong to. Default: the name of the data file.')),
    model_name: Type.Optional(text('Registered model. Default: the experiment name.')),
    tracking_uri: Type.Optional(
      text('Where runs are kept: a folder. Default: the embedded store, .modelwright beside the config.'),
    ),
  },
  { ...closed, description: 'Names of the experiment and of the registered model.' },
)

const Data = Type.Object(
  {
    train_path: Type.Optional(
      text('CSV, TSV, JSONL or Parquet file, or a glob. Relative paths start at the config file and stay below it.'),
    ),
    test_path: Type.Optional(text('A held-out table of the same columns: adds test_ metrics.')),
    query: Type.Optional(
      text(
        'A DuckDB SQL query to use in place of train_path. It reads files below the config and query_folders alone; relative paths in it start at the working folder.',
      ),
    ),
    query_folders: Type.Optional(
      names('More folders that query may read. Relative paths start at the config file and stay below it.'),
    ),
    target_column: text('The column to predict.'),
    positive_class: Type.Optional(
      scalar(
        'Of two classes, the one whose probability is predicted. Default: the affirmation (ja of ja and nein), else the second in order.',
      ),
    ),
    drop_columns: Type.Optional(names('Columns that are not features, such as an identifier.')),
    delimiter: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1,
        pattern: '^[^"\\r\\n\\u0080-\\uffff]$',
        description: 'Delimiter of a CSV file. Default: comma, or tab for .tsv.',
      }),
    ),
    null_values: Type.Optional(names('Texts that mean missing, besides the usual ones.')),
    header: Type.Optional(
      Type.Boolean({
        description: 'Whether the first line of a CSV file holds names. Default: true, unless names is set.',
      }),
    ),
    names: Type.Optional(
      names('Names of the columns of a CSV file without a header, in order. Default for header: false: 0, 1, 2, …'),
    ),
    decimal: Type.Optional(
      choice(['.', ','], 'Mark for decimals in a CSV file. Default: whatever all numbers of a column fit.'),
    ),
    thousands: Type.Optional(
      choice(
        [',', '.', ' ', "'"],
        'Mark between thousands in a CSV file. Default: whatever all numbers of a column fit; they may have a currency.',
      ),
    ),
    skipinitialspace: Type.Optional(
      Type.Boolean({ description: 'Leave out spaces after a delimiter. Default: where every field has one.' }),
    ),
    max_rows: Type.Optional(Type.Integer({ minimum: 10, description: 'Sample the table down to so many rows.' })),
  },
  { ...closed, description: 'The table to learn from.' },
)

const Features = Type.Object(
  {
    numeric: Type.Optional(names('Numeric columns. Default: found.')),
    categorical: Type.Optional(names('Categorical columns. Default: found.')),
    derived: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        description: 'New numeric features by expression: + - * / < <= > >= == != min max log abs if.',
      }),
    ),
    impute: Type.Optional(
      Type.Object(
        {
          numeric: Type.Optional(
            Type.Unsafe<'median' | 'mean' | 'most_frequent' | { constant: number }>({
              anyOf: [
                { enum: ['median', 'mean', 'most_frequent'] },
                { type: 'object', properties: { constant: { type: 'number' } }, required: ['constant'], ...closed },
              ],
              description: 'median, mean, most_frequent or {constant: <number>}',
            }),
          ),
          categorical: Type.Optional(
            Type.Unsafe<'most_frequent' | { constant: string }>({
              anyOf: [
                { enum: ['most_frequent'] },
                { type: 'object', properties: { constant: { type: 'string' } }, required: ['constant'], ...closed },
              ],
              description: 'most_frequent or {constant: <text>}',
            }),
          ),
        },
        {
          ...closed,
          description:
            'What replaces a missing value. Default: nothing for trees, which learn where a gap leads; otherwise median, most_frequent.',
        },
      ),
    ),
    scale: Type.Optional(
      choice(
        ['standard', 'minmax', 'none'],
        'Scaling of numeric features. Default: standard for linear models, none for trees.',
      ),
    ),
    encode: Type.Optional(
      Type.Object(
        {
          method: Type.Optional(choice(['onehot', 'ordinal'], 'Default: onehot.')),
          handle_unknown: Type.Optional(
            choice(['ignore', 'error'], 'A category not seen in training. Default: ignore.'),
          ),
          min_frequency: Type.Optional(
            Type.Number({
              exclusiveMinimum: 0,
              description: 'Rarer categories are grouped: a count, or a share below 1.',
            }),
          ),
          max_categories: Type.Optional(
            Type.Integer({ minimum: 2, description: 'At most so many features a column.' }),
          ),
        },
        { ...closed, description: 'How categories become numbers.' },
      ),
    ),
  },
  { ...closed, description: 'Which columns are features, and how they are prepared. Default: all columns, by type.' },
)

const Training = Type.Object(
  {
    val_size: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1, description: 'Share of rows held out. Default: 0.2.' }),
    ),
    random_state: Type.Optional(Type.Integer({ minimum: 0, maximum: 4294967295, description: 'Seed. Default: 42.' })),
    cv: Type.Optional(
      Type.Integer({ minimum: 2, maximum: 100, description: 'Folds of a cross-validation besides. Default: none.' }),
    ),
    task: Type.Optional(choice(['classification', 'regression'], 'Default: by the target.')),
    sample_weight: Type.Optional(text('A numeric column that holds the weight of each row.')),
  },
  { ...closed, description: 'How the model is trained and validated.' },
)

/** @param models the names that `model.type` may have, the default first */
function modelSchema(models: readonly string[]) {
  return Type.Object(
    { type: Type.Optional(choice(models, `The estimator. Default: ${models[0]}.`)) },
    { additionalProperties: true, description: "The estimator and its parameters, under scikit-learn's names." },
  )
}

const GateRule = Type.Object(
  {
    metric: Type.Optional(text('A metric of the run under any of its names: val_auc, test_f1, cv_roc_auc_mean.')),
    slice: Type.Optional(text('Only the rows where column=value.')),
    min: Type.Optional(Type.Number()),
    max: Type.Optional(Type.Number()),
    versus: Type.Optional(choice(['champion'], 'Compare with the champion on the same rows.')),
    test: Type.Optional(
      choice(['delong', 'bootstrap'], 'The paired test. Default: delong for AUC, bootstrap for the rest.'),
    ),
    margin: Type.Optional(Type.Number({ minimum: 0, description: 'How much worse is still good enough.' })),
    alpha: Type.Optional(Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1, description: 'Default: 0.05.' })),
    parity: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, description: 'Largest difference between training and the graph.' }),
    ),
    contract: Type.Optional(
      choice(
        ['compatible', 'any'],
        'Whether callers of the champion may break: its inputs and the keys of its answer. Default: compatible.',
      ),
    ),
    max_size_mb: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: 'Largest size of the graph.' })),
  },
  { ...closed, description: 'One condition a candidate must meet.' },
)

const ColumnRule = Type.Object(
  {
    minimum: Type.Optional(Type.Number()),
    maximum: Type.Optional(Type.Number()),
    enum: Type.Optional(Type.Array(Type.Unsafe<string | number>({ type: ['string', 'number'] }), { minItems: 1 })),
    pattern: Type.Optional(Type.String({ format: 'regex' })),
  },
  { ...closed, description: 'What a value of the column may be.' },
)

const Serving = Type.Object(
  {
    schema: Type.Optional(Type.Record(Type.String(), ColumnRule, { description: 'Limits of the request by column.' })),
    response: Type.Optional(
      Type.Object(
        {
          probability: Type.Optional(text('Default: probability.')),
          prediction: Type.Optional(text('Default: prediction.')),
          tier: Type.Optional(text('Default: risk_tier.')),
        },
        { ...closed, description: 'Names in the response.' },
      ),
    ),
    tiers: Type.Optional(
      Type.Record(Type.String(), Type.Number({ minimum: 0, maximum: 1 }), {
        description:
          'Tier by the lowest probability that belongs to it. Default: none, or HIGH from 0.75, MEDIUM from 0.45 and LOW where response.tier is named.',
      }),
    ),
    threshold: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description: 'Probability from which the prediction is positive. Default: 0.5.',
      }),
    ),
    allowed_hosts: Type.Optional(
      names('Names the server is asked by besides those of this machine, such as that of a proxy in front of it.'),
    ),
    max_bodies_mb: Type.Optional(
      Type.Integer({
        minimum: 8,
        description:
          'Megabytes that the bodies of all requests on their way may hold together; more are a 503. Default: 128.',
      }),
    ),
    max_string_length: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1_000_000,
        description:
          'Longest text a request may hold in a column, in characters; a longer one is a 422. Default: 10000.',
      }),
    ),
  },
  { ...closed, description: 'The prediction API.' },
)

const duration = (description: string) => Type.String({ pattern: '^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$', description })

const Monitoring = Type.Object(
  {
    window: Type.Optional(
      duration('How much of the prediction log a drift check reads, such as 1h. Default: all of it.'),
    ),
    min_rows: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Fewer rows are insufficient data. Default: 500.' }),
    ),
  },
  { ...closed, description: 'Drift checks.' },
)

const Retrain = Type.Object(
  {
    log_only: Type.Optional(
      Type.Boolean({
        description: '`retrain --from-log` learns from the log without the table of `data`. Default: false.',
      }),
    ),
    cooldown: Type.Optional(duration('Least time between two retrainings, such as 24h. Default: none.')),
  },
  { ...closed, description: 'Retraining.' },
)

const Card = Type.Object(
  {
    purpose: Type.Optional(text('What decision the model supports, for whom, and what it is not for. Markdown.')),
    limitations: Type.Optional(text('On which people, places or times it is unproven or known to be wrong. Markdown.')),
    risks: Type.Optional(text('What happens when it errs, who is harmed, and what limits the harm. Markdown.')),
    license: Type.Optional(text("SPDX identifier of the model's licence.")),
  },
  { ...closed, description: 'What people write into the model card.' },
)

const Limits = Type.Object(
  {
    model_mb: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, description: 'MiB of the files of a model. Default: 1024.' }),
    ),
    memory_mb: Type.Optional(
      Type.Number({
        minimum: 16,
        description:
          'MiB of memory that a model may take while it is prepared and scored, besides its files. Default: 512.',
      }),
    ),
    engine_seconds: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        description:
          'Seconds of processor time that ONNX Runtime may take to open a small model or to score 100 rows. Default: 1.',
      }),
    ),
  },
  { ...closed, description: 'What a model may cost. One that would cost more is refused.' },
)

/** The schema where `model.type` may have these names; the first is the default. This room stands left of the estimators: who reads a config says which there are. */
export function configSchema(models: readonly string[]) {
  return Type.Object(
    {
      mlflow: Type.Optional(Mlflow),
      data: Data,
      features: Type.Optional(Features),
      training: Type.Optional(Training),
      model: Type.Optional(modelSchema(models)),
      gate: Type.Optional(Type.Array(GateRule, { description: 'What a candidate must pass to be promoted.' })),
      serving: Type.Optional(Serving),
      monitoring: Type.Optional(Monitoring),
      retrain: Type.Optional(Retrain),
      card: Type.Optional(Card),
      limits: Type.Optional(Limits),
    },
    {
      ...closed,
      $schema: 'http://json-schema.org/draft-07/schema#',
      title: 'modelwright config',
      description: 'The one config file of a modelwright project.',
    },
  )
}

type Values = Static<ReturnType<typeof configSchema>>

/** The config as the file has it, validated. */
export type ConfigValues = Omit<Values, 'model'> & {
  /** The estimator's parameters stand beside its type. */
  model?: NonNullable<Values['model']> & Readonly<Record<string, unknown>>
}
export type GateRuleConfig = Static<typeof GateRule>
export type ServingConfig = Static<typeof Serving>
