/** Vitest's global set-up: brings dist/ up to date, so that no test runs yesterday's commands. */
import { spawnSync } from 'node:child_process'
import { root } from './programs/discover.ts'

export default function setup(): void {
  if (process.env['SKIP_BUILD'] === '1') return
  const build = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, encoding: 'utf8' })
  if (build.status !== 0) throw new Error(`the build failed:\n${build.stdout}${build.stderr}`)
}
