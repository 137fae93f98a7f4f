import type { Migration } from './migration.ts'

const METRIC = `
  run_id text not null references runs (run_id) on delete cascade,
  key text not null,
  timestamp bigint not null,
  step bigint not null,
  value double precision not null,
  is_nan bigint not null`

/** The least and the greatest value of each metric of a run with their steps, over the points there are. */
const extreme = (which: 'min' | 'max') => {
  const order = which === 'min' ? '' : 'desc'
  const found = (column: string) => `(select m.${column} from metrics as m
    where m.run_id = latest_metrics.run_id and m.key = latest_metrics.key and m.is_nan = 0
    order by m.value ${order}, m.step limit 1)`
  return `update latest_metrics set ${which}_value = ${found('value')}, ${which}_step = ${found('step')}`
}

/**
 * Points lie by time: what is logged together is written together, where it went to as many places as it has keys. The least
 * and the greatest value of a metric are kept beside its latest.
 */
export const metricsByTime: Migration = {
  version: 6,
  name: 'metrics-by-time',
  statements: ({ clustered }) => [
    ...['min_value double precision', 'min_step bigint', 'max_value double precision', 'max_step bigint'].map(
      (column) => `alter table latest_metrics add column ${column}`,
    ),
    extreme('min'),
    extreme('max'),
    `create table metrics_by_time (${METRIC},
      primary key (run_id, timestamp, step, key, value, is_nan)) ${clustered}`,
    'insert into metrics_by_time select run_id, key, timestamp, step, value, is_nan from metrics',
    'drop table metrics',
    'alter table metrics_by_time rename to metrics',
  ],
}
