import { defineConfig } from 'vite'

// One script of the public page `/verify`, whole in itself; the mode names its entry.
export default defineConfig(({ mode }) => ({
  publicDir: false,
  build: {
    emptyOutDir: false,
    target: ['chrome89', 'safari14'],
    lib: { entry: `src/verify/${mode}.ts`, formats: ['iife'], name: 'verify', fileName: () => `${mode}.js` },
  },
}))
