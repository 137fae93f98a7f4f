import type { KeyStore } from '../../access/index.ts'
import type { BlobStore } from '../../artifacts/index.ts'
import type { Clock, Pace, Reporter } from '../../core/index.ts'
import type { TableReader, TableWriter } from '../../data/index.ts'
import type { PredictionHistory, PredictionLog } from '../../predictions/index.ts'
import type { ChampionLedger, ModelStore } from '../../registry/index.ts'
import type { Engine, GraphPreparation } from '../../score/index.ts'
import type { RunStore, SourceInfo, Trash } from '../../track/index.ts'
import type { MlflowSource } from './mlflow-source.ts'
import type { ModelLimits } from './model-limits.ts'
import type { StoreDump } from './store-dump.ts'
import type { StoreImport } from './store-import.ts'

/** Files of the user's, outside the store: configs, model folders, what `ship` writes. */
export interface UserFiles {
  /** A whole file. @throws DATA_NOT_FOUND, MODEL_TOO_COSTLY when it has more than `maxBytes` */
  read(path: string, options?: { readonly maxBytes?: number }): Promise<Uint8Array>
  /**
   * Those of the named files that lie in a folder; undefined if there is no such folder. Links out of the folder count as
   * missing. @throws NAME_INVALID, DATA_NOT_FOUND, MODEL_TOO_COSTLY when they have more than `maxBytes` together
   */
  readFolder(
    path: string,
    options: { readonly names: readonly string[]; readonly maxBytes: number },
  ): Promise<ReadonlyMap<string, Uint8Array> | undefined>
  /** Writes files below a folder. @throws RESOURCE_ALREADY_EXISTS naming the files that exist, unless `overwrite` */
  writeFolder(
    path: string,
    files: ReadonlyMap<string, string | Uint8Array>,
    options: { readonly overwrite: boolean },
  ): Promise<void>
}

/** This package, for what is installed elsewhere. */
export interface OwnPackage {
  /** Packed by npm; undefined where a registry has it, so that its version says enough. @throws PACKAGE_UNAVAILABLE */
  pack(): Promise<{ readonly name: string; readonly bytes: Uint8Array } | undefined>
}

/** The store as a place; what it holds has ports of its own. */
export interface StorePlace {
  /** Absolute folder of what is kept in files: the embedded store, or what lies beside a database. @throws TRACKING_REMOTE_UNSUPPORTED */
  folder(): string
  /** Where runs and models are, for people: no password is in it. */
  place(): string
  /** Opens it, where nothing that was asked of it has done so yet. @throws STORE_LOCKED, STORE_INVALID, STORE_UNWRITABLE, TRACKING_REMOTE_UNSUPPORTED */
  open(): Promise<{ readonly readOnly: boolean }>
}

/** What only the machine knows. */
export interface Machine {
  readonly node: string
  /** Bytes free where a folder is, or would be made. */
  freeBytes(folder: string): Promise<number>
  /** Whether an optional package is installed. */
  hasPackage(name: string): boolean
}

/** What the workflows stand on; `app` gives the adapters. */
export interface ProjectDeps {
  readonly clock: Clock
  readonly reporter: Reporter
  /** Of every long computation, with the signal that stops it. */
  readonly pace: Pace
  readonly reader: TableReader
  readonly writer: TableWriter
  readonly runs: RunStore
  readonly models: ModelStore
  readonly ledger: ChampionLedger
  readonly keys: KeyStore
  readonly blobs: BlobStore
  /** Blobs elsewhere: where a backup goes, and comes from. */
  readonly blobsAt: (location: string) => BlobStore
  readonly dump: StoreDump
  readonly imports: StoreImport
  /** What MLflow keeps in a file, a folder, or on a server. `artifacts`: the folder in which a file's artifacts lie. @throws STORE_INVALID, DATA_NOT_FOUND */
  readonly mlflowAt: (location: string, options: { readonly artifacts?: string | undefined }) => MlflowSource
  readonly trash: Trash
  readonly source: SourceInfo
  readonly log: PredictionLog
  readonly history: PredictionHistory
  readonly files: UserFiles
  /** Runs graphs that our own engine does not know. */
  readonly engine: Engine
  readonly ownPackage: OwnPackage
  readonly store: StorePlace
  readonly machine: Machine
  readonly limits: ModelLimits
  /** Reads a graph beside the requests that are answered. */
  readonly prepare: GraphPreparation
  /** Who does it, for the history. */
  readonly user: string
}
