package io.farrier.vcenter;

import java.util.Locale;

/** A login name, which a vCenter writes as {@code VSPHERE.LOCAL\farrier} and people as {@code farrier@vsphere.local}. */
record Account(String user, String domain) {

    static Account of(String name) {
        String flat = name.strip().toLowerCase(Locale.ROOT);
        int at = flat.indexOf('@');
        int slash = flat.indexOf('\\');
        if (slash >= 0) {
            return new Account(flat.substring(slash + 1), flat.substring(0, slash));
        }
        return at >= 0 ? new Account(flat.substring(0, at), flat.substring(at + 1)) : new Account(flat, null);
    }

    /** A domain is short in one and whole in the other (CORP, corp.example.com): its first label decides. */
    static boolean same(String one, String other) {
        if (one == null || other == null) {
            return false;
        }
        Account a = of(one);
        Account b = of(other);
        return a.user.equals(b.user)
                && (a.domain == null || b.domain == null || label(a.domain).equals(label(b.domain)));
    }

    private static String label(String domain) {
        return domain.split("\\.", 2)[0];
    }
}
