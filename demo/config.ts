// The demo's config, and the two that are variations of it.

const config = (
  model: string,
): string => `# modelwright's one config file; the schema is in schema/modelwright.schema.json
mlflow:    { experiment_name: churn-prediction, model_name: churn-classifier }
data:      { train_path: churn_train.csv, target_column: churned }
features:
  numeric: [tenure, monthly_charges, total_charges, num_products]
  categorical: [contract_type, payment_method, internet_service]
  derived: { charge_per_month: "total_charges / max(tenure, 1)" }
training:  { val_size: 0.2, random_state: 42 }
model:     ${model}
gate:      [ { metric: val_auc, min: 0.85 }, { metric: val_auc, versus: champion, test: delong }, { parity: 1.0e-5 } ]
serving:
  schema:   { tenure: { minimum: 0 }, num_products: { minimum: 1, maximum: 10 }, contract_type: { enum: [Month-to-month, One year, Two year] } }
  response: { probability: churn_probability, prediction: churn_prediction, tier: risk_tier }
  tiers:    { HIGH: 0.75, MEDIUM: 0.45, LOW: 0 }
`

export const CONFIGS = {
  'modelwright.yaml': config('{ type: random_forest, n_estimators: 200, max_depth: 8 }'),
  'worse.yaml': config('{ type: random_forest, n_estimators: 5, max_depth: 2 }'),
  'retrain.yaml': config(
    '{ type: gradient_boosting, n_estimators: 100, max_depth: 3, learning_rate: 0.1, subsample: 0.8 }',
  ),
  'better.yaml': config(
    '{ type: gradient_boosting, n_estimators: 150, max_depth: 4, learning_rate: 0.1, subsample: 0.8 }',
  ),
} as const
