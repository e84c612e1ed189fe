/** Reference maps: on small methods; and that they say what the StackMapTables of the whole library say. */
import { join } from 'node:path'
import { readFileSync } from 'node:fs'
import { inflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { type ClassFile, findAttribute, type VerificationType } from '../../vm/classfile/model.ts'
import { parseClassFile } from '../../vm/classfile/reader.ts'
import { openArchive } from '../../vm/classfile/archive.ts'
import { type ReferenceMaps, referenceMaps, SLOT_REFERENCE } from '../../vm/verify/refmaps.ts'
import { root } from '../programs/discover.ts'
import { assembleCase } from './cases.ts'

function mapsOf(code: string, version = 61): ReferenceMaps {
  const { bytes } = assembleCase(`.version ${version} 0
.class public super Maps
.method public static m (Ljava/lang/String;IJ)V
.code stack 6 locals 6
${code}
.end code
.end method`)
  const classFile = parseClassFile(bytes)
  return referenceMaps(classFile, classFile.methods[0]!)!
}

const LETTERS = '-IFJD_RA'
const show = (slots: Uint8Array): string => [...slots].map((kind) => LETTERS[kind]).join('')

function at(maps: ReferenceMaps, pc: number): string | null {
  const map = maps.at(pc)
  return map === null ? null : `${show(map.locals)} ${show(map.stack)}`
}

describe('reference maps', () => {
  test('locals and operands', () => {
    const maps = mapsOf(
      'aload_0\niload_1\nlload_2\ninvokestatic A f (Ljava/lang/Object;IJ)Ljava/lang/Object;\nastore 4\nreturn',
    )
    expect(at(maps, 0)).toBe('RIJ_-- ')
    expect(at(maps, 3)).toBe('RIJ_-- RIJ_')
    expect(show(maps.atCall(3)!.stack)).toBe('')
    expect(at(maps, 8)).toBe('RIJ_R- ')
    expect(at(maps, 1 << 20)).toBeNull()
  })

  test('the arguments of a call belong to the callee, what lies below stays', () => {
    const maps = mapsOf('aload_0\naload_0\niload_1\ninvokevirtual java/lang/String charAt (I)C\nreturn')
    expect(show(maps.atCall(3)!.stack)).toBe('R')
  })

  test('uninitialised objects and null are references; unreachable code has no map', () => {
    const maps = mapsOf('new A\naconst_null\nreturn\nnop')
    expect(at(maps, 4)).toBe('RIJ_-- RR')
    expect(at(maps, 5)).toBeNull()
  })

  test('where two array types meet there is an array', () => {
    const code = (a: string, b: string): string =>
      `iload_1\nifeq E\niconst_1\nanewarray ${a}\ngoto F\nE:\niconst_1\nanewarray ${b}\nF:\narraylength\npop\nreturn`
    expect(at(mapsOf(code('A', 'B'), 49), 15)).toBe('RIJ_-- R')
    expect(at(mapsOf(code('[I', '[[A'), 49), 15)).toBe('RIJ_-- R')
  })

  test('a slot that is a reference on one way only is none', () => {
    const maps = mapsOf('iload_1\nifeq E\naload_0\nastore 4\ngoto F\nE:\niconst_0\nistore 4\nF:\nreturn', 49)
    expect(at(maps, 13)).toBe('RIJ_-- ')
  })

  test('no class is looked up: unknown types meet as references', () => {
    const maps = mapsOf('iload_1\nifeq E\nnew A\ngoto F\nE:\naconst_null\nF:\npop\nreturn', 49)
    expect(maps.at(10)).not.toBeNull()
  })

  test('in a subroutine the caller decides about locals that it does not touch', () => {
    const maps = mapsOf(
      'aload_0\nastore 4\njsr S\naload 4\npop\niconst_0\nistore 4\njsr S\nreturn\nS:\nastore 5\ninvokestatic A gc ()V\nret 5',
      49,
    )
    const gc = 18
    expect(at(maps, gc)).toBe('RIJ_-A ')
    expect(show(maps.at(gc, () => 6)!.locals)).toBe('RIJ_RA')
    expect(show(maps.at(gc, () => 15)!.locals)).toBe('RIJ_IA')
  })

  test('agree with every StackMapTable of the library', () => {
    const archive = openArchive(
      new Uint8Array(readFileSync(join(root, 'dist/hl-library.jar'))),
      (data) => new Uint8Array(inflateRawSync(data)),
    )!
    let frames = 0
    for (const name of archive.names()) {
      if (name.endsWith('.class')) frames += compare(parseClassFile(archive.read(name)!), name)
    }
    expect(frames).toBeGreaterThan(500)
  })
})

/** Full frames say every slot: what they call a reference has to be one here. */
function compare(classFile: ClassFile, name: string): number {
  let frames = 0
  for (const method of classFile.methods) {
    const code = findAttribute(method.attributes, 'Code')
    if (code === undefined) continue
    const maps = referenceMaps(classFile, method)
    expect(maps, name).not.toBeNull()
    let pc = -1
    for (const frame of findAttribute(code.attributes, 'StackMapTable')?.frames ?? []) {
      pc += frame.offsetDelta + 1
      const map = maps!.at(pc)
      if (frame.kind !== 'full' || map === null) continue
      frames++
      const check = (types: readonly VerificationType[], slots: Uint8Array): void => {
        let slot = 0
        for (const type of types) {
          if (type.tag !== 0 && type.tag >= 5 !== (slots[slot] === SLOT_REFERENCE)) {
            throw new Error(`${name}: pc ${pc}, slot ${slot}`)
          }
          slot += type.tag === 3 || type.tag === 4 ? 2 : 1
        }
      }
      check(frame.locals, map.locals)
      check(frame.stack, map.stack)
    }
  }
  return frames
}
