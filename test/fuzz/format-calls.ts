/** Random calls of String.format on hlvm and on java: npx tsx test/fuzz/format-calls.ts [COUNT] [FIRST SEED]. */
import { compareWithJava } from './against-java.ts'

compareWithJava({ program: 'format-calls', what: 'calls', step: 10_000 }, 20_000)
