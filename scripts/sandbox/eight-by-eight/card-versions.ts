/** Whether a version such as `1.5` is newer than another. One that is absent is not. */
export function newerThan(version: string | undefined, other: string): boolean {
  const [major = 0, minor = 0] = (version ?? '0.0').split('.').map(Number)
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number)
  return major > otherMajor || (major === otherMajor && minor > otherMinor)
}
