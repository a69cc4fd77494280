// The verifier as one file for whoever has neither Node nor a build; `npm run build:verifier` puts it by the example.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
export const EXAMPLE = join(root, 'examples/verifier')
export const BUNDLE = 'tianfu-verifier.js'

/** A plain script that leaves everything of `packages/verifier` in the global `tianfuVerifier`; no dependency. */
export async function verifierBundle(): Promise<string> {
  const made = await build({
    root, configFile: false, logLevel: 'warn', publicDir: false,
    build: {
      write: false, target: ['chrome89', 'safari14'],
      lib: {
        entry: join(root, 'packages/verifier/src/index.ts'), formats: ['iife'], name: 'tianfuVerifier',
        fileName: () => BUNDLE,
      },
    },
  })
  const [output] = [made].flat()
  const chunk = output && 'output' in output ? output.output[0] : undefined
  if (!chunk) throw new Error('the verifier was not built')
  return chunk.code
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = join(root, 'dist/verifier')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, BUNDLE), await verifierBundle())
  copyFileSync(join(EXAMPLE, 'index.html'), join(folder, 'index.html'))
  console.log(folder)
}
