export { type ImportCounts, type ImportResult, importMlflow } from './import-mlflow.ts'
