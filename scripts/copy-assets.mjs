// What a build needs beside what the compiler writes: files that are read at run time.
import { cpSync } from 'node:fs'

cpSync('adapters', 'dist/adapters', {
  recursive: true,
  filter: (from) => !from.includes('.') || from.endsWith('.json'),
})
