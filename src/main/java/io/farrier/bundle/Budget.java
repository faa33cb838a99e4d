package io.farrier.bundle;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that is read only as far as was allowed: who pads a bundle with gigabytes is not listened to. */
final class Budget extends FilterInputStream {

    private long left;

    Budget(InputStream in, long first) {
        super(in);
        this.left = first;
    }

    void allow(long more) {
        left += more;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int n = super.read(bytes, from, length);
        if (n > 0) {
            left -= n;
            if (left < 0) {
                throw Bundle.refused("it holds more bytes than its manifest accounts for.");
            }
        }
        return n;
    }

    @Override
    public long skip(long n) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
