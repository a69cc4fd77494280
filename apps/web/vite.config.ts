import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// The server serves dist under /workbench/; hashed assets may be cached for ever.
export default defineConfig({
  base: '/workbench/',
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Chromium 89 and Safari 14: the floor of 360 and 奇安信 browsers in offices (ux handbook §8).
    target: ['chrome89', 'safari14'],
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 30 },
            {
              name: 'contract',
              test: /(node_modules[\\/]typebox|packages[\\/](contract|kernel|identifiers))[\\/]/,
              priority: 20,
            },
          ],
        },
      },
    },
  },
  server: {
    proxy: { '/api': process.env.TIANFU_API ?? 'http://127.0.0.1:8080' },
  },
})
