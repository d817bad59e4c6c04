declare module '*?worker&inline' {
  /** A worker whose script is a part of the page: it starts without the network. */
  const InlineWorker: new () => Worker;
  export default InlineWorker;
}
