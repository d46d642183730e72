/** The part of Node-RED's own helpers that tests hand to our nodes as `RED.util`. */
declare module '@node-red/util' {
  const nodeRedUtil: { util: { cloneMessage(message: Record<string, unknown>): Record<string, unknown> } };
  export default nodeRedUtil;
}
