/** The table of allowed imports in ARCHITECTURE.md is true: every import of compiler/ and vm/ is in it. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from './programs/discover.ts'

/** The files that may import from node: and commander. */
const commandFiles = new Set(['compiler/cli.ts', 'compiler/cli-options.ts', 'vm/cli.ts', 'vm/hlp.ts'])

interface Import {
  readonly from: string
  readonly target: string
  readonly typeOnly: boolean
}

function roomOf(path: string): string {
  const parts = path.split('/')
  return parts.length > 2 ? `${parts[0]}/${parts[1]}` : parts[0]!
}

function sourceFiles(): string[] {
  return ['compiler', 'vm'].flatMap((top) =>
    readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${top}/${file}`),
  )
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  const found: Import[] = []
  const pattern =
    /^(?:import|export)\s+(type\s)?[^;'"]*?from\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|^import\s+'([^']+)'/gm
  for (const match of text.matchAll(pattern)) {
    const name = match[2] ?? match[3] ?? match[4]!
    const target = name.startsWith('.') ? relative(root, normalize(join(root, dirname(file), name))) : name
    found.push({ from: file, target, typeOnly: match[1] !== undefined })
  }
  return found
}

function readTable(): Map<string, string[]> {
  const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
  const rows = text.slice(text.indexOf('| room | may import from |')).split('\n').slice(2)
  const table = new Map<string, string[]>()
  for (const row of rows) {
    const cells = row.split('|').map((cell) => cell.trim())
    if (cells.length < 4) break
    table.set(cells[1]!, cells[2]! === '' ? [] : cells[2]!.split(',').map((cell) => cell.trim()))
  }
  return table
}

function isAllowed(entry: Import, allowed: readonly string[]): boolean {
  const isPath = entry.target.endsWith('.ts')
  const room = isPath ? roomOf(entry.target) : entry.target.startsWith('node:') ? 'node:' : entry.target
  if (isPath && room === roomOf(entry.from)) return true
  return allowed.some((rule) => {
    if (rule === room || rule === entry.target) return true
    if (rule === `${room} types`) return entry.typeOnly
    if (rule === `${room} (cli)`) return commandFiles.has(entry.from)
    if (rule === `${room} (node*.ts)`) return /^vm\/ports\/node(-[a-z]+)?\.ts$/.test(entry.from)
    return false
  })
}

describe('allowed imports', () => {
  const table = readTable()
  const files = sourceFiles()

  test('the table covers every room, and there are imports to check', () => {
    const rooms = new Set(files.map(roomOf))
    expect([...rooms].filter((room) => !table.has(room))).toEqual([])
    expect(files.flatMap(importsOf).length).toBeGreaterThan(100)
  })

  test('every import is in the table', () => {
    const wrong = files
      .flatMap(importsOf)
      .filter((entry) => !isAllowed(entry, table.get(roomOf(entry.from)) ?? []))
      .map((entry) => `${entry.from} -> ${entry.target}${entry.typeOnly ? ' (types)' : ''}`)
    expect(wrong).toEqual([])
  })

  test('the check can fail', () => {
    const forbidden: Import = { from: 'vm/heap/heap.ts', target: 'vm/runtime/class.ts', typeOnly: false }
    expect(isAllowed(forbidden, table.get('vm/heap') ?? [])).toBe(false)
    const nodeInCore: Import = { from: 'vm/index.ts', target: 'node:fs', typeOnly: false }
    expect(isAllowed(nodeInCore, table.get('vm') ?? [])).toBe(false)
  })
})
