/** The class files that javac makes of the samples and language tests, one map for each program. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** Programs are folders of sources or single sources; those that javac refuses (later Java, our own packages) are left out. */
export function compileCorpus(scratch: string, folders = ['samples', 'test/language']): Map<string, Uint8Array>[] {
  const groups: Map<string, Uint8Array>[] = []
  const jobs: { out: string; sources: string[] }[] = []
  for (const folder of folders) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!entry.endsWith('.src')) continue
      const out = join(scratch, 'corpus', folder, entry.replace(/\.src$/, ''))
      mkdirSync(out, { recursive: true })
      const copy = join(out, basename(entry).replace(/\.src$/, '.java'))
      copyFileSync(join(root, folder, entry), copy)
      jobs.push({ out, sources: [copy] })
    }
  }
  compileAll(jobs, scratch)
  for (const { out } of jobs) {
    const group = new Map<string, Uint8Array>()
    const classes = join(out, 'classes')
    if (!existsSync(classes)) continue
    for (const file of readdirSync(classes, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.class')) continue
      group.set(relative('.', file).replace(/\.class$/, ''), new Uint8Array(readFileSync(join(classes, file))))
    }
    if (group.size > 0) groups.push(group)
  }
  return groups
}

/** All in one JVM, through the compiler's API. */
function compileAll(jobs: readonly { out: string; sources: string[] }[], scratch: string): void {
  void scratch
  const input = jobs.map(({ out, sources }) => [join(out, 'classes'), ...sources].join('\t')).join('\n')
  const program = join(import.meta.dirname, 'CompileAll.java')
  const answer = spawnSync('java', [program], { input, encoding: 'utf8', timeout: 600_000 })
  if (answer.status !== 0) throw new Error(`javac failed: ${answer.stderr}`)
}
