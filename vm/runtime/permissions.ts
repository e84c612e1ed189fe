/**
 * What a program may do outside of itself: nothing unless granted (--allow-read, --allow-write, --allow-net, --allow-env,
 * --allow-run), and never what is denied (--deny-*). Console, clock, randomness and the class path need no permission.
 *
 * A path is judged by where it really leads: links on the way are resolved first, so that no link leads out of a granted folder, and a
 * file is denied under all its names. This is the program's only way to files, and nothing else of it runs between check and use.
 */
import type { FilesPort } from '../ports/files.ts'

export const PERMISSION_KINDS = ['read', 'write', 'net', 'env', 'run'] as const
export type PermissionKind = (typeof PERMISSION_KINDS)[number]

/** `all`, or the list of what is meant; an empty list is nothing. */
export type Scope = 'all' | readonly string[]

export interface Permissions {
  readonly allow: Readonly<Record<PermissionKind, Scope>>
  readonly deny: Readonly<Record<PermissionKind, Scope>>
}

const everywhere = (scope: Scope): Readonly<Record<PermissionKind, Scope>> => ({
  read: scope,
  write: scope,
  net: scope,
  env: scope,
  run: scope,
})

export const NO_PERMISSIONS: Permissions = { allow: everywhere([]), deny: everywhere([]) }
export const ALL_PERMISSIONS: Permissions = { allow: everywhere('all'), deny: everywhere([]) }

/** `--allow-read=a,b`: the permissions with one more option. */
export function withPermission(
  permissions: Permissions,
  which: 'allow' | 'deny',
  kind: PermissionKind,
  names: readonly string[] | null,
): Permissions {
  const before = permissions[which][kind]
  const after: Scope = names === null || before === 'all' ? 'all' : [...before, ...names]
  return { ...permissions, [which]: { ...permissions[which], [kind]: after } }
}

/** Everything is granted and nothing denied, so nobody has to look at the single case. */
export function isUnlimited(permissions: Permissions, kind: PermissionKind): boolean {
  return permissions.allow[kind] === 'all' && permissions.deny[kind].length === 0
}

/** Why it is denied, naming the flag; null when it is allowed. `matches` judges one entry of a list. */
function judge(
  permissions: Permissions,
  kind: PermissionKind,
  what: string,
  flagValue: string,
  matches: (entry: string) => boolean,
): string | null {
  const allowed = permissions.allow[kind]
  const denied = permissions.deny[kind]
  if (denied === 'all') return `${what} is denied by --deny-${kind}`
  const refusing = denied.find(matches)
  if (refusing !== undefined) return `${what} is denied by --deny-${kind}=${refusing}`
  if (allowed === 'all' || allowed.some(matches)) return null
  return `${what} is not allowed; run again with --allow-${kind}${flagValue === '' ? '' : ` or --allow-${kind}=${flagValue}`}`
}

/** Reading or writing a path. `follow`: the operation goes on to where a link at the end leads. */
export function pathDenial(
  permissions: Permissions,
  files: FilesPort,
  kind: 'read' | 'write',
  path: string,
  follow: boolean,
): string | null {
  if (isUnlimited(permissions, kind)) return null
  const real = whereItLeads(files, path, follow, 0)
  const inside = (entry: string): boolean => {
    const top = whereItLeads(files, entry === '' ? '.' : entry, true, 0)
    return real === top || real.startsWith(top === '/' ? top : `${top}/`)
  }
  return judge(permissions, kind, `${kind} access to "${path}"`, path, inside)
}

/** An environment variable; null stands for all of them. */
export function environmentDenial(permissions: Permissions, name: string | null): string | null {
  if (isUnlimited(permissions, 'env')) return null
  if (name === null) return judge(permissions, 'env', 'access to all environment variables', '', () => false)
  return judge(permissions, 'env', `access to the environment variable "${name}"`, name, (entry) => entry === name)
}

/** Running a program; an entry without `/` stands for the last name of the program's path too. */
export function runDenial(permissions: Permissions, program: string): string | null {
  if (isUnlimited(permissions, 'run')) return null
  return judge(permissions, 'run', `running "${program}"`, program, (entry) => entry === program)
}

/** The path with all links resolved, as far as there is something; what is missing behind is taken as it stands. */
function whereItLeads(files: FilesPort, path: string, follow: boolean, depth: number): string {
  if (depth > 40) return path
  const clean = path.length > 1 ? path.replace(/\/+$/, '') || '/' : path
  const slash = clean.lastIndexOf('/')
  const name = clean.slice(slash + 1)
  const above = slash < 0 ? '.' : slash === 0 ? '/' : clean.slice(0, slash)
  const plainName = name !== '' && name !== '.' && name !== '..'
  if (follow || !plainName) {
    const real = files.realPath(clean)
    if (typeof real === 'string') return real
    if (!plainName) return clean
  }
  const folder = whereItLeads(files, above, true, depth + 1)
  if (follow) {
    // A link to something that is not there yet.
    const target = files.readLink(clean)
    if (typeof target === 'string') {
      return whereItLeads(files, target.startsWith('/') ? target : `${folder}/${target}`, true, depth + 1)
    }
  }
  return folder === '/' ? `/${name}` : `${folder}/${name}`
}
