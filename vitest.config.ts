import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The command tests run what is in dist/: build it first, once.
    globalSetup: ['test/build-first.ts'],
    // Two test files at a time; the programs' runner starts processes of its own.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 900_000,
  },
})
