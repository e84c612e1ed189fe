// Runs the JavaScript twin of a kernel: `node twin.mjs NAME UNITS REPETITIONS`, output as Kernel.measure prints it.
const [name, units, repetitions] = process.argv.slice(2)
const { run } = await import(`./twins/${name}.mjs`)
for (let i = 0; i < Number(repetitions); i++) {
  const start = process.hrtime.bigint()
  const sum = run(Number(units))
  console.log(`${process.hrtime.bigint() - start} ${sum}`)
}
