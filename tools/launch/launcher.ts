#!/usr/bin/env node
/** The file that a command's name leads to: `dist/NAME.js` runs `dist/NAME.bundle.js` in its own place. The same for all commands. */
import { compileBundle, readBundle, type BundleFunction } from './bundle.ts'

const path = `${__filename.slice(0, -'.js'.length)}.bundle.js`
const script = compileBundle(path, readBundle(path), path.replace(/\.js$/, '.cache'))
const run = script.runInThisContext() as BundleFunction
run(exports, require, module, __filename, __dirname)
