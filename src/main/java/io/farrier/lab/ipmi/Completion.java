package io.farrier.lab.ipmi;

/**
 * How a command ended.
 *
 * @param code 0 where it was done, else of IPMI 2.0, table 5-2
 */
record Completion(int code, byte[] data) {
    static final Completion OK = new Completion(0, new byte[0]);
    static final Completion NOT_KNOWN = new Completion(0xc1, new byte[0]);
    static final Completion TOO_SHORT = new Completion(0xc7, new byte[0]);
    static final Completion OUT_OF_RANGE = new Completion(0xc9, new byte[0]);
    static final Completion NOT_THERE = new Completion(0xcb, new byte[0]);
    static final Completion BAD_FIELD = new Completion(0xcc, new byte[0]);
    static final Completion NO_PRIVILEGE = new Completion(0xd4, new byte[0]);
    static final Completion NOT_IN_THIS_STATE = new Completion(0xd5, new byte[0]);

    /** Set Session Privilege Level's own. */
    static final Completion ABOVE_LIMIT = new Completion(0x81, new byte[0]);

    static Completion of(int... bytes) {
        byte[] data = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            data[i] = (byte) bytes[i];
        }
        return new Completion(0, data);
    }
}
