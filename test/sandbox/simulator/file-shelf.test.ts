import assert from 'node:assert/strict'
import { FileShelf } from '../../../scripts/sandbox/simulator/file-shelf.ts'

describe('A simulator’s shelf of files', () => {
  it('gives up the oldest beyond its limit, says so, and keeps the newest however large', () => {
    const gone: string[] = []
    const shelf = new FileShelf<string>({ most: 10, onGivenUp: (file) => gone.push(file) })
    for (const name of ['a', 'b', 'c']) shelf.put(name, `file ${name}`, 4)
    assert.deepEqual(gone, ['file a'])
    assert.deepEqual([shelf.get('a'), shelf.get('b'), shelf.get('c')], [undefined, 'file b', 'file c'])
    shelf.put('d', 'file d', 50)
    assert.deepEqual([shelf.get('c'), shelf.get('d')], [undefined, 'file d'])
    assert.deepEqual(gone, ['file a', 'file b', 'file c'])
  })

  it('counts what it forgets, or puts in another’s place, no more', () => {
    const gone: string[] = []
    const shelf = new FileShelf<string>({ most: 10, onGivenUp: (file) => gone.push(file) })
    shelf.put('a', 'first', 8)
    shelf.put('a', 'second', 6)
    shelf.put('b', 'other', 4)
    shelf.delete('a')
    shelf.delete('unknown')
    shelf.put('c', 'third', 6)
    assert.deepEqual([gone, shelf.get('b'), shelf.get('c')], [[], 'other', 'third'])
  })
})
