/** Random number, message and choice formats on hlvm and on java: npx tsx test/fuzz/number-formats.ts [COUNT] [FIRST SEED]. */
import { compareWithJava } from './against-java.ts'

compareWithJava({ program: 'number-formats', what: 'cases', step: 10_000 }, 20_000)
