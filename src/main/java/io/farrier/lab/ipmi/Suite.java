package io.farrier.lab.ipmi;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The cipher suites that an iDRAC9 offers (IPMI 2.0, table 22-20): how it is proven who speaks, and how what is said is kept. */
enum Suite {
    SUITE_3(3, 1, 1, "HmacSHA1", 12),
    SUITE_17(17, 3, 4, "HmacSHA256", 16);

    /** AES-CBC-128, of both. */
    static final int CONFIDENTIALITY = 1;

    private static final int BLOCK = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final int id;
    private final int authentication;
    private final int integrity;
    private final String hmac;
    private final int length;

    Suite(int id, int authentication, int integrity, String hmac, int length) {
        this.id = id;
        this.authentication = authentication;
        this.integrity = integrity;
        this.hmac = hmac;
        this.length = length;
    }

    int id() {
        return id;
    }

    int authentication() {
        return authentication;
    }

    int integrity() {
        return integrity;
    }

    /** What is left of a code where it is sent short: after RAKP 4, and behind each packet. */
    int length() {
        return length;
    }

    static Optional<Suite> of(int authentication) {
        return Arrays.stream(values())
                .filter(suite -> suite.authentication == authentication)
                .findFirst();
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    byte[] code(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(hmac);
            // An empty password is a key of zeros; Java takes no empty one.
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, hmac));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] shortCode(byte[] key, byte[]... parts) {
        return Arrays.copyOf(code(key, parts), length);
    }

    /** Initialisation vector, then the text, padded with 1, 2, 3 … and the padding's length (IPMI 2.0, 13.29). */
    static byte[] encrypt(byte[] key, byte[] text) {
        int pad = Math.floorMod(-(text.length + 1), BLOCK);
        byte[] padded = Arrays.copyOf(text, text.length + pad + 1);
        for (int i = 0; i < pad; i++) {
            padded[text.length + i] = (byte) (i + 1);
        }
        padded[padded.length - 1] = (byte) pad;
        byte[] iv = random(BLOCK);
        byte[] secret = aes(Cipher.ENCRYPT_MODE, key, iv, padded);
        return ByteBuffer.allocate(BLOCK + secret.length).put(iv).put(secret).array();
    }

    /** @throws IllegalArgumentException for what is no such text */
    static byte[] decrypt(byte[] key, byte[] secret) {
        if (secret.length < 2 * BLOCK || secret.length % BLOCK != 0) {
            throw new IllegalArgumentException("no whole blocks");
        }
        byte[] padded = aes(
                Cipher.DECRYPT_MODE,
                key,
                Arrays.copyOf(secret, BLOCK),
                Arrays.copyOfRange(secret, BLOCK, secret.length));
        int pad = padded[padded.length - 1];
        if (pad < 0 || pad >= padded.length) {
            throw new IllegalArgumentException("no padding");
        }
        return Arrays.copyOf(padded, padded.length - 1 - pad);
    }

    private static byte[] aes(int mode, byte[] key, byte[] iv, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
