/** Random dates and times through arithmetic, formatting and parsing, on hlvm and on java: npx tsx test/fuzz/dates.ts [COUNT] [FIRST SEED]. */
import { compareWithJava } from './against-java.ts'

compareWithJava({ program: 'dates', what: 'dates', step: 2500 }, 10_000)
