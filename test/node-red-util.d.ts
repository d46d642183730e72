/** The part of Node-RED's own helpers that tests hand to our nodes as `RED.util`. */
declare module '@node-red/util' {
  const nodeRedUtil: {
    util: {
      cloneMessage(message: Record<string, unknown>): Record<string, unknown>;
      getMessageProperty(message: Record<string, unknown>, property: string): unknown;
      normalisePropertyExpression(property: string): unknown;
      getSetting(node: unknown, name: string): unknown;
    };
  };
  export default nodeRedUtil;
}
