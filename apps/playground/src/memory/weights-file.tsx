interface Props {
  readonly save: () => void;
  readonly load: (bytes: ArrayBuffer) => void;
  readonly fail: (error: unknown) => void;
}

/** Buttons that save the weights as a file and load them from one. */
export function WeightsFile({ save, load, fail }: Props) {
  return (
    <>
      <button type="button" onClick={save}>
        Save the weights
      </button>
      <label class="file">
        Load weights
        <input
          type="file"
          accept=".safetensors"
          onChange={({ currentTarget }) => {
            const file = currentTarget.files?.[0];
            currentTarget.value = ''; // so that the same file can be chosen again
            void file?.arrayBuffer().then(load, fail);
          }}
        />
      </label>
    </>
  );
}

/** Downloads bytes as a file. */
export function download(bytes: Uint8Array<ArrayBuffer>): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([bytes]));
  link.download = 'char-lm.safetensors';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
