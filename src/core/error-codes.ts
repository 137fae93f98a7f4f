// The one table of error codes: what each means, its HTTP status and the exit code of the command it ends.
// docs/errors.md repeats it for people; a test fails when the two differ.

export interface ErrorCode {
  /** HTTP status of a response that carries the error. */
  readonly status: number
  /** Exit code of a command that ends with the error: 2 = the user's input, 3 = not found, 4 = conflict or refused, 5 = environment, 70 = a bug of ours, 130 = stopped by the user. */
  readonly exit: 1 | 2 | 3 | 4 | 5 | 70 | 130
  /** What it means, in one sentence. */
  readonly meaning: string
}

export const ERROR_CODES = {
  // config
  CONFIG_NOT_FOUND: { status: 404, exit: 3, meaning: 'The config file does not exist.' },
  CONFIG_SYNTAX: { status: 400, exit: 2, meaning: 'The config file is not valid YAML.' },
  CONFIG_INVALID: {
    status: 400,
    exit: 2,
    meaning: 'A key of the config is unknown, missing or has a wrong type or value.',
  },
  CONFIG_PATH_OUTSIDE: { status: 400, exit: 2, meaning: 'A relative path of the config leaves the project folder.' },
  EXPRESSION_INVALID: {
    status: 400,
    exit: 2,
    meaning: 'A derived expression cannot be parsed or names an unknown column or function.',
  },
  // data
  DATA_NOT_FOUND: { status: 404, exit: 3, meaning: 'No file matches the data path.' },
  DATA_UNREADABLE: { status: 400, exit: 2, meaning: 'The data file cannot be read as a table.' },
  DATA_TOO_LARGE: {
    status: 400,
    exit: 2,
    meaning: 'Every row of the data must be read, and they do not fit into memory.',
  },
  DATA_EMPTY: { status: 400, exit: 2, meaning: 'The data have no rows, or too few that may be used.' },
  DATA_COLUMN_MISSING: { status: 400, exit: 2, meaning: 'A named column is not in the data.' },
  DATA_COLUMN_DUPLICATE: { status: 400, exit: 2, meaning: 'Two columns of the data have the same name.' },
  DATA_VALUE_INVALID: { status: 400, exit: 2, meaning: 'A value of the data does not fit its column.' },
  DATA_TARGET_INVALID: {
    status: 400,
    exit: 2,
    meaning: 'The target cannot be learned: constant, empty, or a class with too few rows.',
  },
  // features, train
  FEATURE_INVALID: { status: 400, exit: 2, meaning: 'A feature cannot be built from the data.' },
  CATEGORY_UNKNOWN: {
    status: 422,
    exit: 2,
    meaning: 'A value is not among the categories seen in training and handle_unknown is "error".',
  },
  PARAMETER_INVALID: { status: 400, exit: 2, meaning: 'A parameter of an estimator is unknown or out of range.' },
  // models
  MODEL_INVALID: { status: 400, exit: 2, meaning: 'A model folder or graph is damaged or not a model.' },
  MODEL_OPERATOR_UNSUPPORTED: {
    status: 400,
    exit: 2,
    meaning: 'The graph has an operator that the scorer does not know and ONNX Runtime is not installed.',
  },
  MODEL_TOO_COSTLY: {
    status: 503,
    exit: 2,
    meaning: 'A model would take more memory or time than a model may.',
  },
  MODEL_INPUT_INVALID: { status: 422, exit: 2, meaning: 'A row does not fit the inputs of the model.' },
  // tracking, registry, gate
  TRACKING_REMOTE_UNSUPPORTED: {
    status: 501,
    exit: 2,
    meaning: 'The store of the project is a remote tracking server, which cannot do this; or it is no place for runs.',
  },
  TRACKING_UNREACHABLE: {
    status: 503,
    exit: 5,
    meaning: 'The remote tracking server could not be reached, or did not answer in time.',
  },
  TRACKING_FAILED: {
    status: 502,
    exit: 5,
    meaning: 'The remote tracking server failed, or answered what cannot be understood.',
  },
  STORE_LOCKED: { status: 503, exit: 5, meaning: 'The store stayed locked by another process.' },
  STORE_INVALID: {
    status: 500,
    exit: 5,
    meaning: 'The store cannot be opened: damaged, or written by a newer version.',
  },
  STORE_READ_ONLY: {
    status: 503,
    exit: 5,
    meaning: 'The store can be read but not written: its disk is mounted read-only, or another user owns it.',
  },
  STORE_UNWRITABLE: {
    status: 503,
    exit: 5,
    meaning: 'The store or the artifact folder cannot be written: no permission, or the disk failed or is full.',
  },
  IMPORT_INCOMPLETE: {
    status: 500,
    exit: 5,
    meaning: 'What was imported is not the same as in the source; something wrote to one of them meanwhile.',
  },
  PACKAGE_UNAVAILABLE: {
    status: 500,
    exit: 5,
    meaning: 'The package of modelwright that an image needs cannot be packed on this machine.',
  },
  OUTPUT_UNWRITABLE: { status: 500, exit: 5, meaning: 'A file that the user asked for cannot be written.' },
  NAME_INVALID: {
    status: 400,
    exit: 2,
    meaning: 'A name, key or path has characters or a length that are not allowed.',
  },
  INVALID_PARAMETER_VALUE: {
    status: 400,
    exit: 2,
    meaning: 'A value sent to the tracking store or registry is not allowed.',
  },
  RESOURCE_ALREADY_EXISTS: { status: 400, exit: 4, meaning: 'A thing of this name exists already.' },
  RESOURCE_DOES_NOT_EXIST: {
    status: 404,
    exit: 3,
    meaning: 'The named experiment, run, model, version or alias does not exist.',
  },
  ARTIFACT_NOT_FOUND: { status: 404, exit: 3, meaning: 'The artifact does not exist.' },
  ARTIFACT_DIGEST: { status: 500, exit: 5, meaning: 'The bytes of an artifact differ from what was recorded.' },
  ARTIFACTS_UNREACHABLE: {
    status: 503,
    exit: 5,
    meaning: 'The object store of the artifacts could not be reached, or it refused.',
  },
  RANGE_INVALID: { status: 416, exit: 2, meaning: 'The bytes that were asked for are beyond the end of the artifact.' },
  NOT_IMPLEMENTED: { status: 501, exit: 2, meaning: 'The server does not offer this, and the client has another way.' },
  CHAMPION_CHANGED: { status: 409, exit: 4, meaning: 'Another version became the champion in the meantime.' },
  WEBHOOK_FAILED: {
    status: 502,
    exit: 5,
    meaning: 'The receiver of a webhook could not be reached, or did not answer in time.',
  },
  GATE_REFUSED: { status: 409, exit: 1, meaning: 'The gate refused the candidate.' },
  // serve
  BAD_REQUEST: {
    status: 400,
    exit: 2,
    meaning: 'The request cannot be read; of /invocations also: its rows do not fit.',
  },
  HOST_REFUSED: {
    status: 403,
    exit: 2,
    meaning: 'The server listens on this machine alone and was asked by a name that is not one of its own.',
  },
  UNAUTHENTICATED: {
    status: 401,
    exit: 4,
    meaning: 'The server asks for a key or password and got none that it knows.',
  },
  PERMISSION_DENIED: {
    status: 403,
    exit: 4,
    meaning: 'Who asks may not do this, or not with this experiment or model.',
  },
  REQUEST_TIMEOUT: { status: 408, exit: 5, meaning: 'A request took too long to arrive.' },
  HEADERS_TOO_LARGE: { status: 431, exit: 2, meaning: 'The headers of a request have too many bytes.' },
  ENDPOINT_NOT_FOUND: { status: 404, exit: 3, meaning: 'The server has no such route.' },
  METHOD_NOT_ALLOWED: { status: 405, exit: 2, meaning: 'The route is there, for another method.' },
  BODY_TOO_LARGE: { status: 413, exit: 2, meaning: 'The body of a request has too many bytes.' },
  MEDIA_TYPE_UNSUPPORTED: {
    status: 415,
    exit: 2,
    meaning: 'The body of a request is of another kind than the route reads.',
  },
  VALIDATION_FAILED: { status: 422, exit: 2, meaning: 'The body of a request does not fit the schema of the model.' },
  NOT_READY: { status: 503, exit: 5, meaning: 'The server has no model loaded yet, or is stopping.' },
  OVERLOADED: { status: 503, exit: 5, meaning: 'Too many requests wait; try again later.' },
  PREDICTION_LOG_FAILED: {
    status: 503,
    exit: 5,
    meaning: 'The prediction could not be logged, so it was not answered.',
  },
  INSECURE_BIND: { status: 400, exit: 2, meaning: 'The server would listen beyond this machine without keys.' },
  ADDRESS_IN_USE: { status: 500, exit: 5, meaning: 'Another process listens on the port.' },
  // everything else
  INTERRUPTED: {
    status: 503,
    exit: 130,
    meaning: 'The user stopped the work; of a terminated process the exit code is 143.',
  },
  USAGE: { status: 400, exit: 2, meaning: 'The command line is wrong.' },
  INTERNAL: { status: 500, exit: 70, meaning: 'A bug of modelwright.' },
} as const satisfies Record<string, ErrorCode>

export type AppErrorCode = keyof typeof ERROR_CODES
