/** Random work on calendars and date formats on hlvm and on java: npx tsx test/fuzz/calendars.ts [COUNT] [FIRST SEED]. */
import { compareWithJava } from './against-java.ts'

compareWithJava({ program: 'calendars', what: 'cases', step: 5000 }, 10_000)
