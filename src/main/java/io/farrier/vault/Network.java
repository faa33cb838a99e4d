package io.farrier.vault;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** A CIDR. @param first its first address @param bits of an address of its family, 32 or 128 */
record Network(BigInteger first, int prefix, int bits) {

    /** @throws IllegalArgumentException for what is none, or has bits set behind the prefix */
    static Network parse(String cidr) {
        int slash = cidr.indexOf('/');
        byte[] address = bytes(slash < 0 ? cidr : cidr.substring(0, slash));
        int bits = address.length * 8;
        String length = slash < 0 ? String.valueOf(bits) : cidr.substring(slash + 1);
        if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > bits) {
            throw new IllegalArgumentException(cidr);
        }
        Network network = new Network(new BigInteger(1, address), Integer.parseInt(length), bits);
        if (!network.start(network.first()).equals(network.first())) {
            throw new IllegalArgumentException(cidr);
        }
        return network;
    }

    /** @param address literal; a name is in no network */
    boolean holds(String address) {
        try {
            byte[] bytes = bytes(address);
            return bytes.length * 8 == bits && start(new BigInteger(1, bytes)).equals(first);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether some address is in both. */
    boolean meets(Network other) {
        Network wide = prefix <= other.prefix ? this : other;
        Network narrow = wide == this ? other : this;
        return wide.bits == narrow.bits && wide.start(narrow.first).equals(wide.first);
    }

    private BigInteger start(BigInteger address) {
        return address.shiftRight(bits - prefix).shiftLeft(bits - prefix);
    }

    /** Literal addresses only: a name would be looked up. */
    private static byte[] bytes(String address) {
        boolean literal = address.contains(":")
                ? address.matches("[0-9A-Fa-f:.]{2,45}")
                : address.matches("\\d{1,3}(\\.\\d{1,3}){3}");
        try {
            if (literal) {
                return InetAddress.getByName(address).getAddress();
            }
        } catch (UnknownHostException e) {
            // No address either.
        }
        throw new IllegalArgumentException(address);
    }
}
