/** Random bytes and texts through every charset on hlvm and on java: npx tsx test/fuzz/charsets.ts [COUNT] [FIRST SEED]. */
import { compareWithJava } from './against-java.ts'

compareWithJava({ program: 'charsets', what: 'seeds', step: 2500 }, 10_000)
