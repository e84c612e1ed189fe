/** Random patterns with CANON_EQ on hlvm and on java: npx tsx test/fuzz/regex-equivalents.ts [COUNT] [FIRST SEED]. */
import { compareWithJava } from './against-java.ts'

compareWithJava({ program: 'regex-equivalents', what: 'patterns', step: 10_000 }, 10_000)
