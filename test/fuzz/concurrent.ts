/**
 * Random operations on every concurrent collection, on hlvm and on java: npx tsx test/fuzz/concurrent.ts [COUNT] [FIRST SEED]. A sequence
 * that goes otherwise is a difference (see it with the argument "trace" of the program).
 */
import { compareWithJava } from './against-java.ts'

compareWithJava({ program: 'concurrent-collections', what: 'sequences', step: 2000 }, 10_000)
