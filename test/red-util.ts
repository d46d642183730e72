/** `RED.util` as Node-RED hands it to nodes. */
import nodeRedUtil from '@node-red/util';

export const { util } = nodeRedUtil;
