import { StorageError } from '../errors.ts'

/** It can never be kept, however often one tries: too large, or not what the store can hold. */
export class UnstorableError extends StorageError {}

/** True for errors that may go away by themselves: a full disk, a lock. */
export function isPassing(error: unknown): error is StorageError {
  return error instanceof StorageError && !(error instanceof UnstorableError)
}
