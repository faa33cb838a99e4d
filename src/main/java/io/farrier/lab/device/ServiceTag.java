package io.farrier.lab.device;

import java.util.SplittableRandom;

/**
 * A server's seven-character tag and what derives from it, in the forms that a PowerEdge shows: express service code (the
 * tag read in base 36), UUID, SMBIOS GUID and platform GUID (the tag's letters in three byte orders).
 */
public record ServiceTag(String tag) {
    private static final String LETTERS = "BCDFGHJKLMNPQRSTVWXYZ";
    private static final String ALL = "0123456789" + LETTERS;

    /** The n-th tag of a lab; the same for the same seed. */
    static ServiceTag of(long seed, int n) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + n);
        StringBuilder tag = new StringBuilder().append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        for (int i = 0; i < 3; i++) {
            tag.append(ALL.charAt(random.nextInt(ALL.length())));
        }
        // The last three carry the number, so that no two of a lab are alike.
        return new ServiceTag(
                tag + "%3s".formatted(Integer.toString(n, 36).toUpperCase()).replace(' ', '0'));
    }

    public String expressServiceCode() {
        return String.valueOf(Long.parseLong(tag, 36));
    }

    public String uuid() {
        return "4c4c4544-00%s-%s10-80%s-%02xc04f%s%s%s"
                .formatted(hex(1), hex(2), hex(3), tag.charAt(0) | 0x80, hex(4), hex(5), hex(6));
    }

    public String smbiosGuid() {
        return "44454c4c-%s00-10%s-80%s-%02xc04f%s%s%s"
                .formatted(hex(1), hex(2), hex(3), tag.charAt(0) | 0x80, hex(4), hex(5), hex(6));
    }

    public String platformGuid() {
        return "%s%s%s4f-c0%02x-%s80-10%s-00%s4c4c4544"
                .formatted(hex(6), hex(5), hex(4), tag.charAt(0) | 0x80, hex(3), hex(2), hex(1));
    }

    private String hex(int at) {
        return "%02x".formatted((int) tag.charAt(at));
    }
}
