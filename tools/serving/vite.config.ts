import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const page = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 1000,
    rollupOptions: { input: [page('index.html'), page('onnx.html')] },
  },
  worker: { format: 'es' },
});
