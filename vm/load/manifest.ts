/** The main section of a jar's manifest, as attributes by name. */
import type { Archive } from '../classfile/archive.ts'

export function readManifest(archive: Archive): Map<string, string> {
  const bytes = archive.read('META-INF/MANIFEST.MF')
  const attributes = new Map<string, string>()
  if (bytes === null) return attributes
  // Long lines go on in the next one after a blank; an empty line ends the section.
  const text = new TextDecoder().decode(bytes).replace(/\r\n?/g, '\n').replace(/\n /g, '')
  for (const line of text.split('\n')) {
    if (line === '') break
    const colon = line.indexOf(':')
    if (colon > 0) attributes.set(line.slice(0, colon), line.slice(colon + 1).trim())
  }
  return attributes
}
