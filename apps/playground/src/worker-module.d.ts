declare module '*?worker&url' {
  /** The address of a worker's script. */
  const address: string;
  export default address;
}
