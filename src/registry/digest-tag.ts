/** Tag of a version on registries of MLflow's, which have no field for it: SHA-256 of its folder's files. */
export const DIGEST_TAG = 'modelwright.digest'
